"""The page Cascades: chains, whom one man's leaving draws after him, whole units; for analysts, parties and sizes, who tips whom, how long
people stay and how they go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion.insight.progeny import Progeny, progeny
from unit_cohesion.runs.record import Record
from unit_cohesion.views.dashboard.chart import Chart, FigureSupport, Links, Placeholder
from unit_cohesion.views.dashboard.collapsible import Collapsible
from unit_cohesion.views.dashboard.drawings import figures_of_record
from unit_cohesion.views.dashboard.fields import Button, text
from unit_cohesion.views.dashboard.run_request import RunRequest, once
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.dashboard.without_each import seeds_beside
from unit_cohesion.views.dashboard.work import Going, Report, use_work
from unit_cohesion.views.figures.base import Figure
from unit_cohesion.views.figures.drawn_after import drawn_after
from unit_cohesion.views.figures.run_figures import RunFigures
from unit_cohesion.views.formatting import number
from unit_cohesion.views.names import unit_of
from unit_cohesion.vocabulary import ARMY_BANDS

EVERYBODY = "all"
KEPT = "_progeny"
MEN, WITHIN = 12, 60
"""Men of each seed who are kept from leaving, and days in which others count; fewer in a run that is not much longer."""
LINES = [{"text": "group", "value": "sect"}, {"text": "rank", "value": "band"}]


@solara.component
def CascadesPage(session: Session) -> Any:
    """The whole page."""
    record = session.record.value
    with solara.Div() as main:
        FigureSupport(session)
        with v.Html(tag="div", class_="uc-figures", attributes={"style": "margin-top: 0; --uc-narrowest: 440px"}):
            if record is None:
                Placeholder(
                    "Cascades",
                    "Here you will see how one departure leads to others. Press Run on the left, or wait until the run has ended.",
                    broad=True,
                )
            else:
                Trees(session, record)
                DrawnAfter(session, record).key(f"drawn after {id(record)}")
                WholeUnits(session, record)
                with v.Html(tag="section", class_="uc-analysts", attributes={"data-panel": "analysts"}):
                    Collapsible("For analysts", "sizes of parties and chains, who tips whom, survival", lambda: Analysts(record))
    return main


@solara.component
def Analysts(record: Record) -> Any:
    """Distributions and matrices."""
    made = figures_of_record(record)
    sizes = solara.use_memo(lambda: [made.parties(), made.chain_sizes()], [record])
    with v.Html(tag="div", class_="uc-figures") as main:
        for figure in sizes:
            Chart(figure).key(figure.key)
        TippingMatrix(record)
        SurvivalFigures(record)
    return main


@solara.component
def DrawnAfter(session: Session, record: Record) -> Any:
    """Whom one man's leaving draws after him: worked out on demand, once for all who see the run."""
    seeds = seeds_beside(record.seed)
    within = min(WITHIN, max(1, record.days // 4))

    def make(report: Report) -> Progeny:
        found = progeny(record.identity, seeds=seeds, sample=MEN, within=within, workers=1, progress=report)
        return once(record, KEPT, lambda: found)

    work = use_work(session, RunRequest(record.identity).agents, make, vars(record).get(KEPT))
    found: Progeny | None = work.found
    figure = solara.use_memo(lambda: None if found is None else drawn_after(found), [found])
    if figure is not None:
        return Chart(figure, broad=True)
    with v.Html(tag="section", class_="uc-card uc-broad", attributes={"data-panel": "drawn-after"}) as main:
        text("h2", "Whom does one man's leaving draw after him?")
        if work.share is not None:
            Going(work, f"The war again without the leaving of one man at a time, {MEN} men a run", len(seeds))
        else:
            words = (
                "A chain says of whom each heard last before he went; it does not say who would have stayed. That is told by keeping one "
                f"man from leaving, and no other: of those who leave in the {within} days from then on, who stays now?"
            )
            text("p", work.fault or words, role="alert" if work.fault else "note")
            Button(f"Keep {MEN * len(seeds)} men from leaving ({len(seeds)} runs)", outlined=True, small=True, on_click=work.begin)
    return main


@solara.component
def WholeUnits(session: Session, record: Record) -> Any:
    """Units that leave whole; a click opens one."""
    made = figures_of_record(record)
    figure = solara.use_memo(made.whole_units, [record])

    def open_unit(data: dict[str, Any]) -> None:
        unit = (data.get("data") or {}).get("unit")
        if unit in record.unit_ids:
            session.selection.value, session.page.value = {"unit": unit}, "run"

    return Chart(figure, broad=True, on_click=open_unit)


@solara.component
def Trees(session: Session, record: Record) -> Any:
    """The largest chains, and the one that is chosen."""
    made: RunFigures = figures_of_record(record)
    nodes = made.forest.nodes
    largest = made.forest.largest(10)
    asked = session.selection.value.get("tree", "")
    chosen = made.forest.row_of(asked) if asked else -1
    root = chosen if chosen >= 0 else (largest[0] if largest else -1)
    figure = solara.use_memo(lambda: made.tree(root) if root >= 0 else None, [record, root])

    def words(row: int) -> str:
        node = nodes.iloc[row]
        when = "" if made.forest.dated(row) else f", day {node['day']}"
        return f"{number(round(node['men']))} left: {made.called(row)}{when}"

    def open_person(data: dict[str, Any]) -> None:
        open_id(str((data.get("data") or {}).get("id", "")))

    def open_id(id: str) -> None:
        if id and unit_of(id) in record.unit_ids:
            session.selection.value, session.page.value = {"person": id}, "run"

    with solara.Div(style="display: contents") as main:
        if figure is None:
            Placeholder(
                "Who tipped whom?",
                "Nobody tipped anybody in this run: whoever left had reasons of his own. More pull of comrades makes chains.",
                broad=True,
            )
        else:
            here = " uc-open-here" if chosen >= 0 else ""
            with v.Html(tag="section", class_=f"uc-card uc-broad uc-two{here}", attributes={"data-panel": "largest"}):
                text("h2", "Which chains are the largest?")
                text("p", "A chain begins with news, with an event, or with somebody whom nobody tipped. Click one to open it.")
                Links([(words(row), lambda row=row: session.selection.set({"tree": str(nodes["id"].iloc[row])})) for row in largest])
            Chart(figure, broad=True, on_click=open_person, choice=lambda: Somebody(made, figure, open_id))
    return main


@solara.component
def Somebody(made: RunFigures, figure: Figure, open_id: Callable[[str], None]) -> Any:
    """The way to anybody in the tree without a mouse."""
    ids = [str(dot["id"]) for dot in figure.option["series"][1]["data"]]
    items = [{"text": made.called(made.forest.row_of(id)), "value": id} for id in ids if unit_of(id)]
    look: dict[str, Any] = {"dense": True, "outlined": True, "hide_details": True, "style_": "max-width: 420px"}
    return v.Select(label="Who is he?", v_model=None, on_v_model=open_id, items=items, **look)


@solara.component
def TippingMatrix(record: Record) -> Any:
    """Who tips whom."""
    made = figures_of_record(record)
    figures = solara.use_memo(lambda: [made.tips("sect"), made.tips("band")], [record])
    with solara.Div(style="display: contents") as main:
        for figure in figures:
            Chart(figure).key(figure.key)
    return main


@solara.component
def SurvivalFigures(record: Record) -> Any:
    """Survival by group and rank, and the ways out."""
    made = figures_of_record(record)
    by, set_by = solara.use_state("sect")
    only, set_only = solara.use_state(EVERYBODY)
    other = "band" if by == "sect" else "sect"
    kinds = [{"text": "everybody", "value": EVERYBODY}]
    kinds += (
        [{"text": band, "value": band} for band in ARMY_BANDS]
        if other == "band"
        else [{"text": name, "value": id} for id, name in made.sects.items()]
    )
    among = only if only in [kind["value"] for kind in kinds] and only != EVERYBODY else None
    stay = solara.use_memo(lambda: made.survival(by, among), [record, by, among])
    out = solara.use_memo(lambda: made.ways_out(other, among), [record, other, among])
    with solara.Div(style="display: contents") as main:
        with v.Html(tag="section", class_="uc-card uc-broad", attributes={"data-panel": "among"}):
            text("h2", "How long do they stay, and how do they go?")
            with v.Html(tag="div", class_="uc-choices"):
                v.Select(label="A line for each", v_model=by, on_v_model=set_by, items=LINES, dense=True, outlined=True, hide_details=True)
                v.Select(
                    label="Among",
                    v_model=among or EVERYBODY,
                    on_v_model=set_only,
                    items=kinds,
                    dense=True,
                    outlined=True,
                    hide_details=True,
                )
        Chart(stay).key("survival")
        Chart(out).key("ways-out")
    return main
