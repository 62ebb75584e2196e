"""What a run will not do that was asked for: dated outside its days, about somebody who is not there, or about a side that is not.

None of it is an error, since a shorter run, a coarser scale or a variant brings it about; all of it is said. (What can never be, such as an
unknown place or a key that an event's kind does not read, is an error: ``scenario_checks.py``.)
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from unit_cohesion.engine.declare import Rule, entries
from unit_cohesion.errors import Unused
from unit_cohesion.population.order_of_battle import order_of_battle, seats_under, units_under
from unit_cohesion.rules import MECHANISMS, PARAMETERS
from unit_cohesion.rules.events import KEYS, SET_OFF_BY
from unit_cohesion.rules.news import BY_BINDING, HEARD
from unit_cohesion.scenario import Scenario
from unit_cohesion.scenario.army import led_from
from unit_cohesion.scenario.called import called, told
from unit_cohesion.schema import News
from unit_cohesion.simulation.identity import Identity, parsed_switches
from unit_cohesion.simulation.idle_entries import idle_entries

MOST_NAMED = 8


def remarks(run: Identity | Scenario, off: object = None, given: Collection[str] = ()) -> list[str]:
    """What a run will not do though it is asked for, a line each; none if all of it counts.

    Args:
        run: its identity, or its scenario, as it will be run.
        off: beside a scenario: an id of ``unit_cohesion.mechanisms``, or several, that will be switched off.
        given: beside a scenario: names of parameters that are set by hand.

    Raises:
        ScenarioError: an id that cannot be switched.
    """
    if isinstance(run, Identity):
        ids = sorted(id for id in run.off.union(*(change.off for change in run.changes)) if id in MECHANISMS)
        scenario, given = run.scenario, [name for name in run.set if name in PARAMETERS]
    else:
        start, later = parsed_switches(off)
        scenario, ids = run, sorted(start.union(*(change.off for change in later)))
    found_remarks = [*_dates_outside_run(scenario), *_units_not_kept(scenario), *idle_entries(scenario, given)]
    if not scenario.militias:
        found_remarks += _without_rebels(scenario, ids, given)
    return [*found_remarks, *_without_effect(scenario, ids, given)]


def warn(run: Identity, level: int) -> None:
    """Warn (``Unused``) of each remark, as of the caller so many levels up."""
    for remark in remarks(run):
        warnings.warn(remark, Unused, stacklevel=level + 1)


@dataclass(frozen=True)
class _Dated:
    """A date of an entry: where the entry stands, what it is called (or ""), which of its dates, and the day."""

    path: str
    called: str
    key: str
    day: date


def _dates_outside_run(scenario: Scenario) -> Iterator[str]:
    """Yield dates before the first day, one a line, as they are slips; those after the last in one, as a run may be cut short."""
    first, last = scenario.about.start, scenario.about.start + timedelta(scenario.about.days - 1)
    dated = list(_all_dates(scenario))
    ends = [
        _Dated(f"{array}.{one.id}", called(one), "end", one.end)
        for array in ("offers", "patrons")
        for one in getattr(scenario, array)
        if one.end
    ]
    for one in dated + ends:
        if one.day < first:
            yield f"{told(f'{one.path}.{one.key} = {one.day}', one.called)}: before the first day, {first}, so it never happens"
    late = dated + [_Dated(f"militias.{m.id}", called(m), "founded", m.founded) for m in scenario.militias]
    late += [
        _Dated(f"{array}.{entry.id}", called(entry), "start", entry.start)
        for array in ("sponsors", "series", "offers")
        for entry in getattr(scenario, array)
    ]
    late += [_Dated(f"targets.{id}", called(target), "on", target.on or target.start or first) for id, target in scenario.targets.items()]
    by_path = {one.path: one.called for one in late if one.day > last}
    if by_path:
        alike = Counter(by_path.values())
        found = [name if name and alike[name] == 1 else told(path, name) for path, name in by_path.items()]
        more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
        yield f"after the last day, {last}, and so not in this run: {', '.join(found[:MOST_NAMED])}{more}"


def _all_dates(scenario: Scenario) -> Iterator[_Dated]:
    """Yield every date on which something is to happen."""
    for event in scenario.events:
        yield _Dated(f"events.{event.id}", called(event), "date", event.date)
    for crowd in scenario.crowds:
        yield _Dated(f"crowds.{crowd.id}", called(crowd), "start", crowd.start)
    for news in scenario.news:
        yield from (_Dated(f"news.{news.id}", called(news), key, day) for key, day in _news_dates(news))


def _news_dates(news: News) -> Iterator[tuple[str, date]]:
    if news.kind == "leader_exit":
        yield "origin", news.origin
    yield "release", news.release
    if news.exposed:
        yield "exposed", news.exposed


def _units_not_kept(scenario: Scenario) -> Iterator[str]:
    for event in scenario.events:
        if event.of is None:
            continue
        battle, order = order_of_battle(scenario), event.kind == "order"
        if not (units_under(scenario, battle.units, event.of) if order else led_from(scenario.army.formations, event.of) in battle.ids):
            k = scenario.about.persons_per_agent
            of = told(f"events.{event.id}.of = {event.of}", called(event))
            none = order and not seats_under(scenario, event.of)
            why = "nobody serves in it" if none else f"another unit stands for it at {k:,} persons an agent"
            yield f"{of}: {why}, so nothing happens"


def _without_rebels(scenario: Scenario, off: Iterable[str], given: Collection[str]) -> Iterator[str]:
    why = "acts on the rebel side only, and this scenario has none (it names no militias)"
    for event in scenario.events:
        if event.kind in KEYS and KEYS[event.kind].rebels:
            yield f"{told(f'events.{event.id}', called(event))}: the kind {event.kind} {why}"
    yield from (f"{told(f'sponsors.{sponsor.id}', called(sponsor))}: {why}" for sponsor in scenario.sponsors)
    yield from (f"off {id}: {why}" for id in off if MECHANISMS[id].rule.rebels)
    for name, value in scenario.parameters.items():
        if PARAMETERS[name].rule.rebels and (name in given or value != PARAMETERS[name].default):
            yield f"{name} = {value}: {why}"


def _lacking(scenario: Scenario, rule: type[Rule], own: str = "") -> str:
    """What a rule needs that is not there, or one of its parameters of its own; nothing of one of the rebel side where there is none, of
    which that is told."""
    needs = own or rule.needs
    missing = needs and not getattr(scenario, needs) and not (rule.rebels and not scenario.militias)
    return needs if missing else ""


def _without_effect(scenario: Scenario, off: Iterable[str], given: Collection[str]) -> Iterator[str]:
    for id in off:
        needs = _lacking(scenario, MECHANISMS[id].rule)
        if needs:
            yield f"off {id}: does nothing here, as there are no {entries(needs)}"
    for name, value in scenario.parameters.items():
        needs = _lacking(scenario, PARAMETERS[name].rule, PARAMETERS[name].needs)
        if needs and (name in given or value != PARAMETERS[name].default):
            yield f"{name} = {value}: does nothing here, as there are no {entries(needs)}"
    kinds, dated = {news.kind for news in scenario.news}, {(event.kind, event.way) for event in scenario.events}
    for id in off:
        if id in SET_OFF_BY and SET_OFF_BY[id] not in dated:
            kind, way = SET_OFF_BY[id]
            yield f"off {id}: does nothing here, as no event of the kind {kind} has the way {way}"
        if id in HEARD and HEARD[id] not in kinds:
            yield f"off {id}: does nothing here, as no news of the kind {HEARD[id]} is heard"
    for name in given:
        if name in BY_BINDING and name not in scenario.bindings.values():
            yield f"{name} = {scenario.parameters[name]}: does nothing here, as no news is bound to it"
