"""The pages every service has: their languages, large print, colours; without a server."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pagekit import Branding, Colours, environment, read_branding
from pagekit.logo import Logo
from servicekit.identity import Actor
from servicekit.identity.actor import ANONYMOUS
from servicekit.web import problems
from servicekit.web.runtime import Runtime
from servicekit.web.standing_pages import standing_pages

SETTINGS = SimpleNamespace(
    demo=False,
    database_connections=4,
    session_idle=timedelta(minutes=45),
    session_absolute=timedelta(hours=10),
    outbox_months=None,
    public_url="https://civic.example",
)


class Broken(Exception):
    """The base of the rules of a service that has none."""


class Nobody:
    """An identity to whom everybody is a stranger."""

    async def session_of(self, _: Any) -> None:
        return None

    async def actor_of(self, _: Any) -> Actor:
        return ANONYMOUS

    def may_be_known(self, _: Any) -> bool:
        return False


@pytest.fixture
def browser() -> httpx.AsyncClient:
    return browsing(
        Branding(council="Elsewhere", contact="us@example.org", colours=Colours(brand="#5b2a6b"))
    )


def browsing(branding: Branding) -> httpx.AsyncClient:
    runtime = Runtime(
        service="ideas",
        settings=SETTINGS,  # type: ignore[arg-type]  # these alone are asked for
        engine=None,  # type: ignore[arg-type]  # no page here reads
        work=None,  # type: ignore[arg-type]  # not asked
        identity=Nobody(),  # type: ignore[arg-type]  # not asked
        environment=environment([], service="ideas", branding=branding),
        rule_broken=Broken,
    )
    app = FastAPI()
    app.state.runtime = runtime
    problems.install(app, Broken)
    app.include_router(standing_pages(branding.logo), prefix="/ideas")
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="https://civic.example")


@pytest.mark.parametrize("path", ["accessibility", "privacy", "other-formats"])
async def test_a_standing_page_is_in_the_language_asked_for_and_stays_so(
    browser: httpx.AsyncClient, path: str
) -> None:
    address = f"/ideas/{path}"
    assert '<html lang="en"' in (await browser.get(address)).text
    accepted = await browser.get(address, headers={"Accept-Language": "cy-GB,cy;q=0.9,en;q=0.8"})
    assert '<html lang="cy"' in accepted.text
    assert "set-cookie" not in accepted.headers
    asked = await browser.get(f"{address}?lang=cy")
    assert "civic-language=cy" in asked.headers["set-cookie"]
    assert "Secure" in asked.headers["set-cookie"]
    assert '<html lang="cy"' in (await browser.get(address)).text
    assert "civic-large-print" in (await browser.get(f"{address}?print=large")).text


async def test_other_formats_take_an_address_of_this_site_only(browser: httpx.AsyncClient) -> None:
    shown = await browser.get("/ideas/other-formats", params={"about": "/ideas/all?q=<b>"})
    assert shown.status_code == 200
    assert "/ideas/all?q=&lt;b&gt;" in shown.text
    elsewhere = await browser.get(
        "/ideas/other-formats", params={"about": "https://elsewhere.example"}
    )
    assert elsewhere.status_code == 422


async def test_a_councils_colours_are_a_stylesheet(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/ideas/privacy")).text
    assert 'href="/ideas/branding.css"' in page
    styles = await browser.get("/ideas/branding.css")
    assert styles.headers["content-type"].startswith("text/css")
    assert "--civic-brand: #5b2a6b;" in styles.text


async def test_how_long_sessions_last_is_as_it_is_set(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/ideas/privacy")).text
    assert "45 minutes without use, at most 10 hours" in page


async def test_whom_to_tell_of_a_weakness(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/ideas/security.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    told = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert told["Contact"] == "mailto:us@example.org"
    assert told["Canonical"] == "https://civic.example/.well-known/security.txt"
    expires = datetime.fromisoformat(told["Expires"])
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=366)


async def test_nobody_is_told_of_a_weakness_where_no_contact_is_set() -> None:
    async with browsing(read_branding({})) as browser:
        assert (await browser.get("/ideas/security.txt")).status_code == 404


@pytest.fixture
def logo(tmp_path: Path) -> Logo:
    (tmp_path / "arms.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4v4z"/></svg>'
    )
    return Logo.read(tmp_path / "arms.svg")


async def test_a_councils_logo_is_a_picture_and_nothing_else(logo: Logo) -> None:
    branding = Branding(council="C", contact="us@example.org", logo=logo, logo_alt="Arms of C")
    async with browsing(branding) as browser:
        page = (await browser.get("/ideas/privacy")).text
        address = logo.address("ideas")
        assert f'src="{address}" alt="Arms of C"' in page
        answer = await browser.get(address)
        assert answer.content == logo.content
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "immutable" in answer.headers["cache-control"]
        for other in ("logo-0.svg", "branding.toml", "..%2f..%2fetc%2fpasswd"):
            assert (await browser.get(f"/ideas/branding/{other}")).status_code == 404


async def test_a_council_without_a_logo_serves_none(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/ideas/branding/logo-0.svg")).status_code == 404
