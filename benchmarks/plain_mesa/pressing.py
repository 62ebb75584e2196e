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
    nation: Nation
    sects: list[Sect]
    communities: list[Community]
    units: list[Unit]
    reports: list[Report]

    def hear_news(self) -> None:
        """N1-N5, N7: beliefs fade, then take in the news that arrive today."""
        left = left_after(1, self.p.abandonment_memory_days)
        for man in self.army():
            man.abandonment *= left
        for sect in self.sects:
            sect.pledged_pace *= left_after(1, self.p.pledge_memory_days)
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

    def bind(self) -> None:
        """D5, D6: bonds are worn and mended; comrades who went, near and far, press those who stay."""
        for unit in self.units:
            unit.wear_and_mend()
            unit.give_up()
            unit.press_those_who_stay()
        if self.on("D5"):
            for man in self.army():
                man.follow_the_pace()

    def weigh_up(self) -> None:
        """D4, D7, D10, D11: fear of revenge, what is forfeited, kin, and siege."""
        for man in self.army():
            if self.on("D4"):
                man.fear_revenge()
            if self.on("D7"):
                man.weigh_the_loss()
            if self.on("D10"):
                man.hear_from_kin()
        if self.on("D11"):
            for unit in self.units:
                unit.feel_the_siege()
