"""What ``cohesion fit`` prints: the best cells, how many targets each war misses in them, and in the cell that the others would pick."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from unit_cohesion.sweeps.joint import Fit
from unit_cohesion.views.formatting import row, table, title


def told(fit: Fit, best: int) -> Iterator[RenderableType]:
    """Everything that is printed, with the so many best cells."""
    first = fit.order.head(best)
    heads = [f"Cell {cell}" for cell in first.index]
    targets = sum(fit.targets.values())
    made = table("", "As it is", *heads, right=range(1, 2 + len(first)))
    row(made, "targets missed", sum(fit.as_it_is.values()), *first["missed"])
    row(made, "mean rank", "", *(f"{rank:,.1f}" for rank in first["rank"]))
    row(made, "missed by most", "", *first["farthest"])
    for war, count in fit.targets.items():
        row(made, f"{war}, of {count}", fit.as_it_is[war], *fit.missed.loc[first.index, war])
    beside = f"of {targets} targets to fit in {len(fit.targets)} wars, each war counting as much, among {len(fit.order):,} cells"
    yield title("Cells that miss least", beside)
    yield made
    values = table("", *heads, right=range(1, 1 + len(first)))
    for name in fit.order.columns.drop(["missed", "rank", "farthest"]):
        row(values, name, *(f"{value:.4g}" for value in first[name]))
    yield title("Their parameters", "what else a case needs is as in every war")
    yield values
    if len(fit.left_out):
        left = table("War", "Targets", "As it is", "The pick", "Left out", "Cell", right=range(1, 6))
        pick = fit.missed.loc[fit.order.index[0]]
        for found in fit.left_out.itertuples():
            name = str(found.Index)
            row(left, name, fit.targets[name], fit.as_it_is[name], pick[name], found.missed, found.cell)
        yield title("Each war left out", "targets missed in the cell that the other wars would pick, which saw none of it")
        yield left
