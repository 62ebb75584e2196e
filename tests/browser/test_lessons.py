"""A lesson's page in a browser: from a file, with no network, at the width of a phone and of a laptop, by keys alone."""

from __future__ import annotations

import csv
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from tests.browser.access import serious
from tests.lesson_lab import small_lesson
from unit_cohesion.views.lessons.facts import filled
from unit_cohesion.views.lessons.form import load_lesson
from unit_cohesion.views.lessons.index import index
from unit_cohesion.views.lessons.page import page as page_of
from unit_cohesion.views.lessons.runs import Runs, runs_of
from unit_cohesion.views.lessons.serve import server_of
from unit_cohesion.views.lessons.sheet import sheet
from unit_cohesion.views.lessons.shipped import shipped_lessons
from unit_cohesion.views.lessons.words import load_words

CODE = re.compile(r"([ACDEFGHJKMNPRTVWXY]{5}-){2}[ACDEFGHJKMNPRTVWXY]{5}")


@pytest.fixture(scope="module")
def runs() -> Runs:
    return runs_of(small_lesson(), workers=1)


@pytest.fixture(scope="module")
def file(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a small lesson."""
    made = tmp_path_factory.mktemp("lesson") / "small.html"
    made.write_text(page_of(runs, load_words()), "utf-8")
    return made


class Student:
    """Somebody with a page of her own; what it asked for, and what went wrong in it."""

    def __init__(self, browser: Any, file: Path, width: int = 390, before: str = "", **context: Any) -> None:
        options = {"viewport": {"width": width, "height": 844}, "offline": True, "bypass_csp": True, "accept_downloads": True, **context}
        self.page = browser.new_context(**options).new_page()
        self.asked: list[str] = []
        self.faults: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        if before:
            self.page.add_init_script(before)
        self.page.goto(file.as_uri())
        self.page.wait_for_selector("[data-ready]")

    @property
    def title(self) -> str:
        return str(self.page.locator("#screen h2").text_content())

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def answer(self, choice: int = 2) -> None:
        """Answer the question that is asked, if any, and lock it in."""
        if self.page.get_by_role("button", name="Lock in", exact=True).count():
            assert self.page.get_by_role("button", name="Next").is_disabled()
            if self.page.locator("#screen input[type=radio]").count():
                self.page.locator("#screen input[type=radio]").nth(choice).check()
            else:
                self.page.locator("#screen input[type=range]").focus()
                self.page.keyboard.press("ArrowRight")
            self.press("Lock in")

    def to(self, title: str) -> None:
        """Go on to the screen of this title."""
        for _ in range(20):
            if self.title == title:
                return
            before = self.title
            self.answer()
            if self.title == before:
                self.page.locator("#nav button").last.click()
        raise AssertionError(f"no screen {title}")

    def leave(self, file: Path) -> None:
        assert self.faults == []
        assert {url for url in self.asked if not url.startswith(("data:", "blob:"))} == {file.as_uri()}
        self.page.context.close()


@pytest.fixture
def student(browser: Any, file: Path) -> Iterator[Any]:
    """Makes students; none may meet an error, or ask for anything but the file."""
    made: list[Student] = []

    def one(**options: Any) -> Student:
        made.append(Student(browser, file, **options))
        return made[-1]

    yield one
    for each in made:
        each.leave(file)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), pytest.param(1440, "light", marks=pytest.mark.slow)])
def test_a_lesson_from_its_first_screen_to_its_last(student: Any, runs: Runs, width: int, scheme: str) -> None:
    one = student(width=width, color_scheme=scheme, reduced_motion="reduce")
    page = one.page
    titles = [screen.title for screen in runs.lesson.file.screens]
    for title in titles:
        one.to(title)
        if title == "See":
            one.press("Run")
            left = f"{runs.shown_figure('left', 'usual'):,.0f}"
            assert page.locator(".counters b").first.text_content() == left
            assert f"left: {left}" in page.locator("#screen [role=status]").text_content()
            page.get_by_text("your guess: ").wait_for()
        if title == "The gap":
            assert page.locator(".dots i").count() == 20
            assert page.locator(".strip li.mine").count() == 1
        if title == "One man":
            one.press("Choose one for me")
            assert page.locator("#screen .rail").count() == 2
            assert page.locator("#screen .bars li").count() >= 2
            canvas = page.locator("canvas")
            box = canvas.bounding_box()
            said = page.locator("#screen h3").first.text_content()
            canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
            assert page.locator("#screen h3").first.text_content() != said
        if title == "Two worlds":
            page.get_by_label("First world").select_option(label="all of it, at once")
            page.get_by_label("Second world").select_option(label="about a third, late")
            one.press("Run")
            shown = [f"{runs.shown_figure('left', stop):,.0f}" for stop in ("known", "usual")]
            assert page.locator(".counters b").all_text_contents() == shown
            page.locator("canvas").nth(1).focus()
            page.keyboard.press("ArrowDown")
            assert page.locator("#screen .rail").count() == 2
        if title == "Try one thing":
            values = [str(page.locator("#screen .big").text_content())]
            page.locator("#screen input[type=range]").focus()
            page.keyboard.press("ArrowRight")
            values.append(str(page.locator("#screen .big").text_content()))
            assert values == [f"{runs.shown_figure('left', stop):,.0f}" for stop in ("usual", "known")]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), title
        if title in ("Guess", "Run both", "One man", "Two worlds", "Take away"):
            assert serious(page) == [], title
    code = str(page.locator("#code").text_content())
    assert CODE.fullmatch(code)
    with page.expect_download() as saved:
        one.press("Save as CSV")
    rows = list(csv.reader(Path(saved.value.path()).read_text("utf-8").splitlines()))
    assert rows[0] == ["Question", "Answer"]
    assert rows[-1] == ["Code", code]
    assert len(rows) == 4
    page.reload()
    page.wait_for_selector("[data-ready]")
    assert page.locator("#code").text_content() == code


def test_the_keyboard_alone_suffices(student: Any) -> None:
    one = student(reduced_motion="reduce")
    page = one.page

    def tab_to(name: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            told = page.evaluate("document.activeElement.textContent || document.activeElement.getAttribute('aria-label') || ''")
            if told.startswith(name):
                return
        raise AssertionError(f"Tab does not come to {name}")

    tab_to("Start")
    page.keyboard.press("Enter")
    assert one.title == "Guess"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    tab_to("Lock in")
    page.keyboard.press("Enter")
    assert one.title == "See"
    tab_to("Run")
    page.keyboard.press("Enter")
    tab_to("Next")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    tab_to("Lock in")
    page.keyboard.press("Enter")
    assert one.title == "Run both"
    one.to("One man")
    tab_to("Arrow keys")
    page.keyboard.press("ArrowDown")
    first = page.locator("#screen h3").first.text_content()
    page.keyboard.press("ArrowRight")
    assert "Nobody" not in str(first)
    assert page.locator("#screen .rail").count() == 2


def test_it_plays_and_stops(student: Any) -> None:
    one = student()
    one.to("See")
    day = "Number(document.querySelector('.day input').value)"
    one.press("Run")
    one.page.wait_for_function(f"{day} > 5")
    one.press("Pause")
    stood = one.page.evaluate(day)
    one.page.wait_for_timeout(250)
    assert one.page.evaluate(day) == stood
    assert 5 < stood < 90


def test_a_browser_without_decompression_opens_it_too(student: Any) -> None:
    one = student(before="delete globalThis.DecompressionStream", reduced_motion="reduce")
    assert one.page.evaluate("typeof DecompressionStream") == "undefined"
    one.to("See")
    one.press("Run")
    assert one.page.locator(".counters b").first.text_content() != "0"


def test_a_code_with_one_letter_wrong_or_two_swapped_is_refused(student: Any) -> None:
    one = student(reduced_motion="reduce")
    letters = "ACDEFGHJKMNPRTVWXY"
    for given in ([0, 0], [100, 5], [-1, 3], [37, 2]):
        code = str(one.page.evaluate("(given) => window.lesson.encoded(given)", given)).replace("-", "")
        assert one.page.evaluate("(code) => window.lesson.decoded(code)", code) == {"given": given}
        wrong = [code[:at] + letter + code[at + 1 :] for at in range(15) for letter in letters if letter != code[at]]
        wrong += [code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(14) if code[at] != code[at + 1]]
        refused = one.page.evaluate("(codes) => codes.map((code) => window.lesson.decoded(code).wrong ?? '')", wrong)
        assert all("please compare" in why for why in refused)


def test_the_teachers_page_reads_thirty_codes(browser: Any, student: Any, runs: Runs, tmp_path: Path) -> None:
    """It refuses broken ones with a clear word, and shows markup as text."""
    one = student(reduced_motion="reduce")
    codes = []
    for at in range(30):
        given = [at * 3, at % 6]
        codes.append(one.page.evaluate("(given) => window.lesson.encoded(given)", given))
    assert len({*codes}) == 30
    broken = codes[0][:-1] + ("A" if codes[0][-1] != "A" else "C")
    swapped = codes[1][:6] + codes[1][7] + codes[1][6] + codes[1][8:]
    assert swapped != codes[1]
    file = tmp_path / "teacher.html"
    file.write_text(page_of(runs, load_words(), teacher=True), "utf-8")
    teacher = Student(browser, file, 1440, reduced_motion="reduce")
    page = teacher.page
    for _ in range(len(runs.lesson.file.screens) + 1):
        page.locator("#nav button").last.click()
        if teacher.title == "For you":
            page.get_by_text("Most classes expect a flood").wait_for()
    assert teacher.title == "Your class"
    lines = [f"<img src=x onerror=alert(1)> {at}: {code.lower()}" for at, code in enumerate(codes)]
    lines += ["", f"Cara: {broken}", f"Dan: {swapped}", "=1+1: AAAAB", "<b>Eve</b>: ACD", codes[2]]
    page.locator("#codes").fill("\n".join(lines))
    teacher.press("Read the codes")
    assert page.locator("#screen [role=status]").text_content() == "31 answers read, 4 refused"
    refused = page.locator(".refused li").all_text_contents()
    assert all("a letter is wrong, or two are swapped" in line for line in refused[:2])
    assert "the letter B is in no code" in refused[2]
    assert "a code has 15 letters, not 3" in refused[3]
    assert "<b>Eve</b>" in refused[3]
    assert page.locator("#screen img, #screen b").count() == 0
    assert page.locator(".dots i.class").count() == 62
    assert page.locator("#screen svg circle").count() == 31
    assert serious(page) == []
    with page.expect_download() as saved:
        teacher.press("Save as CSV")
    rows = list(csv.reader(Path(saved.value.path()).read_text("utf-8").splitlines()))
    assert rows[0] == ["Name", "Code", "Guess", "Guess again"]
    assert len(rows) == 32
    assert rows[1][:2] == ["<img src=x onerror=alert(1)> 0", codes[0]]
    assert rows[1][2:] == ["0", "Fewer"]
    assert rows[8][3] == "About the same"
    teacher.leave(file)


def test_the_teacher_sets_one_day_for_all_screens(browser: Any, runs: Runs, tmp_path: Path) -> None:
    file = tmp_path / "teacher.html"
    file.write_text(page_of(runs, load_words(), teacher=True), "utf-8")
    teacher = Student(browser, file, 1440, reduced_motion="reduce")
    page = teacher.page

    def go(title: str) -> None:
        while teacher.title != title:
            page.locator("#nav button").last.click()

    go("See")
    page.locator(".day input").focus()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    go("Run both")
    assert page.locator(".day input").input_value() == "7"
    teacher.leave(file)


def test_a_server_on_this_machine_hands_out_these_pages_alone(browser: Any, runs: Runs, file: Path) -> None:
    pages = {"/small.html": file.read_bytes(), "/": index([runs.lesson], load_words()).encode()}
    with server_of(pages, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_context().new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        home = f"http://127.0.0.1:{server.server_address[1]}"
        page.goto(f"{home}/")
        assert serious(page) == []
        page.get_by_role("link", name="Lesson 2").click()
        page.wait_for_selector("[data-ready]")
        for path in ("/../pyproject.toml", "/%2e%2e/etc/passwd", "/small-teacher.html"):
            assert page.request.get(home + path).status == 404
        assert page.request.post(f"{home}/", data="x").status == 501
        answer = page.request.get(f"{home}/small.html")
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.body() == file.read_bytes()
        assert all(url.startswith(home) for url in asked)
        server.shutdown()
        page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_reads_the_address_off_the_page_on_the_projector(browser: Any, runs: Runs, scheme: str, tmp_path: Path) -> None:
    """As a camera sees it; a phone that has come shows no code."""
    pages: dict[str, bytes] = {}
    with server_of(pages, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        home = f"http://127.0.0.1:{server.server_address[1]}/"
        pages["/"] = index([runs.lesson], load_words(), address=home).encode()
        page = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme).new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(home)
        assert serious(page) == []
        page.screenshot(path=tmp_path / "projector.png")
        assert [one.text for one in zxingcpp.read_barcodes(Image.open(tmp_path / "projector.png"))] == [home]
        page.set_viewport_size({"width": 390, "height": 844})
        assert not page.locator(".scan").is_visible()
        assert set(asked) <= {home, f"{home}favicon.ico"}
        server.shutdown()
        page.context.close()


def test_a_sheet_is_two_pages(browser: Any, runs: Runs, tmp_path: Path) -> None:
    file = tmp_path / "sheet.html"
    file.write_text(sheet(runs, load_words()), "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    for paper in ("A4", "Letter"):
        assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format=paper))) == 2
    assert serious(page) == []
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, pytest.param(1440, marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "name",
    [name if name in ("one-man", "video", "doors", "army") else pytest.param(name, marks=pytest.mark.long) for name in shipped_lessons()],
)
def test_each_lesson_can_be_walked_through(browser: Any, name: str, width: int, tmp_path: Path) -> None:
    """Predict, run, gap, why, try, export."""
    lesson = load_lesson(name)
    runs = runs_of(lesson, workers=1)
    file = tmp_path / f"{name}.html"
    file.write_text(page_of(runs, load_words()), "utf-8")
    seed = lesson.seeds.index(lesson.file.lesson.seed)
    one = Student(browser, file, width, reduced_motion="reduce")
    page = one.page
    for place, screen in enumerate(lesson.file.screens):
        if place:
            before = page.locator("#count").text_content()
            one.answer(0)
            if page.locator("#count").text_content() == before:
                page.locator("#nav button").last.click()
        assert one.title == filled(screen.title, runs)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), screen.title
        if screen.kind == "run":
            one.press("Run")
            shown = [
                runs.curves[lesson.curves.index(curve), lesson.row(stop), seed, -1] for stop in screen.stops for curve in screen.curves
            ]
            assert page.locator(".counters b").all_text_contents() == [f"{float(value):,.0f}" for value in shown]
        if screen.kind == "compare":
            page.get_by_label("Second world").select_option(lesson.file.stops[4].label)
            one.press("Run")
            shown = [runs.curves[0, row, seed, -1] for row in (0, 4)]
            assert page.locator(".counters b").all_text_contents() == [f"{float(value):,.0f}" for value in shown]
            page.locator("canvas").nth(1).focus()
            page.keyboard.press("ArrowDown")
            assert page.locator("#screen .rail").count() == 2
        if screen.kind == "gap":
            assert page.locator(".dots i").count() == 20
        if screen.kind == "person":
            if page.get_by_role("button", name="Choose one for me").is_enabled():
                one.press("Choose one for me")
            else:
                page.locator("canvas").focus()
                page.keyboard.press("ArrowRight")
            assert page.locator("#screen .rail").count() == 2
        if screen.kind == "try":
            page.locator("#screen input[type=range]").focus()
            told = {page.locator("#screen .big").text_content()}
            for _ in screen.stops:
                page.keyboard.press("ArrowRight")
                told.add(page.locator("#screen .big").text_content())
            assert len(told) > 1
        if screen.kind in ("person", "compare", "end"):
            assert serious(page) == [], screen.title
    if any(screen.id for screen in lesson.file.screens):
        assert CODE.fullmatch(str(page.locator("#code").text_content()))
        with page.expect_download() as saved:
            one.press("Save as CSV")
        assert Path(saved.value.path()).read_text("utf-8").startswith('"Question","Answer"')
    else:
        assert not page.locator("#code").count()
        assert not page.get_by_role("button", name="Save as CSV").count()
    one.leave(file)
