"""How many die each day, where, and by whose hand (W1, V1)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from benchmarks.plain_mesa.draws import sqrt
from unit_cohesion.schema import Series

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place
    from benchmarks.plain_mesa.plain import PlainModel


class War:
    """The side of the nation that counts the dead."""

    model: PlainModel
    ahead: float  # deaths of massacres beyond their days' totals, still to be taken off the days after
    all_deaths: float
    regime_deaths: float
    unrest: float
    repression: float
    toll: float
    regime_power: float
    rebel_power: float

    def count_the_dead(self) -> None:
        """W1: deaths follow the scenario's monthly series, then the balance of forces; they fall where the fighting is.

        A dated massacre says where and whom the series' deaths hit; it adds none.
        """
        p, places = self.model.p, self.model.places
        power = sqrt(self.regime_power * self.rebel_power)
        deaths = self._deaths_by("deaths", "lethality", power, p.deaths_per_power * power, p.undercount)
        self.regime_deaths = self._deaths_by("regime_deaths", "regime_lethality", power, p.regime_death_share * deaths, 1.0)
        massacred = sum(community.struck_hard + community.struck_hard_by_rebels for community in self.model.communities)
        self.all_deaths = self.with_massacres(deaths, massacred)
        shot = sum(community.shot for community in self.model.communities)  # beside all series (W7)
        contest = {place: place.contest() for place in places}
        for place in places:
            share = contest[place] / max(sum(contest.values()), 1e-12)
            place.mourn((self.all_deaths - massacred) * share, self.regime_deaths * share)
        self.all_deaths += shot
        by_regime = sum(community.by_regime_today for community in self.model.communities)
        self.repression += (by_regime - self.repression) / p.force_memory_days
        self.unrest += (self.all_deaths - self.unrest) / p.force_memory_days
        self.toll += (self.regime_deaths - self.toll) / p.force_memory_days

    def with_massacres(self, deaths: float, massacred: float) -> float:
        """W1: what a massacre takes beyond its day's deaths is taken off the days after, a share of each at most."""
        if massacred > deaths:
            self.ahead += massacred - deaths
            return massacred
        back = min(self.ahead, self.model.p.lull_after_massacre * (deaths - massacred))
        self.ahead -= back
        return deaths - back

    def _deaths_by(self, name: str, lethality: str, power: float, otherwise: float, undercount: float) -> float:
        """Deaths today by one series; past its end, by the balance of forces, as deadly as in its last months."""
        series = next((s for s in self.model.setting.series if s.id == name), None)
        if series:
            today = self.model.date
            month = (today.year - series.start.year) * 12 + today.month - series.start.month
            if month < 0:
                return 0.0
            if month < len(series.monthly):
                return series.monthly[month] / monthrange(today.year, today.month)[1] * undercount
            if getattr(self, lethality) == 0 and power > 0:
                setattr(self, lethality, self._lately(series) * undercount / power)
        return getattr(self, lethality) * power or otherwise

    def _lately(self, series: Series) -> float:
        """Mean deaths a day in the last months of a series."""
        last, days, deaths = len(series.monthly), 0, 0.0
        for number in range(max(0, last - self.model.p.series_end_months), last):
            years, month = divmod(series.start.month - 1 + number, 12)
            first = date(series.start.year + years, month + 1, 1)
            days, deaths = days + monthrange(first.year, first.month)[1], deaths + series.monthly[number]
        return deaths / days

    def heat(self, place: Place) -> float:
        """The place's share of today's deaths."""
        return place.all_deaths / max(sum(other.all_deaths for other in self.model.places), 1e-12)
