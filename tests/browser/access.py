"""axe-core in the page that is open: what seriously hinders those who do not see, point or hear; and when a page has come to rest."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

SERIOUS = ("serious", "critical")


@cache
def _axe() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


AT_REST = """(quiet) => new Promise((rest) => {
  let since = performance.now();
  const began = since, seen = new MutationObserver(() => { since = performance.now(); });
  seen.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const busy = () => document.querySelector("#app")?.__vue__?.$root.$data.kernelBusy; // on the dashboard, by Solara
  const moves = (each) => each.playState === "running" && each.effect.getComputedTiming().endTime !== Infinity;
  (function look() {
    const now = performance.now();
    if (busy() || document.fonts.status === "loading" || document.getAnimations().some(moves)) since = now;
    if (now - since < quiet && now - began < 5000) return setTimeout(look, 25);
    seen.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(rest));
  })();
})"""
"""Resolves once the server is at work on nothing, and for so many milliseconds nothing has changed or moved; or after five seconds."""


def settle(page: Any, quiet: int = 300) -> None:
    """Wait until what was asked for is drawn."""
    page.evaluate(AT_REST, quiet)


def serious(page: Any) -> list[str]:
    """What axe finds that is serious or critical, a line each, once what was drawn last has settled."""
    settle(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    assert len(found["passes"]) > 10, "axe saw no page"
    return [
        f"{each['impact']} {each['id']}: {each['help']}: {node['html'][:160]}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
        for node in each["nodes"][:3]
    ]
