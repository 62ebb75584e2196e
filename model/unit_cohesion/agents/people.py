"""The people of the army as Mesa agents; those of the rebels stand in ``rebels.py``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from unit_cohesion.agents.rows import RowView, Words
from unit_cohesion.engine.tables import Table
from unit_cohesion.vocabulary import BANDS, BRANCHES, COHESION_OF, RANKS, SERVING, SPECIALITIES, STATUSES, TRUE_REASONS, WAYS

if TYPE_CHECKING:
    from unit_cohesion.simulation.engine import Engine

OFFICERS_FROM = BANDS.index("junior officers")


def people_words(engine: Engine) -> Words:
    """The words of the people's columns that hold rows of something else."""
    scenario = engine.scenario
    places = [place.id for place in scenario.places]
    return {
        "sect": [sect.id for sect in scenario.sects],
        "rank": RANKS,
        "band": BANDS,
        "speciality": SPECIALITIES,
        "home": places,
        "from_place": places,
        "place": places,
        "intake": [*(intake.id for intake in scenario.army.intakes), "none"],
        "unit": engine.unit_ids,
        "militia": [*engine.militia_ids, ""],
        "country": [*(country.id for country in scenario.countries), ""],
        "status": STATUSES,
        "way": (*WAYS, ""),
        "branch": BRANCHES,
        "true_reason": TRUE_REASONS,
    }


class Soldier(RowView):
    """One agent of the army, whatever he has become since: his attributes are the columns of ``people``.

    Told as words: ``sect``, ``rank``, ``band``, ``speciality``, ``branch``, ``home``, ``place``, ``intake``, ``unit`` and ``status``.

    These can be written, and count from the next step on: ``loyalty`` (0 to 1), ``outrage`` (log hazard, 0 to 10), ``hope`` and ``skill``
    (0 to 1; they weigh only among the rebels and abroad, where rules go on moving them), and of those who serve ``resistance`` and
    ``pressure`` (hazard): he tries to go on the day his pressure reaches his resistance, so

        soldier.pressure = soldier.resistance      # he tries to go in the next step, by whichever way is open to him
        soldier.resistance = float("inf")          # he never goes by his own will

    All else is read only: what he is was set at birth, and his status changes by the engine's own transitions.

    Raises:
        AttributeError: a name that is not declared, or that can be read only.
        ValueError: a value outside the column's range.
    """

    TABLE = "people"
    WORDED = frozenset(
        {"sect", "rank", "band", "speciality", "home", "intake", "unit", "status", "way", "militia", "country", "true_reason"}
    )
    WRITABLE = frozenset({"loyalty", "outrage", "hope", "skill", "resistance", "pressure"})

    @property
    def person(self) -> str:
        """His name in the tables of a run: unit and seat, such as ``guard/b1/bn2/c3/007``."""
        return f"{self.unit}/{self.seat:03d}"

    @property
    def branch(self) -> str:
        """Branch of his unit (word)."""
        return str(self.rows.words["branch"][self._units().branch[self._unit()]])

    @property
    def place(self) -> str:
        """Where his unit stands now (id of a place)."""
        return str(self.rows.words["place"][self._units().place[self._unit()]])

    @property
    def from_place(self) -> str:
        """Where his unit stood when he tried to leave (id of a place), empty before."""
        rows = self.rows
        return rows.words["from_place"][rows.table.from_place[self.row]] if rows.table.way[self.row] >= 0 else ""

    @property
    def persons(self) -> float:
        """How many persons he stands for."""
        return float(self._units().weight[self._unit()])

    @property
    def commands(self) -> bool:
        """Whether he commands his unit now."""
        return bool(self._units().commander[self._unit()] == self.row)

    @property
    def unit_cohesion(self) -> float:
        """Cohesion of his unit: the weighted mean of peer bond, trust in the commander and belief in the institution (0 to 1)."""
        units, unit = self._units(), self._unit()
        weights = {part: getattr(self.rows.engine.parameters, name) for part, name in COHESION_OF.items()}
        return float(sum(weight * getattr(units, part)[unit] for part, weight in weights.items()) / sum(weights.values()))

    @property
    def remaining(self) -> float:
        """Resistance less pressure (hazard): what it still takes until he goes; NaN if he does not serve."""
        people = self.rows.table
        return float(people.resistance[self.row] - people.pressure[self.row]) if people.status[self.row] == SERVING else math.nan

    @property
    def hazard_today(self) -> float:
        """Hazard of leaving on the day last walked (hazard/day); NaN if he does not serve, or before the first day."""
        engine = self.rows.engine
        serves = engine.day > 0 and self.rows.table.status[self.row] == SERVING
        return float(engine.state.today[self.row]) if serves else math.nan

    @property
    def days_to_go(self) -> float:
        """How far he is from going: remaining over the day's hazard (days), infinite without hazard; NaN likewise."""
        hazard = self.hazard_today
        return self.remaining / hazard if hazard else math.inf

    def _units(self) -> Table:
        units: Table = self.rows.engine.state.units
        return units

    def _unit(self) -> int:
        return int(self.rows.table.unit[self.row])

    def _key(self) -> int:
        return int(self.rows.table.key[self.row])

    def _check(self, name: str, number: float) -> None:
        if name not in ("resistance", "pressure"):
            return
        if self.rows.table.status[self.row] != SERVING:
            raise ValueError(f"{name} = {number}: allowed: only of one who serves; {self.person} is {self.status!r}")
        if name == "pressure" and math.isinf(number):
            raise ValueError(f"pressure = {number}: allowed: a finite number from 0 (hazard)")

    def _written(self, name: str) -> None:
        if name in ("loyalty", "outrage"):  # his own factor is made from them
            self.rows.engine.refresh_own(self.row, self.row + 1)


class Officer(Soldier):
    """A lieutenant or above."""
