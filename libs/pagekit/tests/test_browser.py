"""The gallery in Chromium: accessible, nothing cut off, usable by keyboard, renewed by events."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from jinja2 import Environment
from pagekit import PageContext
from pagekit.charts import BarChart, Series

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

pytestmark = pytest.mark.browser
CHROMIUM = Path(os.environ.get("CIVIC_CHROMIUM", "/usr/bin/chromium"))
AXE = os.environ.get("CIVIC_AXE")
NAMES = (
    *("components", "charts", "form", "large_print", "other_formats"),
    *("accessibility", "privacy", "problem", "already_sent"),
)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
)


class Pages(SimpleHTTPRequestHandler):
    """Serves the gallery as a service would: under its content security policy."""

    told: ClassVar[threading.Event] = threading.Event()
    drawn: ClassVar[dict[str, str]] = {}

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def do_GET(self) -> None:
        name = self.path.split("?")[0]
        if name == "/ideas/live":
            self.stream()
        elif name in self.drawn:
            self.answer("text/html", self.drawn[name].encode())
        else:
            super().do_GET()

    def answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self) -> None:
        """One event, as soon as the test says that something has happened."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b": open\n\n")
        self.wfile.flush()
        if self.told.wait(timeout=20):
            self.told.clear()
            self.wfile.write(b"data: changed\n\n")

    def log_message(self, *_: object) -> None:
        """Nothing: the test's own output matters."""


@contextmanager
def serving(root: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, directory=str(root)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ideas"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def address(gallery: Path) -> Iterator[str]:
    with serving(gallery) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM} (set CIVIC_CHROMIUM)")
    with playwright.sync_playwright() as started:
        made = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(params=[1280, 320], ids=["wide", "narrow"])
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page that fails the test where the browser reports an error."""
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    made = context.new_page()
    complaints: list[str] = []
    made.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    made.on("pageerror", lambda one: complaints.append(str(one)))
    yield made
    context.close()
    assert complaints == []


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(page: Any, address: str, name: str) -> None:
    if not AXE:
        pytest.skip("CIVIC_AXE does not name axe-core's axe.min.js")
    page.goto(f"{address}/{name}.html")
    # Evaluated from outside the page, so its content security policy stays as it is.
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document)")["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_page_scrolls_sideways(page: Any, address: str, name: str) -> None:
    page.goto(f"{address}/{name}.html")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide == page.viewport_size["width"]


SHOW_BOTH = """() => document.querySelectorAll(".civic-picture").forEach(
  (one) => one.classList.remove("civic-picture--wide", "civic-picture--narrow"))"""
BOXES = """() => [...document.querySelectorAll("svg[role=img]")].flatMap((svg) => {
  const { width, height } = svg.viewBox.baseVal;
  return [...svg.querySelectorAll("text, rect, circle, polygon, path, line")].map((one) => {
    const box = one.getBBox();
    const inside = box.x >= -1 && box.y >= -1
      && box.x + box.width <= width + 1 && box.y + box.height <= height + 1;
    return inside ? "" : `${one.tagName} ${one.textContent} ${JSON.stringify(box)}`;
  });
}).filter(Boolean)"""


def test_real_letters_stay_in_their_pictures(page: Any, address: str, pages: Environment) -> None:
    wide = (
        "W" * 40,
        "MMMM @@@@ %%%%",
        "St John's Wood and Lord's, north and south",
        "漢字の長い名前",
    )
    chart = BarChart(
        id="letters",
        title="Letters",
        categories=wide,
        series=(Series("Amounts", (10**15, -(10**12), 88_888_888, None)),),
    )
    source = PAGE + "{% block content %}{{ chart }}{% endblock %}"
    html = pages.from_string(source).render(chart=chart, page=PageContext(path="/ideas/letters"))
    Pages.drawn["/ideas/letters"] = html
    for name in ("letters", "charts.html"):
        page.goto(f"{address}/{name}")
        shown = page.evaluate("document.querySelectorAll('.civic-picture').length")
        assert shown >= 2
        # Both drawings are measured, the one for this width and the one for the other.
        page.evaluate(SHOW_BOTH)
        assert page.evaluate(BOXES) == []


def test_each_width_has_one_drawing(page: Any, address: str) -> None:
    page.goto(f"{address}/charts.html")
    visible = page.locator("#ideas-by-ward svg[role=img]:visible")
    assert visible.count() == 1
    wide = page.viewport_size["width"] > 1000
    assert ("civic-picture--wide" in visible.first.get_attribute("class")) == wide


def test_the_keyboard_reaches_the_main_part_first(
    page: Any, address: str, pages: Environment
) -> None:
    html = pages.from_string(PAGE).render(page=PageContext(path="/ideas/letters-only"))
    Pages.drawn["/ideas/letters-only"] = html
    page.goto(f"{address}/letters-only")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


def test_an_error_leads_to_its_field(page: Any, address: str) -> None:
    page.goto(f"{address}/form.html")
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    for message, field in (
        ("The date must be a real day", "began"),
        ("Write the amount in pounds", "amount"),
        ("Choose whether you will help", "support"),
        ("Tick the box to send the idea", "consent"),
    ):
        page.get_by_role("link", name=message).click()
        assert page.evaluate("document.activeElement.id") == field


def test_pages_are_whole_without_scripts(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/charts.html")
    assert page.locator("[data-live-state]").is_hidden()
    assert page.locator("#ideas-by-ward table").is_visible()
    page.goto(f"{address}/form.html")
    assert page.locator("#title").input_value() == 'Boxes & "tubs" <b>'
    assert page.locator("#detail").input_value() == "\n  first\nsecond"
    assert page.get_by_role("button", name="Sign out").is_visible()
    context.close()


PAGE = "{% extends 'pagekit/page.html' %}{% set title = 'Letters' %}"
LIVE = """{% extends "pagekit/page.html" %}{% import "pagekit/live.html" as renewing %}
{% set title = "Live" %}{% set live = "/ideas/live" %}
{% block content %}<h1>Live</h1>{{ renewing.state() }}
{% call renewing.region("city") %}<p id="figure">{{ figure }}</p>
<a href="/" id="kept">Kept</a>{% endcall %}
<p id="outside">{{ figure }}</p>{% endblock %}"""


def test_a_page_renews_its_regions(page: Any, address: str, pages: Environment) -> None:
    template = pages.from_string(LIVE)

    def now(figure: str) -> None:
        Pages.drawn["/ideas/now"] = template.render(
            figure=figure, page=PageContext(path="/ideas/now")
        )

    Pages.told.clear()
    now("43 singers")
    page.goto(f"{address}/now")
    assert page.locator("#figure").text_content() == "43 singers"
    page.locator("[data-live-state]:not([hidden])").wait_for()
    page.locator("#kept").focus()
    now("44 singers")
    Pages.told.set()
    page.get_by_text("44 singers").wait_for()
    assert page.locator("#outside").text_content() == "43 singers"
    assert page.evaluate("document.activeElement.id") == "kept"
    assert page.locator("[role=status]").text_content().startswith("Figures renewed at")
    page.get_by_role("button", name="Pause updates").click()
    assert page.locator("[role=status]").text_content().startswith("Updates paused")
    now("45 singers")
    Pages.told.set()
    page.wait_for_timeout(1500)
    assert page.locator("#figure").text_content() == "44 singers"
    page.get_by_role("button", name="Resume updates").click()
    page.get_by_text("45 singers").wait_for()


def test_what_the_script_says_is_in_the_language_of_the_page(
    page: Any, address: str, pages: Environment
) -> None:
    Pages.told.clear()
    Pages.drawn["/ideas/now"] = pages.from_string(LIVE).render(
        figure="43", page=PageContext(path="/ideas/now", language="cy")
    )
    page.goto(f"{address}/now")
    page.locator("[data-live-state]:not([hidden])").wait_for()
    said = page.locator("[role=status]")
    assert said.text_content() == "Mae’r dudalen hon yn adnewyddu ei ffigurau ohoni’i hun."
    page.get_by_role("button", name="Oedi diweddariadau").click()
    assert said.text_content().startswith("Oedwyd y diweddariadau am ")
    page.get_by_role("button", name="Ailgychwyn diweddariadau").click()
    assert said.text_content() == "Ailgychwynnwyd y diweddariadau."
