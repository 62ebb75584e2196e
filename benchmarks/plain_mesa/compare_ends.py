"""What the engine and the twin end with: every column that rules move, of people, units, places, militias and the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from benchmarks.plain_mesa.people import EXPOSED
from benchmarks.plain_mesa.plain import PlainModel
from unit_cohesion.engine.world import World
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import ANSWERS, POSTURES, STATUSES, TRUE_REASONS, WAYS

PEOPLE = ("spell", "since_day", "pressure", "resistance", "confirmed", "hope", "skill", "refusals", "labelled", "tainted")
SOLDIERS = ("loyalty", "outrage", "outrage_day", "heard", "heard_day", "left_day")
UNITS = ("strength", "start_strength", "left", "left_lately", "dead", "punished", "left_today", "dead_today", "punished_today",
         "commander_gone", "leaderless", "near", "post_lost", "disarmed", "withstood", "peer_bond", "commander_trust",
         "institution")  # fmt: skip
SECTS = (
    "position",
    "left_today",
    "pace",
    "believed_pace",
    "known",
    "own",
    "story",
    "reassurance",
    "believed_catch",
    "attempts",
    "caught",
    "suspicion",
    "serving_start",
)
COMMUNITIES = (
    "population",
    "target",
    "exposed",
    "force",
    "rebel_force",
    "fallen",
    "shot",
    "grievance",
    "felt",
    "suffered",
    "fear",
    "doubted",
    "loyal_militia",
    "reprisals",
)
PLACES = (
    "control",
    "control_before",
    "lost_lately",
    "loyal_militia",
    "defence",
    "attack",
    "rebel_worth",
    "regular_worth",
    "leaving",
    "all_deaths",
    "insurgents",
    "safe",
    "extremist",
    "disorder",
    "steps_to_border",
)
MILITIAS = ("alive", "life", "founded", "extremist", "officer_led", "religiosity", "nationalism", "sectarian", "discipline", "cohesion",
            "rivalry", "memory", "income", "supply", "fighters", "officers", "advisers", "capability")  # fmt: skip
Ends = Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]


def ends(engine: Engine, twin: PlainModel) -> Ends:
    """Where to look, what the engine has there, and what the twin has."""
    state = engine.state
    yield from of_people(engine, twin)
    for row, unit in enumerate(twin.units):
        mine = {name: float(getattr(unit, name)) for name in UNITS}
        who = {
            "commander": unit.commander.key if unit.commander else None,
            "posture": unit.posture,
            "place": unit.place.id,
            "superior": unit.superior.id if unit.superior else "",
            "goes_as_one": unit.goes_as_one,
            "answer": unit.order_answer,
            "withdrawn": unit.withdrawn,
        }
        commander, place = state.units.commander[row], twin.places[state.units.place[row]].id
        key = state.people.key[commander].item() if commander >= 0 else None
        ours = {
            "commander": key,
            "posture": POSTURES[state.units.posture[row]],
            "place": place,
            "superior": ["", *engine.unit_ids][state.units.superior[row] + 1],
            "answer": ANSWERS[state.units.order_answer[row]],
            "withdrawn": bool(state.units.withdrawn[row]),
            "goes_as_one": ("", "with its commander", "out of a siege", "over an order")[state.units.goes_as_one[row]],
        }
        yield f"unit {unit.id} at the end", at(state.units, UNITS, row) | ours, mine | who
    for table, things, names in (
        (state.communities, twin.communities, COMMUNITIES),
        (state.places, twin.places, PLACES),
        (state.sects, twin.sects, SECTS),
        (state.countries, twin.countries, ("camps", "border", "open")),
        (state.sponsors, twin.rebels.sponsors, ("start_day", "agenda", "loyalty_weight", "budget", "clients", "spent", "weary")),
    ):
        yield "how many", {table.name: table.size}, {table.name: len(things)}
        for row, thing in enumerate(things):
            yield f"{type(thing).__name__} {row} at the end", at(table, names, row), {n: float(getattr(thing, n)) for n in names}
    for row, sect in enumerate(twin.sects):
        for band, expects in enumerate(sect.expects):
            theirs = at(state.kinds, tuple(f"expect_{way}" for way in expects), band * len(twin.sects) + row)
            yield f"{sect.id}, band {band}", theirs, {f"expect_{way}": x for way, x in expects.items()}
    yield from of_militias(state, twin)


def of_people(engine: Engine, twin: PlainModel) -> Ends:
    """Everybody, where he is, with whom, and how near to going."""
    state, people = engine.state, engine.state.people
    ids, countries = ["", *engine.militia_ids], ["", *(country.id for country in engine.scenario.countries)]
    for row, man in enumerate(twin.people):
        names = (*PEOPLE, *SOLDIERS) if man.served else PEOPLE
        mine = {name: getattr(man, name) for name in names} | {
            "status": man.status,
            "way": man.way,
            "true_reason": man.true_reason,
            "place": man.where.id,
            "militia": man.militia.id if man.militia else "",
            "country": man.country.id if man.country else "",
        }
        ours = at(people, names, row) | {
            "status": STATUSES[people.status[row]],
            "way": ("", *WAYS)[people.way[row] + 1],
            "true_reason": TRUE_REASONS[people.true_reason[row]],
            "militia": ids[people.militia[row] + 1],
            "place": twin.places[engine.where(np.array([row]))[0]].id,
            "country": countries[people.country[row] + 1],
        }
        if man.status in EXPOSED and twin.rebels.active:
            mine["bears"], ours["bears"] = man.fate - man.danger, people.peril_left[row].item()
        yield f"{man.name} at the end", ours, mine
    for man in twin.soldiers:
        if man.status in ("serving", "civilian"):
            profile = state.profiles, ("abandonment", "told_lost", "privilege"), people.profile[twin.soldiers.index(man)]
            yield man.name, at(*profile), {"abandonment": man.abandonment, "told_lost": man.told_lost, "privilege": man.privilege}


def of_militias(state: World, twin: PlainModel) -> Ends:
    """Militias, and the slots of those that are no more."""
    yield "how many", {"militias": state.militias.size}, {"militias": len(twin.rebels.militias)}
    for row, militia in enumerate(twin.rebels.militias):
        if not militia.life:  # nobody has filled the slot
            continue
        leader, patron = militia.leader, militia.patron
        mine = {name: getattr(militia, name) for name in MILITIAS} | {
            "sect": twin.sects.index(leader.sect),
            "early": leader.early,
            "means": leader.means,
            "money": leader.from_money,
            "warlordism": leader.warlordism,
            "patron": twin.rebels.sponsors.index(patron) if patron else -1,
            "place": twin.places.index(militia.place),
            "front": twin.places.index(militia.front),
            "moves": militia.moves,
            "regular": militia.regular,
            "named": militia.rises is not None,
            "key": militia.key,
        }
        yield f"militia {militia.id} at the end", at(state.militias, tuple(mine), row), mine


def at(table: Any, names: tuple[str, ...], row: int) -> dict[str, Any]:
    """A row of a table of the engine's state."""
    columns = {"steps_to_border": "border_steps", "near": "carry_near"}
    return {name: np.asarray(getattr(table, columns.get(name, name)))[row].item() for name in names}
