"""Somebody with a browser without scripts, who fills in the forms of the pages."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from html import unescape

import httpx
from budgets_client import PEOPLE, ApiClient


class Browser:
    """Somebody with a session who fills in forms."""

    def __init__(self, http: httpx.AsyncClient, who: str, cookie: str, csrf: str) -> None:
        self.http = http
        self.headers = {"X-Actor": who, "Cookie": cookie, "Accept": "text/html"}
        self.csrf = csrf

    async def see(self, path: str, status: int = 200) -> str:
        """A page."""
        response = await self.http.get(f"/budgets{path}", headers=self.headers)
        if "command_id=" in (with_id := response.headers.get("location", "")):
            response = await self.http.get(with_id, headers=self.headers)
        assert response.status_code == status, response.text
        return response.text

    async def told(self, sent: httpx.Response) -> str:
        """What the page that a form has led to says of it."""
        assert sent.status_code == 303, sent.text
        told = sent.headers["set-cookie"].partition(";")[0]
        headers = {**self.headers, "Cookie": f"{self.headers['Cookie']}; {told}"}
        shown = await self.http.get(sent.headers["location"], headers=headers)
        if "command_id=" in (with_id := shown.headers.get("location", "")):
            shown = await self.http.get(with_id, headers=headers)
        notice = re.search(r'class="govuk-notification-banner__heading">([^<]*)<', shown.text)
        assert notice is not None, shown.text
        return unescape(notice[1]).strip()

    async def send(self, page: str, action: str, **typed: str) -> httpx.Response:
        """Fills in the form of a page that leads to an action, and sends it."""
        html = await self.see(page)
        form = re.search(
            rf'<form[^>]*action="/budgets{re.escape(action)}".*?</form>', html, re.DOTALL
        )
        assert form is not None, html
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
        assert hidden["csrf"] == self.csrf
        return await self.http.post(
            f"/budgets{action}", data={**hidden, **typed}, headers=self.headers
        )


def browsing(api: ApiClient) -> Callable[[str], Awaitable[Browser]]:
    """Opens a session for one of the people."""

    async def sign_in(who: str) -> Browser:
        identity = api.identity
        token = await identity.sessions.open(PEOPLE[who], None, replacing=None)
        session = await identity.sessions.find(token)
        assert session is not None
        cookie = f"{identity.session_cookie.name}={token}"
        return Browser(api.http, who, cookie, session.csrf_token)

    return sign_in


async def confirmed(
    browser: Browser, page: str, asked: httpx.Response, answer: str = "yes"
) -> httpx.Response:
    """Presses a button of the page that asks."""
    form = asked.text[asked.text.index(f'action="/budgets{page}"') :]
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    kept: dict[str, list[str]] = {}
    for name, value in hidden:
        kept.setdefault(name, []).append(unescape(value))
    return await browser.http.post(
        f"/budgets{page}", data={**kept, "confirmed": answer}, headers=browser.headers
    )
