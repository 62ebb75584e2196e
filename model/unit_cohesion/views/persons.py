"""What is known of a unit or a person of a run, in words: for the inspector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from unit_cohesion.outcomes import ARREST, LEAVING
from unit_cohesion.runs.units_below import smallest_units
from unit_cohesion.views.formatting import number, percent
from unit_cohesion.views.names import AWAY, Facts, formation_names, militia_names, person_name, unit_name
from unit_cohesion.views.rebels import rebel_facts
from unit_cohesion.vocabulary import BRANCHES, SERVING, STATUSES

if TYPE_CHECKING:
    from unit_cohesion.runs.record import Record

_SERVING = STATUSES[SERVING]
MOST_FOUND = 8


def found_by(record: Record, typed: str) -> list[tuple[str, dict[str, str]]]:
    """Return what may be meant by what was typed, in words and as selections: a person, unit, place, militia or sponsor by id or name; of a
    group or rank, who left first."""
    query, word = typed.strip(), typed.strip().lower()
    if not word:
        return []
    scenario, names = record.scenario, formation_names(record.scenario)
    if (record.people["person"] == query).any():
        return [(query, {"person": query})]
    if (record.units["unit"] == query).any():
        return [(unit_name(query, names), {"unit": query})]
    known = [
        ("unit", names),
        ("place", {place.id: place.name for place in scenario.places}),
        ("militia", militia_names(scenario)),
        ("sponsor", {sponsor.id: sponsor.name for sponsor in scenario.sponsors}),
    ]
    some = [(name, {kind: id}) for kind, those in known for id, name in those.items() if word in name.lower() or word == id.lower()]
    some.sort(key=lambda one: (one[0].lower() != word, not one[0].lower().startswith(word)))
    leavers = record.events[record.events["event"].isin(LEAVING)]
    groups = {name.lower(): id for id, name in ((sect.id, sect.name) for sect in scenario.sects)}
    those = leavers[(leavers["sect"] == groups.get(word, word)) | (leavers["rank"] == word)].head(MOST_FOUND)
    for _, row in those.iterrows():
        some.append((f"{person_name(str(row['person']), str(row['rank']), names)}, day {row['day']}", {"person": str(row["person"])}))
    return some[:MOST_FOUND]


def person_row(record: Record, id: str) -> pd.Series[Any] | None:
    """Return his row of ``people``, or None."""
    rows = np.flatnonzero((record.people["person"] == id).to_numpy())
    return record.people.iloc[int(rows[0])] if len(rows) else None


def events_of_person(record: Record, id: str) -> pd.DataFrame:
    """Return his events, in order."""
    return record.events[record.events["person"] == id]


def why_row(events: pd.DataFrame) -> pd.Series[Any] | None:
    """Of a person's events, the one that tells why he left, or tried to."""
    some = events[events["event"].isin([*LEAVING, ARREST]) & (events["from_status"] == _SERVING)]
    return some.iloc[0] if len(some) and some.iloc[0]["log_loyalty"] == some.iloc[0]["log_loyalty"] else None


def name_of_person(record: Record, row: pd.Series[Any]) -> str:
    """Return a person in words."""
    return person_name(str(row["person"]), str(row["rank"]), formation_names(record.scenario))


def about_person(record: Record, row: pd.Series[Any]) -> Facts:
    """Who he is, and how he stands with the rebels."""
    scenario = record.scenario
    sects, places = {s.id: s.name for s in scenario.sects}, {p.id: p.name for p in scenario.places}
    served = str(row["branch"]) != BRANCHES[-1]
    group, home = sects.get(str(row["sect"]), str(row["sect"])), places.get(str(row["home"]), str(row["home"]))
    status = f"{AWAY.get(str(row['status']), row['status'])}, since day {row['since_day']}"
    facts = [("Group", group), ("Rank", str(row["rank"]) if served else "a civilian, who never served here")]
    facts += [("Post", "a sensitive one")] if row["post"] else []
    facts += [("Work", f"{row['speciality']}, {row['branch']}")] if served else []
    facts += [("Home", home)]
    if served:
        school = ", officer school" if row["officer_school"] else ""
        facts += [("Joined", f"{row['cohort']}{school}"), ("Loyalty", f"{row['loyalty']:.2f} of 1, at the end")]
    facts += [("Skill", f"{row['competence']:.2f} of 1"), ("At the end", status), *rebel_facts(record, row)]
    if row["persons"] != 1:
        facts.append(("Stands for", f"{number(row['persons'])} persons"))
    return facts


def distance_to_leaving(row: pd.Series[Any]) -> str:
    """Say in words how far one who serves is from leaving."""
    if row["status"] != _SERVING:
        return ""
    if not row["hazard_today"] > 0:
        return "He serves on the last day; nothing presses him to leave."
    chance = 1 - np.exp(-row["hazard_today"])
    days = row["days_to_go"]
    far = f"would leave in {number(round(days))} days" if days < 3650 else "would not leave in ten years"
    return f"He serves on the last day. If all stayed as it is then, his chance of leaving would be {percent(chance)} a day, and he {far}."


def about_unit(record: Record, id: str, day: int) -> Facts:
    """A unit of any level on a day."""
    weeks = record.units[record.units["unit"] == id]
    if weeks.empty:
        return []
    now, first = weeks[weeks["day"] <= max(day, 1)].iloc[-1], weeks.iloc[0]
    left = float(leavers_of_unit(record, id, day)["persons"].sum())  # to the day, while the table of units goes by weeks
    places = {p.id: p.name for p in record.scenario.places}
    where = places.get(str(now["place"]), "in several places")
    parts = (
        f"bonds {now['peer_bond']:.2f}, trust in the commander {now['commander_trust']:.2f}, belief in the army {now['institution']:.2f}"
    )
    facts = [
        ("Kind", str(now["kind"]).replace("-", " ")),
        ("Stands", f"{where}{', ' + str(now['posture']) if str(now['posture']) else ''}"),
        ("Serve", f"{number(float(now['strength']))} of {number(float(first['strength']))} on day {first['day']}"),
        ("Left", f"{number(round(left))} by their own will so far"),
        ("Cohesion", f"{now['cohesion']:.2f} of 1"),
        ("of it", parts),
    ]
    parent = str(now["parent"])
    return [*facts, *([("Part of", unit_name(parent, formation_names(record.scenario)))] if parent else [])]


def units_below(record: Record, id: str, day: int) -> pd.DataFrame:
    """Return the units right below one, with ``share`` still serving of the first week, the emptiest first."""
    some = record.units[record.units["parent"] == id]
    first = some.groupby("unit", observed=True)["strength"].first()
    now = some[some["day"] <= max(day, 1)].groupby("unit", observed=True)["strength"].last()
    return pd.DataFrame({"share": now / first.where(first > 0), "strength": now}).dropna().sort_values("share", kind="stable")


def leavers_of_unit(record: Record, id: str, day: int) -> pd.DataFrame:
    """Return events of those who left a unit, or any below it, by their own will up to a day, latest first."""
    events = record.events
    return events[events["unit"].isin(smallest_units(record, id)) & events["event"].isin(LEAVING) & (events["day"] <= day)].iloc[::-1]


def emptiest(record: Record, day: int, most: int = 5) -> tuple[list[tuple[str, float]], int]:
    """The smallest units with the least share still serving on a day, and how many more are as empty as the last of them; none of which all
    still serve."""
    shares = record.history[min(day, record.days) - 1].astype(float) / 255
    order = np.argsort(shares, kind="stable")[:most]
    order = order[shares[order] < 1]
    as_empty = int((shares == shares[order[-1]]).sum() - (shares[order] == shares[order[-1]]).sum()) if len(order) else 0
    return [(record.unit_ids[row], float(shares[row])) for row in order], as_empty
