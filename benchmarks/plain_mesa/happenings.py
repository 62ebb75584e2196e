"""Dated events of the scenario: they happen on their date; the rules after them read what they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from benchmarks.plain_mesa.soldiers import CHANGES_SIDE, LEAVES
from unit_cohesion.engine.chance import label
from unit_cohesion.schema import Event

if TYPE_CHECKING:
    from benchmarks.plain_mesa.neighbours import Country
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.units import Unit


class Happening(mesa.Agent):
    """One dated event."""

    model: PlainModel

    def __init__(self, model: PlainModel, event: Event) -> None:
        super().__init__(model)
        self.event, self.name = event, f"events.{event.id}"

    def happen(self) -> None:
        """Carry it out, if today is its day."""
        if self.event.date == self.model.date:
            getattr(self, self.event.kind)()

    def massacre(self) -> None:
        """So many of a community are killed; where none is named, all of the place are hit, each as those who did it hit them.

        What the regime did is a grievance (D1), what rebels or extremists did is a reason to fear them (V1, V2).
        """
        by_rebels = self.event.by in ("rebels", "extremists") and self.model.on("V1")
        for community in self.model.place[self.event.place].communities:
            share = community.exposed if by_rebels else community.target
            if self.event.sect:
                share = float(community.sect.id == self.event.sect)
            if share > 0:
                community.bury(self.event.value * share, by_rebels, self.name)

    def siege(self) -> None:
        """A share of the garrisons of a place are cut off (D11)."""
        here = self.model.place[self.event.place]
        for unit in self.model.units:
            if unit.garrison is here and unit.place is here and unit.persons > 0 and self._lot(unit) < self.model.p.siege_event_share:
                unit.posture, unit.siege_source = "besieged", self.name

    def _lot(self, unit: Unit) -> float:
        """A unit has a lot for each event, though two be on one day."""
        return self.model.draws.lot("siege event", label(self.event.id) * 2**32 + unit.ordinal, self.model.day)

    def relief(self) -> None:
        """All sieges in a place end."""
        for unit in self.model.units:
            if unit.place.id == self.event.place and unit.posture == "besieged":
                unit.posture = unit.unused

    def foreign_help(self) -> None:
        """Foreign fighters come to the regime's side."""
        self.model.regime.foreign_help += self.event.value or 0.0

    def commander(self) -> None:
        """A unit's commander is killed or relieved, or sets out today, whatever he could bear; perhaps to the other side. Of a formation,
        brigade or battalion he stands with its staff. A unit that a coarser scale does not keep loses nobody."""
        for unit in self.model.units:
            if unit.id not in (self.event.of, f"{self.event.of}/staff") or not unit.commander:
                continue
            if self.event.way == "killed":
                unit.mourn(unit.commander.become("dead", "W1", trigger=self.name))
            elif self.event.way == "replaced":
                unit.commander.become("discharged", "I8", trigger=self.name)
                unit.know_no_commander()
            else:
                unit.commander.resistance = CHANGES_SIDE if self.event.way == "changes_side" else LEAVES

    def pay_stops(self) -> None:
        """No pay arrives."""
        self.model.regime.pay = self.model.regime.wages = 0.0

    def pay_resumes(self) -> None:
        """Pay arrives in full."""
        self.model.regime.wages = 1.0
        self.model.regime.pay = 1.0 - self.model.regime.unpaid

    def discharge_stops(self) -> None:
        """Conscripts are kept beyond their term (I8)."""
        self.model.regime.discharges = False

    def order(self) -> None:
        """Units amid crowds act on it in the evening, day after day (``crowds.py``)."""

    # ---- the rebel side

    def amnesty(self) -> None:
        """A window opens to go back to the regime, of so many days inside and abroad (R18)."""
        nation = self.model.nation
        nation.amnesty_inside, nation.amnesty_abroad = self.event.value or 0.0, self.event.abroad or 0.0

    def safe_area(self) -> None:
        """A place is safe for training and assembling (B1)."""
        self.model.place[self.event.place].safe = True

    def safe_area_lost(self) -> None:
        """It is no longer."""
        self.model.place[self.event.place].safe = False

    def border_closed(self) -> None:
        """A neighbour lets hardly any help through (S6)."""
        self._neighbour.open = 0.0

    def border_open(self) -> None:
        """It lets help through again."""
        self._neighbour.open = 1.0

    @property
    def _neighbour(self) -> Country:
        return next(country for country in self.model.countries if country.id == self.event.country)

    def agreement(self) -> None:
        """Key sponsors agree on more than their agendas would allow (B1)."""
        self.model.nation.agreed = self.event.value or 0.0

    def murder(self) -> None:
        """The most outspoken officer among the rebels of a place is killed by persons unknown (R9); of equals the highest in rank."""
        here = self.model.place[self.event.place]
        officers = [
            man
            for man in self.model.people
            if man.officer and man.where is here and man.waits_as("militia fighter", "militia commander", "adviser", "candidate")
        ]
        if officers:
            man = max(officers, key=lambda man: (man.nationalism, man.rank, -man.key))
            man.become("dead", "R9", trigger=self.name)
            self.model.rebels.murders += man.persons
