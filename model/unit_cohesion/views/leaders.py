"""The militias' leaders on a day, and what is known of one militia or sponsor, for the page Integration."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from unit_cohesion.views.figures.doors import LET_IN, WEIGHED
from unit_cohesion.views.figures.sponsors import agenda
from unit_cohesion.views.formatting import number, percent
from unit_cohesion.views.names import TERMS, Facts, militia_names
from unit_cohesion.vocabulary import RANKS

if TYPE_CHECKING:
    from unit_cohesion.runs.record import Record

CHOICES = {
    "adviser": "let in to advise",
    "fighter": "let in to fight",
    "commander": "let in to lead men",
    "refused": "sent away",
    "declined": "declined the place",
    "funded": "began to pay",
    "dropped": "ceased to pay",
}
"""What leaders and sponsors chose, in words."""


def rows_of_week(table: pd.DataFrame, day: int) -> pd.DataFrame:
    """Return the rows of the week of a day, of a table with a row a week and thing; of the first week before it."""
    days = table["day"]
    at = days[days <= day].max() if (days <= day).any() else days.min()
    found: pd.DataFrame = table[days == at]
    return found


def leaders(record: Record, day: int) -> pd.DataFrame:
    """One row for each militia on a day, the largest first.

    Columns: those of ``militias``, ``name``, ``where`` (place), ``payer``, ``legitimacy`` (the larger of early and money), ``admitted`` and
    ``refused`` (officers so far, persons), and ``why`` (what spoke most against those it refused).
    """
    now = rows_of_week(record.militias, day)
    places, sponsors = {p.id: p.name for p in record.scenario.places}, {s.id: s.name for s in record.scenario.sponsors}
    names, id = militia_names(record.scenario), now["militia"].astype(str)
    decisions = record.choices[(record.choices["day"] <= day) & record.choices["actor"].isin(id.unique())]
    persons = record.people.set_index("person")["persons"].reindex(decisions["subject"]).to_numpy()
    decisions = decisions.assign(persons=persons, actor=decisions["actor"].astype(str), choice=decisions["choice"].astype(str))
    refused = decisions[decisions["choice"] == "refused"]
    against = refused.groupby("actor")[list(WEIGHED[1:])].mean()
    let_in = decisions[decisions["choice"].isin(LET_IN)]
    counts = {name: some.groupby("actor")["persons"].sum() for name, some in (("admitted", let_in), ("refused", refused))}
    worst = id.map(against.idxmin(axis=1)).map(TERMS).fillna("") if len(against) else ""
    made = now.assign(
        militia=id,
        name=id.map(names),
        where=now["place"].astype(str).map(places),
        payer=now["patron"].astype(str).map(sponsors).fillna(""),
        legitimacy=now[["early", "money"]].max(axis=1),
        why=worst,
        **{name: id.map(count).fillna(0.0) for name, count in counts.items()},
    )
    return made.sort_values(["fighters", "militia"], ascending=[False, True], kind="stable").reset_index(drop=True)


def about_militia(record: Record, row: pd.Series[Any]) -> Facts:
    """A militia and its leader, from its row of ``leaders``."""
    sects = {s.id: s.name for s in record.scenario.sects}
    kinds = [word for word, so in (("extremist", row["extremist"]), ("led by a defected officer", row["officer_led"])) if so]
    paid = f"{row['payer']}; pay {percent(float(row['income']))} and arms {percent(float(row['supply']))} of what is usual"
    won = f"early part {row['early']:.2f}, money {row['money']:.2f}"
    return [
        ("Fights in", "; ".join([str(row["where"]), *kinds])),
        ("Leader's group", sects.get(str(row["sect"]), str(row["sect"]))),
        ("Fighters", f"{number(float(row['fighters']))}, of them {number(float(row['officers']))} defected officers"),
        ("Advisers", f"{number(float(row['advisers']))} from afar"),
        ("Legitimacy", f"{row['legitimacy']:.2f} of 1 ({won})"),
        ("Warlord", f"{row['warlordism']:.2f} of 1"),
        ("Paid by", paid if row["payer"] else "nobody outside"),
        ("Cohesion", f"{row['cohesion']:.2f}; order {row['discipline']:.2f}"),
        ("Feeling", f"religious {row['religiosity']:.2f}, national {row['nationalism']:.2f}, sectarian {row['sectarian']:.2f}"),
        ("Memory", f"{row['memory']:.2f} of abuse by officers in service"),
        ("Rivalry", f"{row['rivalry']:.2f} between its payer and its neighbours'"),
        ("Officers", f"{number(float(row['admitted']))} let in, {number(float(row['refused']))} sent away so far"),
    ]


def about_sponsor(record: Record, id: str, day: int) -> Facts:
    """A sponsor on a day; nothing if there is none of that id."""
    entry = next((sponsor for sponsor in record.scenario.sponsors if sponsor.id == id), None)
    if entry is None:
        return []
    now = rows_of_week(record.sponsors[record.sponsors["sponsor"] == id], day).iloc[0]
    countries = {country.id: country.name for country in record.scenario.countries}
    begun = record.scenario.about.start + timedelta(days=day - 1) >= entry.start
    pays = f"{number(float(now['clients']))} militias, {number(round(float(now['spent'])))} fighters" if begun else "nobody yet"
    facts = [
        ("Wants", f"{agenda(entry.agenda)} ({entry.agenda:+.1f})"),
        ("Weighs", f"loyalty {percent(float(now['loyalty_weight']))}, capability the rest"),
        ("Pays", pays),
        ("Could pay", f"{number(entry.budget)} fighters"),
        ("Since", f"{entry.start:%-d %B %Y}"),
        ("Through", countries.get(str(entry.country), "the neighbour with the longest border")),
        ("Counts", "for the consensus that a national army needs" if entry.key else "not among the key sponsors"),
    ]
    return [*facts, *([("Weary", f"{now['weary']:.2f} of 1 of militias that it cannot control")] if now["weary"] else [])]


def last_choices(record: Record, actor: str, day: int, most: int = 8) -> pd.DataFrame:
    """The latest choices of a leader or sponsor up to a day, latest first."""
    choices = record.choices
    return choices[(choices["actor"] == actor) & (choices["day"] <= day)].iloc[::-1].head(most)


def choices_about_officer(record: Record, person: str) -> pd.DataFrame:
    """Return leaders' choices about an officer, in order."""
    return record.choices[record.choices["subject"] == person]


def choice_words(choice: pd.Series[Any], subject: str) -> str:
    """ "Day 400: sent away a colonel …: need of his skill +1.2, fear of a rival −2.0"."""
    return f"Day {choice['day']}: {CHOICES[str(choice['choice'])]}: {subject}" + (f" ({decisions})" if (decisions := terms(choice)) else "")


def terms(choice: pd.Series[Any], most: int = 3) -> str:
    """The terms that weighed most in a choice."""
    known = {term: float(choice[term]) for term in TERMS if term != "noise" and choice[term] == choice[term]}
    weighed = {term: value for term, value in known.items() if abs(value) >= 0.05}
    largest = sorted(weighed, key=lambda term: -abs(weighed[term]))[:most]
    return ", ".join(f"{TERMS[term]} {weighed[term]:+.1f}".replace("-", "−") for term in largest)


def rank_of(record: Record, person: str) -> str:
    """An officer's rank, "officer" where it is not known."""
    found = record.people.loc[record.people["person"] == person, "rank"]
    return str(found.iloc[0]) if len(found) and str(found.iloc[0]) in RANKS else "officer"
