"""A lesson on paper: the questions on the one side, what came out on the other; A4 or Letter, for classes without machines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from unit_cohesion.disk import write_text
from unit_cohesion.views.formatting import in_unit, number
from unit_cohesion.views.html_page import html_page
from unit_cohesion.views.lessons.facts import filled, unit_of
from unit_cohesion.views.lessons.form import Screen
from unit_cohesion.views.lessons.page import asked_of
from unit_cohesion.views.lessons.runs import Runs
from unit_cohesion.views.lessons.words import Words
from unit_cohesion.views.stamp import stamp
from unit_cohesion.views.svg import Scale, line, ordinate, safe, text

WIDTH, HEIGHT = 720, 230
LEFT, ABOVE, BELOW, LABELS = 56, 10, 24, 210
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 2", "12 4")
STYLE = """
@page{margin:14mm}*{box-sizing:border-box}
body{margin:0 auto;max-width:44rem;padding:1rem;font:11.5pt/1.4 system-ui,sans-serif;color:#111;background:#fff}
h1{font-size:15pt;margin:0}h2{font-size:12pt;margin:.8em 0 .2em}p{margin:.2em 0}ul{margin:.2em 0;padding-left:1.2em}
.side{break-after:page}.side:last-child{break-after:auto}section{break-inside:avoid}
.boxes{list-style:none;padding:0;columns:2}.boxes li{break-inside:avoid}.boxes li::before{content:"\\2610  "}
.blank{border-bottom:1px solid #111;display:inline-block;width:9rem}.quiet,.foot{color:#444;font-size:9pt}
table{border-collapse:collapse;font-size:10pt}td,th{text-align:left;padding:.1rem .8rem .1rem 0;border-bottom:1px solid #bbb}
svg{width:100%;height:auto;font:11px system-ui,sans-serif}svg .grid{stroke:#ccc}svg .quiet{fill:#444}
dl{margin:0}dt{font-weight:600;display:inline}dd{display:inline;margin:0}dd::after{content:"\\A";white-space:pre}
"""
BODY = """<main><div class="side"><h1>{title}</h1><p>{question}</p>{before}</div>
<div class="side"><h1>{after_title}</h1>{after}<p class="foot">{stamp}</p></div></main>"""


def write_sheet(runs: Runs, words: Words, path: str | Path) -> None:
    """Write the sheet.

    Raises:
        CohesionError: it cannot be written there.
    """
    write_text(path, sheet(runs, words))


def sheet(runs: Runs, words: Words) -> str:
    """The sheet as HTML, to be printed on two sides."""
    lesson, about = runs.lesson, runs.lesson.file.lesson
    title = words.put("lesson", number=about.number, title=words.text(lesson, ("lesson", "title")))
    body = BODY.format(
        title=safe(title),
        question=safe(words.text(lesson, ("lesson", "question"))),
        before="".join(_before(runs, words)),
        after_title=safe(words.words["what_came_out"]),
        after="".join(_after(runs, words)),
        stamp=safe(stamp(lesson.worlds[0].scenario, lesson.seeds)),
    )
    return html_page(title, body, STYLE, language=words.language)


def _text(runs: Runs, words: Words, *key: str | int) -> str:
    return safe(filled(words.text(runs.lesson, key), runs))


def _before(runs: Runs, words: Words) -> Iterator[str]:
    """The opening, and what is asked."""
    for place, screen in enumerate(runs.lesson.file.screens):
        if place and screen.kind not in ("guess", "choose"):
            continue
        yield f"<section><h2>{_text(runs, words, 'screens', place, 'title')}</h2><p>{_text(runs, words, 'screens', place, 'text')}</p>"
        if screen.kind == "choose":
            rows = range(len(screen.choices))
            choices = "".join(f"<li>{_text(runs, words, 'screens', place, 'choices', row, 'text')}</li>" for row in rows)
            yield f'<ul class="boxes">{choices}</ul>'
        elif screen.kind == "guess":
            yield f'<p>{safe(words.words["answer"])}: <span class="blank">&nbsp;</span></p>'
        yield "</section>"
    last = len(runs.lesson.file.screens) - 1
    yield f"<section><h2>{_text(runs, words, 'screens', last, 'title')}</h2><p>{_text(runs, words, 'screens', last, 'text')}</p></section>"
    terms = range(len(runs.lesson.file.glossary))
    both = [(_text(runs, words, "glossary", row, "word"), _text(runs, words, "glossary", row, "meaning")) for row in terms]
    shown_text = "".join(f"<dt>{word}:</dt> <dd>{meaning}</dd>" for word, meaning in both)
    yield f"<section><h2>{safe(words.words['glossary'])}</h2><dl>{shown_text}</dl></section>"


def _after(runs: Runs, words: Words) -> Iterator[str]:
    """What came out: each answer over the worlds, the curves of the shown one, and every stop."""
    for place, screen in enumerate(runs.lesson.file.screens):
        if screen.kind in ("guess", "choose"):
            yield f"<section><h2>{_text(runs, words, 'screens', place, 'title')}</h2><p>{_truth(place, screen, runs, words)}</p></section>"
    tried = next(screen for screen in runs.lesson.file.screens if screen.kind == "try")
    of = str(tried.of)
    unit, rows = unit_of(of, runs.lesson), []
    for stop in tried.stops:
        values = runs.figure(of, stop)
        cells = [_text(runs, words, "stops", runs.lesson.row(stop), "label"), safe(_value(runs.shown_figure(of, stop), unit))]
        rows.append([*cells, safe(f"{_value(float(np.nanmin(values)), unit)} – {_value(float(np.nanmax(values)), unit)}")])
    control, most = words.text(runs.lesson, ("lesson", "control")), words.put("least_most", seeds=len(runs.lesson.seeds))
    head = "".join(f"<th>{safe(one)}</th>" for one in (control, words.words["shown_world"], most))
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    name = safe(words.figure(of, runs)[1])
    yield f"<section><h2>{name}</h2><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></section>"
    yield f"<section>{_chart(tried, runs, words)}</section>"


def _value(value: float, unit: str) -> str:
    """A figure in few signs."""
    return in_unit(value, unit) if unit == "1" else f"{value:.2f}" if unit == "ratio" else number(round(value)) if value == value else "–"


def _truth(place: int, screen: Screen, runs: Runs, words: Words) -> str:
    """What is so, over the worlds."""
    asked = asked_of(place, screen, runs, lambda *key: filled(words.text(runs.lesson, key), runs))
    truth = asked["truth"]
    if screen.kind == "choose":
        parts = [f"{choice}: {truth.count(row)}" for row, choice in enumerate(asked["choices"]) if truth.count(row)]
        return safe(words.put("in_worlds", seeds=len(truth), told="; ".join(parts)))
    values = [value for value in truth if value is not None]
    shown_text = f"{_value(min(values), asked['unit'])} – {_value(max(values), asked['unit'])}" if values else "–"
    return safe(words.put("in_worlds", seeds=len(truth), told=shown_text))


def _chart(tried: Screen, runs: Runs, words: Words) -> str:
    """The curve by day in the shown world, a line a stop."""
    name, seed = tried.curves[0], runs.lesson.seeds.index(runs.lesson.file.lesson.seed)
    curves = [runs.curves[runs.lesson.curves.index(name), runs.lesson.row(stop), seed] for stop in tried.stops]
    y = Scale([0.0, *(float(curve.max()) for curve in curves)], HEIGHT - BELOW, ABOVE, zero=True)
    x = Scale([1, runs.days], LEFT, WIDTH - LABELS, room=1e-9)
    parts = ordinate(y, unit_of(name, runs.lesson), LEFT, WIDTH - LABELS)
    places: list[float] = []
    for row, (stop, curve) in sorted(enumerate(zip(tried.stops, curves, strict=True)), key=lambda one: -float(one[1][1][-1])):
        steps = [(x(day + 1), y(float(value))) for day, value in enumerate(curve)][:: max(1, runs.days // 180)]
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in steps)
        dash = DASHES[row % len(DASHES)]
        parts.append(f'<polyline points="{points}" fill="none" stroke="#111" stroke-width="1.5" stroke-dasharray="{dash}"/>')
        at = max(y(float(curve[-1])) + 4, places[-1] + 13 if places else 0.0)
        places.append(at)
        parts.append(text(x(runs.days) + 6, at, filled(words.text(runs.lesson, ("stops", runs.lesson.row(stop), "label")), runs)))
    months = [text(x(day), HEIGHT - 6, words.put("day", day=day), "middle", "quiet") for day in range(60, runs.days, 60)]
    parts += [*months, line(LEFT, HEIGHT - BELOW, WIDTH - LABELS, HEIGHT - BELOW)]
    label = safe(words.figure(name, runs)[1])
    return f'<h2>{label}</h2><svg role="img" aria-label="{label}" viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'
