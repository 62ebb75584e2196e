"""A run.json taken back: the scenario, the changed parameters, the switches, the seed and the days that its run was made from."""

from __future__ import annotations

from unit_cohesion.errors import CohesionError
from unit_cohesion.rules import checked, switched_off
from unit_cohesion.scenario import shipped_scenarios
from unit_cohesion.simulation.run_file import RunFile
from unit_cohesion.views.dashboard.links import MOST_EVENTS, UPLOADED, Choices
from unit_cohesion.views.dashboard.run_request import run_request
from unit_cohesion.views.dashboard.session import Session, error_text
from unit_cohesion.views.dashboard.shipped import shipped_scenario


def restore(session: Session, run: RunFile) -> None:
    """Choose all that a run.json says, and run it if it is quick."""
    choices = choices_of_run(run)
    session.upload.value = run.scenario if choices.scenario == UPLOADED else session.upload.value
    for name in ("scenario", "values", "off", "seed", "days", "persons_per_agent", "events", "selection", "day"):
        getattr(session, name).value = getattr(choices, name)
    run_if_quick(session)
    if run.notices:
        session.notice.value = "\n".join(filter(None, (session.notice.value, *run.notices)))


def run_if_quick(session: Session) -> None:
    """Run what was just taken over if it is quick; else say how to."""
    session.error.value = session.notice.value = None
    try:
        made = session.request()
    except CohesionError as fault:
        session.error.value = error_text(fault)
        return
    if made.quick:
        session.run()
    else:
        session.stop()
        size = f"{made.agents:,} agents over {made.scenario.about.days:,} days"
        session.notice.value = f"This is a large run ({size}). Press Run to start it; it may take minutes."


def choices_of_run(run: RunFile) -> Choices:
    """The run as choices: of the shipped scenario that it was made from, if these make the same; else of a file of the visitor's own."""
    name, about = run.scenario.name, run.scenario.about
    figures = {name: one.nearest(one.value) for name, one in run.scenario.declare.items() if name in run.set}
    values = checked({name: value for name, value in run.set.items() if name not in figures}) | figures
    off = frozenset(_without_parts(run.off))
    if name in shipped_scenarios():
        source = shipped_scenario(name)
        days = about.days if about.days != source.about.days else None
        scale = about.persons_per_agent if about.persons_per_agent != source.about.persons_per_agent else None
        own, mapping = {event.id for event in source.events} | {news.id for news in source.news}, run.scenario.to_mapping()
        put_in = [entry for entry in (*mapping["events"], *mapping["news"]) if entry["id"] not in own]
        events = tuple({key: value for key, value in entry.items() if value not in ("", False)} for entry in put_in)
        try:
            made = run_request(source, values=values, off=off, seed=run.seed, days=days, persons_per_agent=scale, events=events)
        except CohesionError:
            made = None
        if made and made.scenario == run.scenario and len(events) <= MOST_EVENTS:
            return Choices(name, values, off, run.seed, days, scale, events)
    return Choices(UPLOADED, values, off, run.seed)


def _without_parts(off: tuple[str, ...]) -> list[str]:
    """Return the ids without those that are parts of another."""
    return [id for id in off if not any(id != other and id in switched_off(other) for other in off)]
