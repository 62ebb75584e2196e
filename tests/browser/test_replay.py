"""The replay in a real browser: it draws, keeps pace at 17,000 units, and tells what was clicked."""

import base64

import numpy as np
import pytest

from unit_cohesion import run
from unit_cohesion.views.army_replay import pack, packed, script, style, tree

pytestmark = pytest.mark.slow


def page_of(browser, sent, folder, **context):
    """A page with nothing but the replay on it; ``told`` is what it told, ``faults`` what went wrong."""
    file = folder / "page.html"
    file.write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8><style>{style()}</style>"
        f"<h1>Replay</h1><div id=place></div><script type=module>{script()}\n"
        f"const sent = Uint8Array.from(atob('{base64.b64encode(sent).decode()}'), (c) => c.charCodeAt(0)); window.told = [];\n"
        "window.player = mount(document.getElementById('place'),\n"
        "  {day: (d) => told.push(['day', d]), select: (s) => told.push(['select', s])});\n"
        "await player.load(sent);</script>",
        encoding="utf-8",
    )
    page = browser.new_context(viewport={"width": 1200, "height": 800}, **context).new_page()
    page.faults = []
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    page.on("request", lambda request: request.url.startswith("http") and page.faults.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_selector("[data-ready]")
    return page


@pytest.fixture(scope="module")
def valleys():
    return run("two-valleys", days=240)


@pytest.fixture
def page(browser, valleys, tmp_path):
    made = page_of(browser, packed(valleys), tmp_path)
    yield made
    assert made.faults == []
    made.context.close()


def picture(page):
    return page.evaluate("player.draw(), player.parts.canvas.toDataURL()")


def colours(page):
    """How many colours the canvas shows."""
    return page.evaluate("""() => { player.draw(); const c = player.parts.canvas, g = c.getContext("2d");
        const d = new Uint32Array(g.getImageData(0, 0, c.width, c.height).data.buffer);
        return new Set(d).size; }""")


@pytest.mark.parametrize("view", ["army", "days", "map"])
def test_each_view_draws(page, view):
    page.evaluate(f"player.go(200); player.show('{view}')")
    assert colours(page) > 12
    assert "still serve" in page.evaluate("player.parts.canvas.getAttribute('aria-label')")


def test_shares_are_those_of_the_record(page, valleys):
    page.evaluate("player.go(200)")
    first, now = valleys.daily["serving"].iloc[0], valleys.daily["serving"].iloc[199]
    assert page.evaluate("player.army.share(-1)") == pytest.approx(now / first, abs=0.03)


def test_scrubbing(page):
    before = picture(page)
    page.locator("input[type=range]").focus()
    page.keyboard.press("End")
    assert page.evaluate("player.state.day") == 240
    assert picture(page) != before
    assert ["day", 240] in page.evaluate("told")
    page.keyboard.press("Home")
    assert page.evaluate("player.state.day") == 1
    assert picture(page) == before


def test_keys(page):
    page.locator(".cohesion-replay").focus()
    for key, day in ((".", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("Shift+ArrowRight", 32), ("ArrowDown", 39), ("r", 1)):
        page.keyboard.press(key)
        assert page.evaluate("player.state.day") == day, key
    page.keyboard.press("Space")
    page.wait_for_function("player.state.day > 5")
    page.keyboard.press("Space")
    assert not page.evaluate("player.playing")
    page.keyboard.press("?")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("Escape")


def test_keys_in_the_picture_go_from_unit_to_unit_and_from_place_to_place(page):
    page.locator(".cohesion-replay canvas").focus()
    chosen = "player.army.nodes.id[player.state.node]"
    tops = page.evaluate("player.army.tops.map((node) => player.army.nodes.id[node])")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(chosen) == tops[0]
    page.keyboard.press("ArrowDown")
    below = page.evaluate(chosen)
    assert page.evaluate("player.army.nodes.parent[player.state.node]") == page.evaluate("player.army.tops[0]")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(chosen) != below
    page.keyboard.press("Enter")
    assert page.evaluate("player.state.root") >= 0
    page.keyboard.press("Escape")
    assert page.evaluate("player.state.root") == -1
    assert page.evaluate("player.state.day") == 1  # no key has moved the day
    page.evaluate("player.show('map')")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("told.at(-1)") == ["select", "place:" + page.evaluate("player.army.places[1].id")]


def test_a_click_selects(page, valleys):
    box = page.locator("canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] - 8)
    kind, id = page.evaluate("told.at(-1)")
    assert kind == "select"
    assert id in valleys.unit_ids
    page.mouse.dblclick(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.3)
    assert page.evaluate("player.state.root") >= 0
    page.locator(".path button").first.click()
    assert page.evaluate("player.state.root") == -1
    page.get_by_role("button", name="Map").click()
    place = page.evaluate(
        "(() => { player.draw(); const b = player.views.map.boxes[1]; "
        "return [b.x + b.w / 2, b.y + b.h / 2].map((v) => v / player.state.dpr); })()"
    )
    page.mouse.click(box["x"] + place[0], page.locator("canvas").bounding_box()["y"] + place[1])
    assert page.evaluate("told.at(-1)") == ["select", "place:ford"]


def test_a_click_on_a_day_goes_there(page):
    page.get_by_role("button", name="Every day").click()
    page.evaluate("player.draw()")
    box = page.locator("canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 2, box["y"] + 30)
    assert page.evaluate("player.state.day") == 240


def test_the_same_twice_is_the_same_picture(browser, valleys, tmp_path):
    pages = [page_of(browser, packed(run("two-valleys", days=240)), tmp_path) for _ in range(2)]
    for made in pages:
        made.evaluate("player.go(150)")
    assert picture(pages[0]) == picture(pages[1])


def test_dark_and_small_and_sharp(browser, valleys, tmp_path):
    made = page_of(browser, packed(valleys), tmp_path, color_scheme="dark", device_scale_factor=2)
    assert made.evaluate("document.querySelector('.cohesion-replay').classList.contains('dark')")
    assert made.evaluate("player.draw(), player.parts.canvas.width == 2 * Math.round(player.parts.canvas.clientWidth)")
    made.set_viewport_size({"width": 360, "height": 700})
    made.wait_for_function("player.parts.canvas.width <= 720")
    assert made.evaluate("document.documentElement.scrollWidth <= 360")


def test_reduced_motion_plays_in_steps(browser, valleys, tmp_path):
    made = page_of(browser, packed(valleys), tmp_path, reduced_motion="reduce")
    made.evaluate("player.frames = 0; player.play()")
    made.wait_for_timeout(2300)
    assert made.evaluate("player.frames") <= 3
    assert made.evaluate("player.state.day") > 20


def synthetic(units=17_000, days=1_095):
    """An army of many companies that empties at random."""
    draws = np.random.Generator(np.random.PCG64(1))
    ids = [f"d{u // 680}/b{u // 136 % 5 + 1}/bn{u // 17 % 8 + 1}/c{u % 17 + 1}" for u in range(units)]
    parents = {}
    for id in ids:
        while id:
            parents[id] = id.rpartition("/")[0]
            id = parents[id]
    shape = tree(ids, parents)
    rate = draws.gamma(0.5, 0.002, units)
    history = np.clip(255 * np.exp(-np.arange(days)[:, None] * rate), 0, 255).astype("u1")
    words = list(shape.ids)
    head = {
        "title": "An army",
        "start": "2011-01-01",
        "ticks": [{"day": 90, "kind": "event", "title": "One"}],
        "places": [{"id": "p", "name": "P", "x": 0, "y": 0}],
        "nodes": {"name": words, "short": words, "kind": words},
    }
    return pack(head, shape, history, np.full(units, 100.0), np.ones((days // 7 + 1, 1)), np.ones((days, 1)))


@pytest.mark.parametrize("view", ["army", "days", "map"])
def test_twenty_frames_a_second_at_17000_units(browser, tmp_path, view):
    sent = synthetic()
    assert len(sent) < 6_000_000
    made = page_of(browser, sent, tmp_path)
    made.evaluate(
        f"player.show('{view}'); player.draw(); player.state.speed = 91; player.drawn = 0; player.play(); window.from = performance.now()"
    )
    made.wait_for_timeout(3000)
    rate = made.evaluate("1000 * player.drawn / (performance.now() - window.from)")
    assert made.evaluate("player.state.day") > 100
    assert rate >= 20, f"{rate:.0f} frames a second"
    assert made.faults == []


def test_on_a_map_of_many_places_nothing_is_written_outside_its_tile(browser, tmp_path):
    made = page_of(browser, packed(run("afghanistan-2021", days=8, persons_per_agent=100)), tmp_path)
    made.evaluate("""() => {
      window.written = [];
      const write = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...more) {
        if (text) written.push([text, y, y + parseFloat(this.font.match(/([\\d.]+)px/)[1])]);
        return write.call(this, text, x, y, ...more);
      };
      player.show("map"); player.draw();
    }""")
    boxes, written = made.evaluate("player.views.map.boxes"), made.evaluate("written")
    assert len(boxes) == 34
    assert len(written) >= 2 * 34
    rows = sorted({(box["y"], box["y"] + box["h"]) for box in boxes})
    out = [text for text, top, bottom in written if not any(low <= top and bottom <= high + 1 for low, high in rows)]
    assert not out, out


def test_what_it_says_is_true_before_anybody_touches_it_and_adds_up(page, valleys):
    serve = float(valleys.daily["serving"].iloc[0])
    assert f"{serve:,.0f}" in page.locator("details p").text_content()
    page.locator("[aria-label='Day, as a number']").fill("200")
    page.keyboard.press("Enter")
    assert page.evaluate("player.state.day") == 200
    assert page.evaluate("told.at(-1)") == ["day", 200]
    words = page.locator(".ledger").inner_text().replace("\n", " ")
    came, parts = words.split("=")
    numbers = [[int(part.split()[0].replace(",", "")) for part in side.split("+")] for side in (came, parts)]
    assert sum(numbers[0]) == pytest.approx(sum(numbers[1]), abs=3)
    assert numbers[1][0] == round(valleys.daily["serving"].iloc[199])
    left = page.evaluate("player.army.account(200)")
    assert page.locator(".now").inner_text().endswith("of all who ever served serve now")
    assert left["all"] == pytest.approx(sum(numbers[0]), abs=3)
