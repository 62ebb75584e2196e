"""What people hear: word of the leader's exit, pledges, rumours. News write beliefs only; what beliefs do stands elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import mesa

from unit_cohesion.schema import News

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Sect
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.soldiers import Soldier


class Report(mesa.Agent):
    """A piece of news, with a source that is trusted so far (``reliability``), a day of origin and a day of release."""

    model: PlainModel

    def __init__(self, model: PlainModel, news: News) -> None:
        super().__init__(model)
        self.news, self.name = news, f"news.{news.id}"

    def spread(self) -> None:
        """Reach those whom it reaches today."""
        raise NotImplementedError


class LeaderExit(Report):
    """N2: word that the ruler seeks asylum for himself raises his own group's belief of being abandoned."""

    def spread(self) -> None:
        """Tell those of the ruling group whom it reaches today; each hand that it went through takes something from it."""
        if not self.model.on("N2"):
            return
        p = self.model.p
        for man in self.model.army():
            if man.sect.ruling and self.day(self.hands(man)) == self.model.date:
                signal = p.abandonment_weight * self.news.reliability * p.hand_discount ** self.hands(man)
                man.abandonment += (1.0 - man.abandonment) * signal
                man.abandonment_source = self.name

    def hands(self, man: Soldier) -> int:
        """N1: how many hands it passes through on its way to him: officers hear first."""
        return 0 if man.insider or not self.model.on("N1") else max(1, self.model.p.hands_to_soldiers - man.band)

    def day(self, hands: int) -> date:
        """N1: insiders know at origin, others after the release, hand by hand."""
        if not self.model.on("N1"):
            return self.news.release
        return self.news.release + timedelta(days=self.model.p.hand_days * hands) if hands else self.news.origin


class Pledge(Report):
    """N3: a small group pledges on video. N4: it may be staged, and viewers cannot tell. N5: its symbols say whom it is about."""

    def spread(self) -> None:
        """Be seen on the day of release; be exposed, if staged, on the day of that (N4)."""
        if not self.model.on("N3"):
            return
        if self.news.release == self.model.date:
            self._seen()
        if self.news.staged and self.news.exposed == self.model.date and self.model.on("N4"):
            self._exposed()

    def _seen(self) -> None:
        """N3: it raises the pace that its audience believes in, and their belief that rebels spare those who come over."""
        p = self.model.p
        weight = self.credence() / (1.0 + self.times_seen_before())
        for sect, share in self.audience().items():
            sect.pledged_pace += share * self.news.men * p.pledge_weight * weight * 1000.0 / max(sect.serving(), 1.0)
            sect.reassurance += (1.0 - sect.reassurance) * p.pledge_reassurance * weight * share
            if share > 0:
                sect.pledge_source = self.name

    def _exposed(self) -> None:
        """N4: an exposed staging backfires: it takes a share of all that pledges had gained in its audience."""
        p = self.model.p
        for sect, share in self.audience().items():
            if share > 0:
                sect.pledged_pace *= 1.0 - p.exposure_backfire
                sect.reassurance -= max(0.0, sect.reassurance - p.reassurance_start) * p.exposure_backfire

    @property
    def _symbols(self) -> str | None:
        return self.news.about if self.model.on("N5") else None

    def audience(self) -> dict[Sect, float]:
        """N5: the group whose symbols it carries; without any, all groups as they serve."""
        if self._symbols:
            return {sect: float(sect.id == self._symbols) for sect in self.model.sects}
        serving = {sect: sect.serving() for sect in self.model.sects}
        return {sect: men / max(sum(serving.values()), 1.0) for sect, men in serving.items()}

    def credence(self) -> float:
        """N4: how far it is believed: by its source, and more by those who know the people shown as their own."""
        p = self.model.p
        if not self.model.on("N4"):
            return 1.0
        return min(1.0, p.credence + (p.credence_affinity if self._symbols else 0.0)) * self.news.reliability

    def times_seen_before(self) -> int:
        """N3: in how many earlier pledges its speaker was seen; a face seen before counts less."""
        mine = self.news
        earlier = [n for n in self.model.setting.news if n.kind == "pledge" and (n.release, n.id) < (mine.release, mine.id)]
        return sum(n.speaker == mine.speaker for n in earlier) if mine.speaker else 0


class Rumour(Report):
    """N7: rumours of murdered officers persist, whatever the truth."""

    def spread(self) -> None:
        """Add to the rumour as it is told, on the day of release."""
        if self.news.release == self.model.date and (self.model.on("N7") or self.model.on("N7b")):
            self.model.nation.rumour += (1.0 - self.model.nation.rumour) * self.news.reliability


REPORTS = {"leader_exit": LeaderExit, "pledge": Pledge, "rumour": Rumour}
