"""A form that was done is told of once; large print holds; an answer leads to its variants."""

from __future__ import annotations

from typing import Any, Literal

import httpx
import jinja2
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from servicekit.web.done import (
    LASTS,
    Done,
    Each,
    Notice,
    Silent,
    forget,
    tell_next,
    told_on,
)
from servicekit.web.variants import LARGE_PRINT, form_address, large_print_of, remember_print


class Plant(BaseModel):
    """A command of which the next page tells."""

    kind: Literal["tree", "hedge"] = "tree"


NOTICES = {
    "planted": Notice("/plant", "The tree is planted."),
    "either": Notice("/plant-either", Each("kind", {"tree": "A tree!", "hedge": "A hedge!"})),
    "silent": Notice("/look", Silent("nothing was done")),
}
SENTENCES = dict(keyed for notice in NOTICES.values() for keyed in notice.keyed())


def told(request: Request) -> dict[str, Any]:
    done = told_on(request, "ideas", SENTENCES)
    return {
        "notice": None if done is None else done.text,
        "large": large_print_of(request),
        "form_at": form_address(request),
    }


@pytest.fixture
def browser() -> httpx.AsyncClient:
    app = FastAPI()

    @app.post("/ideas/do/{what}")
    async def do(what: str, kind: Literal["tree", "hedge"] = "tree") -> Response:
        answer = Response(status_code=303)
        tell_next(answer, "ideas", NOTICES[what].key_for(Plant(kind=kind)))
        return answer

    @app.post("/ideas/{idea}/support")
    async def refused(request: Request) -> Response:
        return JSONResponse(told(request))

    @app.post("/ideas/new")
    async def sent(request: Request) -> Response:
        return JSONResponse(told(request))

    @app.get("/ideas/new")
    @app.get("/ideas/{idea}")
    @app.get("/budgets/{page}")
    async def page(request: Request) -> Response:
        answer = JSONResponse(told(request))
        forget(request, answer, "ideas")
        remember_print(request, answer)
        return answer

    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="https://civic.example")


async def test_what_was_done_is_said_once(browser: httpx.AsyncClient) -> None:
    led = await browser.post("/ideas/do/planted")
    cookie = led.headers["set-cookie"]
    for part in ("HttpOnly", "Secure", "SameSite=lax", f"Max-Age={LASTS}"):
        assert part in cookie
    assert "tree" not in cookie
    assert (await browser.get("/ideas/1")).json()["notice"] == "The tree is planted."
    assert (await browser.get("/ideas/1")).json()["notice"] is None


@pytest.mark.parametrize(("kind", "said"), [("tree", "A tree!"), ("hedge", "A hedge!")])
async def test_each_value_of_a_field_may_have_a_sentence_of_its_own(
    browser: httpx.AsyncClient, kind: str, said: str
) -> None:
    await browser.post("/ideas/do/either", params={"kind": kind})
    assert (await browser.get("/ideas/1")).json()["notice"] == said


async def test_what_is_to_be_silent_says_nothing(browser: httpx.AsyncClient) -> None:
    assert "set-cookie" not in (await browser.post("/ideas/do/silent")).headers


@pytest.mark.parametrize("planted", ["/plant", "The tree is planted.", "<b>x</b>", "planted", ""])
async def test_what_the_cookie_holds_is_never_shown(
    browser: httpx.AsyncClient, planted: str
) -> None:
    browser.cookies.set("__Host-civic-ideas-done", planted)
    assert (await browser.get("/ideas/1")).json()["notice"] is None


async def test_large_print_holds_everywhere_until_it_is_taken_back(
    browser: httpx.AsyncClient,
) -> None:
    assert not (await browser.get("/ideas/1")).json()["large"]
    asked = await browser.get("/ideas/1?print=large")
    assert asked.json()["large"]
    assert "HttpOnly" in asked.headers["set-cookie"]
    assert (await browser.get("/budgets/1")).json()["large"]
    assert not (await browser.get("/budgets/1?print=ordinary")).json()["large"]
    assert not (await browser.get("/ideas/1")).json()["large"]
    browser.cookies.set(LARGE_PRINT, "huge")
    assert not (await browser.get("/ideas/1")).json()["large"]


HERE = "https://civic.example"


@pytest.mark.parametrize(
    ("sent_to", "from_page", "led_to"),
    [
        ("/ideas/new", f"{HERE}/ideas/new?title=A+b&command_id=0", "/ideas/new?title=A+b"),
        ("/ideas/1/support", f"{HERE}/ideas/1", "/ideas/1"),
        ("/ideas/1/support", f"{HERE}/ideas/1/support", ""),
        ("/ideas/1/support", "https://elsewhere.example/ideas/1", ""),
        ("/ideas/1/support", "javascript:alert(1)", ""),
        ("/ideas/new", "", "/ideas/new"),
        ("/ideas/new", f"{HERE}/nowhere/at/all", "/ideas/new"),
    ],
)
async def test_the_answer_to_a_form_leads_to_the_forms_own_page(
    browser: httpx.AsyncClient, sent_to: str, from_page: str, led_to: str
) -> None:
    headers = {"Referer": from_page} if from_page else {}
    assert (await browser.post(sent_to, headers=headers)).json()["form_at"] == led_to


def test_a_notice_is_what_the_layout_reads() -> None:
    shown = jinja2.Template("{{ notice.kind }} {{ notice.text }} {{ notice.link }}")
    assert shown.render(notice=Done("Kept.")) == "success Kept. "
