"""What is known of one on the rebel side, in words, for the inspector: a person among the rebels, a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from unit_cohesion.outcomes import PASSAGE
from unit_cohesion.views.formatting import number, percent
from unit_cohesion.views.names import AWAY, Facts, militia_names

if TYPE_CHECKING:
    from unit_cohesion.runs.record import Record


def rebel_facts(record: Record, row: pd.Series[Any]) -> Facts:
    """Return his camp or militia, hope, what is left of his skill, and what keeps him out, if he is where these mean something."""
    if not record.scenario.militias or str(row["status"]) not in AWAY or str(row["status"]) in ("captured", "jailed"):
        return []
    countries, militias = {c.id: c.name for c in record.scenario.countries}, militia_names(record.scenario)
    facts = [("His camp", countries.get(str(row["country"]), ""))] if row["country"] else []
    facts += [("With", militias.get(str(row["militia"]), str(row["militia"])))] if row["militia"] else []
    left = f", {percent(row['skill'] / row['competence'])} of his skill left" if row["competence"] else ""
    facts.append(("Hope", f"{row['hope']:.2f} of 1{left}"))
    facts += [("Refused", f"{number(int(row['refusals']))} times of late")] if row["refusals"] else []
    facts += [("Labelled", "as the regime's man")] if row["labelled"] else []
    return [*facts, *([("Stays out", f"truly because of: {row['true_reason']}")] if row["true_reason"] else [])]


def event_sentences(life: pd.DataFrame) -> list[str]:
    """Return his events in words, in order."""
    sentences = [f"{event['event']}, {AWAY.get(str(event['to_status']), event['to_status'])}" for _, event in life.iterrows()]
    first = [words if event != PASSAGE else words.partition(", ")[2] for words, event in zip(sentences, life["event"], strict=True)]
    return [f"day {day}: {words}" for day, words in zip(life["day"], first, strict=True)]


def about_place(record: Record, id: str, day: int) -> Facts:
    """Who holds a place in the week of a day, and the rebels there."""
    weeks = record.places[record.places["place"] == id]
    now = weeks[weeks["day"] <= max(day, 1)].iloc[-1]
    facts = [("Held", f"{percent(float(now['control']))} by the regime")]
    facts += [("Rebels", f"{number(round(float(now['insurgents'])))} under arms")]
    facts += [("Extremists", f"{percent(float(now['extremist']))} of the rebels' power")] if now["extremist"] else []
    return [*facts, *([("Safe area", "yes, for training and assembling")] if now["safe"] else [])]
