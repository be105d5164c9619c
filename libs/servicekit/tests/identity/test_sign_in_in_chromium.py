"""Signing in and out in a real browser: its own rules on cookies, forms and redirects apply."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from html import escape

import pytest
import pytest_asyncio
import uvicorn
from civic_demo.issuer.clients import Client, Clients
from civic_demo.issuer.testing import RunningIssuer, running_issuer
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from playwright.async_api import Page, async_playwright
from pydantic import SecretStr
from servicekit.identity import CSRF_FIELD, Identity, IdentitySettings, sign_in_routes
from sqlalchemy.ext.asyncio import AsyncEngine

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SECRET = SecretStr("0123456789abcdef")

pytestmark = [
    pytest.mark.stack,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


def _site(identity: Identity, issuer_origin: str) -> FastAPI:
    app = FastAPI()
    app.include_router(sign_in_routes(identity, "ideas"))

    @app.get("/ideas/")
    async def home(request: Request) -> HTMLResponse:
        session = await identity.session_of(request)
        if session is None:
            body = '<a href="/ideas/sign-in">Sign in</a>'
        else:
            body = (
                f"<p>Signed in as {escape(session.actor.name or '')}</p>"
                '<form method="post" action="/ideas/sign-out">'
                f'<input type="hidden" name="{CSRF_FIELD}" value="{session.csrf_token}">'
                "<button>Sign out</button></form>"
            )
        # The services' own policy, as far as it bears on forms.
        policy = f"default-src 'none'; form-action 'self' {issuer_origin}"
        return HTMLResponse(body, headers={"Content-Security-Policy": policy})

    return app


def _issuer_for(site: str) -> Clients:
    client = Client(client_id="civic-ideas", client_secret=SECRET, redirect_prefix=f"{site}/ideas/")
    return Clients(clients=(client,))


def _settings(site: str, issuer: RunningIssuer) -> IdentitySettings:
    return IdentitySettings(
        public_url=site,
        oidc_issuer=issuer.url,
        oidc_client_id="civic-ideas",
        oidc_client_secret=SECRET,
        person_key=SecretStr("k" * 32),
        session_secret=SecretStr("s" * 32),
    )


@pytest_asyncio.fixture(loop_scope="session")
async def address(engine: AsyncEngine) -> AsyncIterator[str]:
    """A site at http://localhost, as `make demo` has it; the issuer is another origin."""
    listening = socket.create_server(("127.0.0.1", 0))
    site = f"http://localhost:{listening.getsockname()[1]}"
    with running_issuer(_issuer_for(site)) as issuer:
        identity = Identity(_settings(site, issuer), engine, "ideas")
        app = _site(identity, issuer.url.removesuffix("/issuer"))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield site
        server.should_exit = True
        await serving
        await identity.aclose()


@pytest_asyncio.fixture(loop_scope="session")
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = await chromium.new_context(java_script_enabled=False)
        context.set_default_timeout(15_000)
        yield await context.new_page()
        await chromium.close()


async def test_a_resident_signs_in_and_out_without_javascript(address: str, page: Page) -> None:
    await page.goto(f"{address}/ideas/")
    await page.click("text=Sign in")
    await page.click("text=Leila Haddad")
    await page.wait_for_url(f"{address}/ideas/")
    assert await page.inner_text("p") == "Signed in as Leila Haddad"
    cookies = {cookie["name"]: cookie for cookie in await page.context.cookies(address)}
    session = cookies["__Host-civic-ideas"]
    assert session["httpOnly"]
    assert session["secure"]
    assert session["sameSite"] == "Lax"
    await page.click("text=Sign out")
    await page.wait_for_url(f"{address}/ideas/")
    assert await page.is_visible("text=Sign in")
    # What stays keeps the browser from being signed in again, silently, right away.
    left = [cookie["name"] for cookie in await page.context.cookies()]
    assert left == ["__Host-civic-ideas-tried"]


async def test_somebody_else_can_be_asked_for_by_id(address: str, page: Page) -> None:
    await page.goto(f"{address}/ideas/sign-in")
    await page.fill("label:has-text('Their id') ~ input", "nobody-at-all")
    await page.click("text=Continue")
    assert "There is no persona" in await page.inner_text("#problem")
    await page.fill("#persona", "councillor-E05000642-2")
    await page.click("text=Continue")
    await page.wait_for_url(f"{address}/ideas/")
    assert "Signed in as Councillor" in await page.inner_text("p")
