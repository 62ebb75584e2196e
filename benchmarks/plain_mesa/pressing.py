"""What people in the army hear and what presses them, day by day, rule by rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING

from benchmarks.plain_mesa.draws import left_after

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Community, Sect
    from benchmarks.plain_mesa.nation import Nation
    from benchmarks.plain_mesa.news import Report
    from benchmarks.plain_mesa.soldiers import Soldier
    from benchmarks.plain_mesa.units import Unit


class Pressing:
    """The side of the model that presses men."""

    p: SimpleNamespace
    on: Callable[[str], bool]
    army: Callable[[], Iterator[Soldier]]
    day: int
    nation: Nation
    sects: list[Sect]
    communities: list[Community]
    units: list[Unit]
    reports: list[Report]

    def hear_news(self) -> None:
        """N1-N5, N7, N10: beliefs fade, then take in the news that arrive today."""
        left = left_after(1, self.p.abandonment_memory_days)
        for man in self.army():
            man.abandonment *= left
            man.told_lost *= left_after(1, self.p.told_lost_days)
        for sect in self.sects:
            sect.story *= left_after(1, self.p.story_memory_days)
        for community in self.communities:
            community.doubted *= left_after(1, self.p.pledge_memory_days)
        self.nation.forget_rumours()
        for report in self.reports:
            report.spread()

    def gather_grievance(self) -> None:
        """D1-D3: grievance over force against one's own, unease over force against others, and the toll."""
        for community in self.communities:
            community.gather_grievance()
        for community in self.communities:
            community.feel()
        for man in self.army():
            if self.on("D1"):
                man.feel_grievance()
            if self.on("D2"):
                man.feel_unease()
            if self.on("D3"):
                man.feel_the_toll()
        if self.on("D3"):
            for unit in self.units:
                unit.count_its_dead()

    def grow_afraid(self) -> None:
        """V2: what is known of who the rebels are follows, what they did is remembered, and each community's fear is reckoned anew."""
        if self.on("V2"):
            p, everybody = self.p, sum(community.population for community in self.communities)
            there = {sect: sect.men_among_rebels() for sect in self.sects}
            for sect in self.sects:
                sect.known += (there[sect] - sect.known) / p.known_days
            known = sum(sect.known for sect in self.sects)
            for sect in self.sects:
                share = sum(community.population for community in sect.communities) / max(everybody, 1.0)
                sect.own = min(1.0, (sect.known / max(share, 1e-9) + p.known_prior * p.known_own) / (known + p.known_prior))
            for community in self.communities:
                community.remember_rebels()
            for community in self.communities:
                community.grow_afraid()
        if (self.day - 1) % 7 == 0:
            officers = [man for man in self.army() if man.rulers_officer and man.status == "serving"]
            tipped = sum(man.unit.persons for man in officers if 1.0 - man.lasts > man.tipping_point)
            self.nation.tipped = tipped / max(sum(man.unit.persons for man in officers), 1.0)

    def bind(self) -> None:
        """D5, D6, D17: bonds are worn and mended; comrades who went, near and far, press those who stay."""
        for unit in self.units:
            unit.wear_and_mend()
            unit.give_up()
            unit.press_those_who_stay()
            unit.leaderless *= left_after(1, self.p.leaderless_days)
            unit.miss_a_command()
        if self.on("D5"):
            for man in self.army():
                man.follow_the_pace()
        held = sum(sect.serving() * mean_norm(sect) for sect in self.sects)
        self.nation.norm = held / max(sum(sect.serving() for sect in self.sects), 1.0)

    def weigh_up(self) -> None:
        """D4, D7, D10, D11, D18: fear of revenge, what is forfeited, kin, siege, and how near the war is."""
        for man in self.army():
            if self.on("D4"):
                man.fear_revenge()
            if self.on("D7"):
                man.weigh_the_loss()
            if self.on("D10"):
                man.hear_from_kin()
        for unit in self.units:
            if self.on("D11"):
                unit.feel_the_siege()
            if self.on("D18"):
                unit.feel_the_war()


def mean_norm(sect: Sect) -> float:
    """How strongly a group holds that none of its own goes, by the people of its communities."""
    people = sum(community.population for community in sect.communities)
    return sum(community.population * community.norm for community in sect.communities) / max(people, 1e-9)
