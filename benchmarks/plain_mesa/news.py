"""What people hear: word of the leader's exit, pledges, rumours. News write beliefs only; what beliefs do stands elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import mesa

from benchmarks.plain_mesa.draws import left_after
from unit_cohesion.population.order_of_battle import seats_under
from unit_cohesion.schema import News

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Community, Sect
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

    moved = cheered = 0.0  # what is left of what it did to the norm, and what it did to the belief that rebels spare men

    def spread(self) -> None:
        """Be seen on the day of release; be exposed, if staged, on the day of that (N4)."""
        self.moved *= left_after(1, self.model.p.pledge_memory_days)
        if not self.model.on("N3"):
            return
        if self.news.release == self.model.date:
            self._seen()
        if self.news.staged and self.news.exposed == self.model.date and self.model.on("N4"):
            self._exposed()

    def _seen(self) -> None:
        """N3: it weakens its audience's norm that none of theirs goes, answers the regime's story, and says that rebels spare men."""
        p = self.model.p
        for sect, share in self.audience().items():
            if share == 0:
                continue
            trusted = self.credence(sect) * 0.5 ** self.times_seen_before()
            moved = p.pledge_weight * trusted * sect.rarity * (self.news.men / (self.news.men + p.pledge_men))
            cheered = (1.0 - sect.reassurance) * p.pledge_reassurance * trusted * share
            sect.reassurance += cheered
            sect.story *= 1.0 - p.pledge_answers * trusted * share
            sect.pledge_source = self.name
            self.moved, self.cheered = max(self.moved, moved), max(self.cheered, cheered)
            for community in sect.communities:
                community.doubted = min(1.0, community.doubted + share * moved * self.counts_for(community))

    def counts_for(self, community: Community) -> float:
        """B16: those from where it was filmed take more note of it, when that is told."""
        return self.model.p.pledge_home if self.news.place == community.place.id else 1.0

    def _exposed(self) -> None:
        """N4: an exposed staging backfires: what it did is undone, and a little more."""
        back = 1.0 + self.model.p.exposure_backfire
        for sect, share in self.audience().items():
            if share > 0:
                sect.reassurance = max(0.0, sect.reassurance - back * self.cheered)
                for community in sect.communities:
                    community.doubted -= back * self.moved * share * self.counts_for(community)
        self.moved = self.cheered = 0.0

    @property
    def _symbols(self) -> str | None:
        return self.news.about if self.model.on("N5") else None

    def audience(self) -> dict[Sect, float]:
        """N5: the group whose symbols it carries; without any, all groups as they serve."""
        if self._symbols:
            return {sect: float(sect.id == self._symbols) for sect in self.model.sects}
        serving = {sect: sect.serving() for sect in self.model.sects}
        return {sect: men / max(sum(serving.values()), 1.0) for sect, men in serving.items()}

    def credence(self, sect: Sect) -> float:
        """N4: how far a group believes it: by its source, more if those shown are known as its own, less as it believes the regime."""
        p = self.model.p
        if not self.model.on("N4"):
            return 1.0
        known = min(1.0, p.credence + (p.credence_affinity if self._symbols else 0.0))
        return known * (1.0 - p.story_doubt * sect.story) * self.news.reliability

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


class Story(Report):
    """B23: the regime's story that the rebels are sectarian: fear of them grows (V2), pledges are believed less (N4)."""

    def spread(self) -> None:
        """Be believed, on the day of release, by the group that it is told to, or by all."""
        if self.news.release == self.model.date and (self.model.on("V2") or self.model.on("N4")):
            for sect in self.model.sects:
                if self.news.about in (None, sect.id):
                    sect.story += (1.0 - sect.story) * self.news.reliability


class WordOfLoss(LeaderExit):
    """N10: word that a place, a formation or a patron is lost takes from the odds that men give the regime, true or not."""

    def spread(self) -> None:
        """Tell those whom it reaches today: everybody, or the group that it is told to."""
        if not self.model.on("N10"):
            return
        p, loss = self.model.p, self.loss()
        for man in self.model.army():
            if self.news.about in (None, man.sect.id) and self.day(self.hands(man)) == self.model.date:
                signal = p.word_weight * self.news.reliability * (loss / (loss + p.word_half)) * p.hand_discount ** self.hands(man)
                man.told_lost += (1.0 - man.told_lost) * signal
                man.abandonment_source = self.name

    def hands(self, man: Soldier) -> int:
        """Those whose home it is about hear as insiders do."""
        return 0 if self.model.on("N1") and man.home.id == self.news.place else super().hands(man)

    def loss(self) -> float:
        """How much of what the regime stands on it tells to be lost, by the facts of day one."""
        setting = self.model.setting
        if self.news.place:
            return sum(one.population for one in setting.places if one.id == self.news.place) / sum(
                one.population for one in setting.places
            )
        men = seats_under(setting, None)
        if self.news.of:
            return seats_under(setting, self.news.of) / men
        patron = next(one for one in setting.patrons if one.id == self.news.patron)
        return max(patron.men / (patron.men + men), patron.pay, patron.air)


REPORTS = {"leader_exit": LeaderExit, "pledge": Pledge, "rumour": Rumour, "story": Story, "word": WordOfLoss}
