"""Figures that cannot be meant: more dead or more people in the streets than there are, men who come later, months that begin midway."""

from __future__ import annotations

from unit_cohesion.scenario.checks import Draft, sums_to_1


def people(draft: Draft) -> None:
    """Nobody kills more people of a place than live there, and no crowd is larger than the country's people."""
    if not draft.all_sound("places") or not draft.places:
        return  # told already
    at = {place.id: place for place in draft.places}
    whole = sum(place.population for place in draft.places)
    for event in draft.events:
        place = at.get(event.place or "") if event.kind == "massacre" else None
        if place is None or (event.sect and (event.sect not in draft.ids["sects"] or not sums_to_1(place.sects.values()))):
            continue
        there, who = float(place.population), f"the people of {place.id}"
        if event.sect:
            there, who = there * place.sects.get(event.sect, 0.0), f"those of {event.sect} among {who}"
        if (event.value or 0.0) * draft.undercount > there:
            allowed = f"at most {there / draft.undercount:,.0f}, as {who} are {there:,.0f}"
            allowed += f" and {draft.undercount:g} die for each one counted (undercount)" if draft.undercount != 1.0 else ""
            draft.faults.add(("events", event.id, "value"), event.value, allowed)
    for crowd in draft.crowds:
        if crowd.size > whole:
            draft.faults.add(("crowds", crowd.id, "size"), crowd.size, f"at most {whole:,}, the people of all places together")


def dates_of_figures(draft: Draft) -> None:
    """Men who serve on day one came before it, and series are of whole months."""
    for intake in draft.intakes:
        if draft.about and intake.cohorts[0] > draft.about.start.year:
            allowed = f"years of which the first is not after the start, {draft.about.start}, as these men serve on day one"
            draft.faults.add(("army", "intakes", intake.id, "cohorts"), list(intake.cohorts), allowed)
    for series in draft.series:
        if series.start.day != 1:
            allowed = f"the first day of the first month, {series.start.replace(day=1)}, as its figures are of whole months"
            draft.faults.add(("series", series.id, "start"), series.start.isoformat(), allowed)


FIGURE_CHECKS = (people, dates_of_figures)
