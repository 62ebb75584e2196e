"""``make screenshots``: the README's pictures of the dashboard, taken from a running one, so that they cannot go stale unseen.

python -m unit_cohesion.views.dashboard.screenshots [FOLDER]          # needs Playwright (the extra "browser") and Debian's chromium
python -m unit_cohesion.views.dashboard.screenshots --every FOLDER    # every page at three sizes, in light and dark, to be looked through

The second takes some minutes. Each of its files is a whole page in strips beside one another.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from unit_cohesion.views.dashboard.links import PAGES

FOLDER = Path(__file__).parents[4] / "docs" / "images"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SHOTS: dict[str, tuple[str, tuple[int, int], Literal["light", "dark"]]] = {
    "dashboard-compare": ("?scenario=syria-2011&off=D5&page=compare&against=scenario%3Dsyria-2011", (1440, 900), "light"),
    "dashboard-run": ("?scenario=syria-2011&day=760&select=unit:division-5", (1440, 900), "light"),
    "dashboard-integration": ("?scenario=syria-2011&page=integration&day=760&select=sponsor:qatar", (1440, 900), "dark"),
}
"""Name of the picture, what is shown, its size, dark or light."""
MOVING, FIRST_DAY, LAST_DAY, EACH = "army-comes-apart.webp", 88, 142, 1
"""An army of the invented country comes apart after one man's going, on day 101; a frame for each so many days."""
FRAME_MS, LAST_MS, MOST_BYTES = 160, 1800, 3_000_000
SIZES = ((360, 740), (768, 1024), (1440, 900))
SCENARIOS = ("two-valleys", "syria-2011", "regime-wins", "libya-2011", "egypt-2011")
OF_A_RUN = ("compare", "run", "integration", "cascades")
"""Pages that show a run; the others are taken of the first scenario alone."""
WIDEST_SHEET = 1800


def take(folder: Path = FOLDER) -> list[Path]:
    """Take all pictures; what they show is set by the default scenario's seed, so the same code gives the same pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with _browser() as (browser, address):
        for name, (query, (width, height), scheme) in SHOTS.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
            page.goto(f"{address}{query}")
            if "page=compare" in query:
                page.wait_for_selector(".two-worlds[data-ready]")
            page.wait_for_selector(".solara-echarts canvas")
            if "page=" not in query:
                page.wait_for_selector(".cohesion-replay[data-ready]")
            page.wait_for_timeout(2500)  # for the last chart to be drawn
            made.append(folder / f"{name}.png")
            page.screenshot(path=made[-1])
            page.close()
        made.append(_moving(browser.new_page(viewport={"width": 1000, "height": 720}, reduced_motion="reduce"), address, folder))
    return made


def take_every(folder: Path) -> Iterator[Path]:
    """Take every page of some scenarios at three sizes, in light and dark, and say which file is written."""
    folder.mkdir(parents=True, exist_ok=True)
    with _browser() as (browser, address):
        for scenario in SCENARIOS:
            names = [*OF_A_RUN, *([name for name in PAGES if name not in OF_A_RUN] if scenario == SCENARIOS[0] else [])]
            query = f"?scenario={scenario}&off=D5&page=compare&against=scenario%3D{scenario}"
            for width, height in SIZES:
                for scheme in ("light", "dark"):
                    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
                    page.goto(f"{address}{query}")
                    page.wait_for_selector(".two-worlds[data-ready]", timeout=120_000)
                    for name in names:
                        page.get_by_role("navigation").get_by_role("button", name=PAGES[name], exact=True).click()
                        page.wait_for_function("name => document.title.startsWith(name)", arg=PAGES[name])
                        page.wait_for_timeout(2000)
                        file = folder / f"{name}-{width}-{scheme}-{scenario}.png"
                        _in_strips(page.screenshot(full_page=True), width).save(file)
                        yield file
                    page.close()


def _in_strips(whole: bytes, width: int) -> Any:
    """A tall picture cut into strips beside one another, small enough to be looked at in one go."""
    from PIL import Image

    picture = Image.open(io.BytesIO(whole)).convert("RGB")
    strips = max(1, min(WIDEST_SHEET // width, round((picture.height / picture.width) ** 0.5)))
    high = -(-picture.height // strips)
    sheet = Image.new("RGB", (strips * (width + 8), high), "#888888")
    for place in range(strips):
        sheet.paste(picture.crop((0, place * high, picture.width, min(picture.height, (place + 1) * high))), (place * (width + 8), 0))
    return sheet


@contextmanager
def _browser() -> Iterator[tuple[Any, str]]:
    """A browser, and the address of a dashboard that is started for it."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        raise SystemExit("no Chromium found (Debian: apt install chromium, or name it with CHROMIUM=...)")
    command = [sys.executable, "-m", "unit_cohesion", "dashboard", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    try:
        assert server.stdout is not None
        address = next(found[0] for line in server.stdout if (found := re.search(r"http://\S+", line)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            yield browser, address
            browser.close()
    finally:
        server.terminate()
        server.wait(20)


def _moving(page: Any, address: str, folder: Path) -> Path:
    """Take the moving picture: the replay day by day, as its scrubber is drawn along."""
    from PIL import Image

    page.goto(f"{address}?scenario=two-valleys-breaks&day={FIRST_DAY}")
    page.wait_for_selector(".cohesion-replay[data-ready]")
    page.wait_for_timeout(1500)
    replay, frames = page.locator(".cohesion-replay"), []
    for day in range(FIRST_DAY, LAST_DAY + 1, EACH):
        page.evaluate(
            "day => { const range = document.querySelector('.cohesion-replay input[type=range]');"
            " range.value = day; range.dispatchEvent(new Event('input')); }",
            day,
        )
        page.wait_for_timeout(120)
        frames.append(Image.open(io.BytesIO(replay.screenshot())).convert("RGB"))
    page.close()
    file = folder / MOVING
    size = max(frame.width for frame in frames), max(frame.height for frame in frames)  # the ledger above the picture grows
    same = [Image.new("RGB", size, "white") for _ in frames]
    for whole, frame in zip(same, frames, strict=True):
        whole.paste(frame)
    times = [FRAME_MS] * (len(same) - 1) + [LAST_MS]
    same[0].save(file, save_all=True, append_images=same[1:], duration=times, loop=0, quality=70, method=6)
    if file.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{file}: has {file.stat().st_size:,} bytes; allowed: {MOST_BYTES:,}")
    return file


def main(words: list[str]) -> None:
    """Take what is asked for."""
    if words[:1] == ["--every"]:
        if len(words) != 2:
            print("--every: allowed: one folder after it", file=sys.stderr)
            raise SystemExit(2)
        for file in take_every(Path(words[1])):
            print(file, flush=True)
    else:
        for file in take(Path(words[0]) if words else FOLDER):
            print(file)


if __name__ == "__main__":
    main(sys.argv[1:])
