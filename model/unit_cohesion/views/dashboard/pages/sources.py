"""Page 7: where everything comes from. Every mechanism with its switch, the targets met and missed, limits and ethics, how to cite."""

from __future__ import annotations

from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion import __version__
from unit_cohesion.engine.declare import mechanism as Mechanism
from unit_cohesion.rules import MECHANISMS, PARAMETERS, RULE_TABLES
from unit_cohesion.runs.measures import NOT_REACHED
from unit_cohesion.runs.record import Record
from unit_cohesion.scenario import table_of_rule
from unit_cohesion.views.dashboard.collapsible import FAMILIES
from unit_cohesion.views.dashboard.fields import Button, ParameterField, text
from unit_cohesion.views.dashboard.links import UPLOADED
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.formatting import in_unit, number, role_note, wanted

KINDS = {
    "rule": "a rule: switch it off to see what it does",
    "claim": "a claim of an author, with no effect until its parameter is raised",
    "fact": "a fact of how the people and series are made: checked, not switched",
    "classifier": "a name for what has happened: checked, not switched",
}
LIMITS = """
It is for explaining and teaching: what a mechanism does, alone and with the others, and which of two stories fits the figures better.
It is not for predicting any war, nor for finding, rating or targeting persons, units or communities: its people are drawn by lot.
Sect is a position in a structure here: what promotion, suspicion, reprisal and revenge a person can expect; never an inborn loyalty.
What the sources only report others to believe is marked so, and their advocacy ships as claims that do nothing unless you raise them.
Most sizes of effects are estimates from few studies of other wars; some are tuned to the figures that come out.
Many settings give the same totals, so agreement with the figures does not show that the mechanisms are right.
The figures themselves are partisan or partial: claims of the opposition, of governments, of single counts.
Of the rebel side little is counted: between a few shares of officers, what leaders and sponsors weigh is estimated.
Civilians act only by taking up arms; local militias stand for many, and their leaders are drawn by lot.
Above 10 persons per agent, single weeks, whole units and generals are a matter of chance: judge those one for one.
""".strip().split("\n")
TEXTS = (
    ("A14", "line 14 of a text on what becomes of defectors"),
    ("B17", "line 17 of a text on who defects, and how fast (March 2012)"),
    ("lit", "the literature of the field"),
    ("estimate", "ours, for want of better; the plausible range stands beside it"),
    ("tuned", "fitted to the targets below"),
)


@solara.component
def SourcesPage(session: Session) -> Any:
    """The page."""
    with v.Html(tag="div", class_="uc-sources") as main:
        jumps = (("#mechanisms", "Mechanisms"), ("#targets", "Targets"), ("#limits", "Limits and ethics"), ("#cite", "How to cite"))
        text("p", *(part for href, word in jumps for part in (text("a", word, href=href), "  ")), classes="uc-jumps")
        text("h2", "What the model says happens", id="mechanisms")
        text(
            "p",
            "Each mechanism has a permanent id, a source, and a sign that must show when it alone is switched off under the same "
            "draws. A switch here is the same as under Rules on the left.",
            classes="uc-prose",
        )
        text("p", "; ".join(f"{short}: {what}" for short, what in TEXTS), classes="uc-hint uc-prose")
        for letter, (title, about) in FAMILIES.items():
            text("h3", title, " ", text("span", about, classes="uc-hint"))
            with solara.Column(gap="6px"):
                for m in MECHANISMS.values():
                    if m.id[0] == letter:
                        MechanismCard(session, m).key(m.id)
        text("h2", "What came out, beside what the sources count", id="targets")
        Targets(session.record.value)
        Scenario(session)
        text("h2", "Limits and ethics", id="limits")
        text("ul", *(text("li", line) for line in LIMITS), classes="uc-prose")
        text("h2", "How to cite", id="cite")
        text(
            "p",
            f"unit-cohesion, version {__version__}: an agent-based simulation of military cohesion and defection. "
            "State the scenario, the seed and the code_version in the run.json below; with the same lock file and Python they give the "
            "same tables, byte for byte. Cite each figure's own source too, as listed above.",
            classes="uc-prose",
        )
    return main


@solara.component
def MechanismCard(session: Session, m: Mechanism) -> Any:
    """One mechanism: what it says; opened, also its source, its parameters and what changes without it."""
    is_open, set_open = solara.use_state(False)
    off = m.id in session.off.value
    with v.Html(tag="section", class_="uc-mechanism", attributes={"aria-label": f"{m.id} {m.title}"}) as main:
        with v.Html(tag="div", class_="uc-mechanism-head"):
            text("div", text("strong", f"{m.id} {m.title}. "), m.says, classes="uc-what")
            word = "Less" if is_open else "More"
            Button(
                word,
                text=True,
                small=True,
                on_click=lambda: set_open(not is_open),
                attributes={"aria-expanded": str(is_open).lower(), "aria-label": f"{word} about {m.id}"},
            )
            if m.kind in ("rule", "claim"):
                v.Switch(
                    v_model=not off,
                    on_v_model=lambda value: session.live(session.switch, m.id, bool(value)),
                    dense=True,
                    hide_details=True,
                    class_="uc-switch",
                    attributes={"aria-label": f"{m.id} {m.title}", "data-id": m.id},
                )
        if is_open:
            declared = [p.name for p in PARAMETERS.values() if p.mechanism == m.id]
            rows = [("Source", m.source), ("Kind", KINDS[m.kind]), ("Without it" if m.kind in ("rule", "claim") else "Checked", m.off)]
            rows += [("Shows in", m.outcome)] if m.outcome else []
            rows += [("Parameters", "" if declared else "none of its own")]
            text("dl", *(part for name, what in rows for part in (text("dt", name), text("dd", what))))
            with solara.Column(gap="14px"):
                for name in declared:
                    ParameterField(session, name, label=f"{name} · {table_of(name)}").key(name)
    return main


STYLES = {"met": "uc-met", "missed": "uc-missed", NOT_REACHED: "uc-not"}


@solara.component
def Targets(record: Record | None) -> Any:
    """The scenario's targets, met and missed, as the run that is shown has them."""
    if record is None:
        return text("p", "They stand here once a run has ended: press Run.")
    days = f"Of the run that is shown: {number(record.days)} days, seed {record.seed}"
    days += f", without {', '.join(record.off)}." if record.off else "."
    if not len(record.check):
        return text("p", f"{days} Its scenario names no targets: it is invented, or nobody has counted.")
    heads = ("", "Target", "Came out", "Wanted", "Source")
    rows = []
    for row in record.check.to_dict("records"):
        known = record.outcomes[row["outcome"]]
        met = row["why"] if row["value"] != row["value"] else "met" if row["met"] else "missed"
        what = row["title"] or known.meaning
        cells = (
            text("td", {"met": "✓ ", "missed": "✗ "}.get(met, "– ") + met, classes=STYLES.get(met, "")),
            text("td", f"{row['id']}: {what}" + role_note(row["role"])),
            text("td", in_unit(row["value"], row["unit"]), classes="uc-number"),
            text("td", wanted(row["low"], row["high"], row["unit"])),
            text("td", row["source"] or ""),
        )
        rows.append(text("tr", *cells))
    head = text("thead", text("tr", *(text("th", name, scope="col") for name in heads)))
    table = text("table", text("caption", days, classes="uc-hint"), head, text("tbody", *rows), classes="uc-table")
    return text("div", table, classes="uc-wide")


@solara.component
def Scenario(session: Session) -> Any:
    """What the scenario stands on."""
    scenario = session.source()
    with v.Html(tag="div") as main:
        text("h2", f"Sources of “{scenario.about.title}”")
        if session.scenario.value == UPLOADED:
            text("p", "Your own file; what it says of its sources:", classes="uc-hint")
        lines = scenario.about.sources or ("It names none.",)
        text("ul", *(text("li", line) for line in lines), classes="uc-prose")
        text("p", "Each number's own source stands beside it in the scenario's file, under scenarios/.", classes="uc-hint")
    return main


def table_of(name: str) -> str:
    """The table of a scenario file in which a parameter stands, as written there."""
    return next(f"[{table_of_rule(rule)}]" for rule, declared in RULE_TABLES.items() if any(p.name == name for p in declared))
