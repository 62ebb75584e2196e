"""What a run says of the rebel side, counted from its tables: where the defectors are, and in what state the rebels are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from unit_cohesion.outcomes import CAPTURE, DEATH, DEFECTION, DESERTION
from unit_cohesion.schema import ARMY_BANDS, BANDS, OFFICER_BANDS, RANKS
from unit_cohesion.views.names import AWAY
from unit_cohesion.vocabulary import OUT_AND_ALIVE, SERVING, STATUSES

if TYPE_CHECKING:
    from unit_cohesion.runs.record import Record
    from unit_cohesion.scenario import Scenario

LEVELS = {"officers": OFFICER_BANDS, "NCOs": BANDS[1:2], "soldiers": BANDS[:1]}
"""Ranks in three levels: their bands."""
OUT = tuple(STATUSES[status] for status in OUT_AND_ALIVE)
ORDER = ("militia fighter", "militia commander", "national army", "adviser", "candidate", "withdrawn", "camp", "in transit", "gone")
"""``OUT`` from the fight to far from it."""
LOST = ("in hiding", "returned", "jailed", "captured", "sent home", "dead")


def has_rebels(scenario: Scenario) -> bool:
    """Whether the scenario has a rebel side."""
    return bool(scenario.militias)


def people_by_way_out(record: Record, way: str) -> pd.DataFrame:
    """Return rows of ``people`` of those who once left that way: by defection, desertion or capture."""
    events, people = record.events, record.people
    left = pa.array(events.loc[events["event"] == way, "person"])
    found: pd.DataFrame = people[pc.is_in(pa.array(people["person"]), left).to_numpy(zero_copy_only=False)]  # pandas takes long
    return found


def defectors(record: Record) -> pd.DataFrame:
    """Persons by where they are at the end (rows: status, and country of the camp) and by level; all who once defected."""
    some = people_by_way_out(record, DEFECTION)
    level = {band: name for name, bands in LEVELS.items() for band in bands}
    keys = [some["status"].astype(str), some["country"].astype(str), some["band"].astype(str).map(level)]
    found = some["persons"].groupby(keys).sum().unstack(fill_value=0).reindex(columns=list(LEVELS), fill_value=0.0)
    order = {status: place for place, status in enumerate((*ORDER, *LOST))}
    persons = found.sum(axis=1).to_dict()
    return found.loc[sorted(found.index, key=lambda row: (order.get(row[0], len(order)), -persons[row]))]


def deserters(record: Record) -> pd.Series:
    """Persons who once deserted or gave themselves up, by status at the end."""
    some = pd.concat([people_by_way_out(record, DESERTION), people_by_way_out(record, CAPTURE)])
    return some.groupby("status", observed=True)["persons"].sum().sort_values(ascending=False)


def place_of(status: str, country: str, countries: dict[str, str]) -> str:
    """A row of ``defectors`` in words."""
    if status == "camp":
        return f"in a camp, {countries.get(country, country)}" if country else "in a camp, just come"
    return {"militia fighter": "fighting in a militia", "dead": "dead"}.get(status) or AWAY.get(status, status)


def dead_in_service(record: Record) -> float:
    """Persons killed while they served; the deaths of rebels are not among them."""
    events = record.events
    dead = (events["event"] == DEATH) & (events["from_status"] == STATUSES[SERVING]) & events["band"].isin(ARMY_BANDS)
    return float(events.loc[dead, "persons"].sum())


class DoorCounts(NamedTuple):
    """What leaders said to officers at their doors so far: how many they admitted and refused, and the mean rank of each (row of RANKS)."""

    admitted: float
    refused: float
    admitted_rank: float
    refused_rank: float


def door_counts(day: pd.Series) -> DoorCounts:
    """Return the counts of a row of ``daily``; a rank is NaN where nobody was admitted, or refused."""
    admitted, refused = float(day["admitted"]), float(day["refused"])
    admitted_rank = day["admitted_rank"] / admitted if admitted else float("nan")
    refused_rank = day["refused_rank"] / refused if refused else float("nan")
    return DoorCounts(admitted, refused, admitted_rank, refused_rank)


def rank_in_words(mean: float) -> str:
    """A mean rank: "5.3: major"."""
    return "–" if mean != mean else f"{mean:.1f}: {RANKS[round(mean)]}"


def safe_places(scenario: Scenario, day: int) -> list[str]:
    """Names of the places that are safe areas on a day, by the scenario's events."""
    today = scenario.about.start + timedelta(days=day - 1)
    names = {place.id: place.name for place in scenario.places}
    safe: dict[str, bool] = {}
    for event in sorted(scenario.events, key=lambda event: event.date):
        if event.kind in ("safe_area", "safe_area_lost") and event.date <= today:
            safe[str(event.place)] = event.kind == "safe_area"
    return [names[place] for place, there in safe.items() if there]


def formed_on(record: Record) -> date | None:
    """The first day on which the national army's conditions held; None if they never did."""
    held = record.daily.loc[record.daily["forming"] > 0, "date"]
    return None if held.empty else pd.Timestamp(held.iloc[0]).date()
