"""``make screenshots``: the README's pictures of the dashboard, taken from a running one, so that they cannot go stale unseen.

python -m unit_cohesion.views.dashboard.screenshots [FOLDER]      # needs Playwright (the extra "browser") and Debian's chromium
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

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


def take(folder: Path = FOLDER) -> list[Path]:
    """Take all pictures; what they show is set by the default scenario's seed, so the same code gives the same pictures."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        raise SystemExit("no Chromium found (Debian: apt install chromium, or name it with CHROMIUM=...)")
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "unit_cohesion", "dashboard", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    made = []
    try:
        assert server.stdout is not None
        address = next(found[0] for line in server.stdout if (found := re.search(r"http://\S+", line)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
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
            browser.close()
    finally:
        server.terminate()
        server.wait(20)
    return made


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
    size = frames[0].size
    same = [frame.crop((0, 0, *size)) for frame in frames]
    same[0].save(
        file, save_all=True, append_images=same[1:], duration=[FRAME_MS] * (len(same) - 1) + [LAST_MS], loop=0, quality=70, method=6
    )
    if file.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{file}: has {file.stat().st_size:,} bytes; allowed: {MOST_BYTES:,}")
    return file


if __name__ == "__main__":
    for file in take(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(file)
