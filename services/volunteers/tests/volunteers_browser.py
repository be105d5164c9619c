"""A person at a browser without scripts: real sessions, real forms, nothing overridden."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import httpx
from servicekit.identity import Actor
from servicekit.web.runtime import current_actor
from volunteers_house import House

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass
class Browser:
    """One signed-in person."""

    house: House
    client: httpx.AsyncClient
    body: str = ""
    path: str = ""

    async def open(self, path: str, status: int = 200) -> str:
        """A page; returns its text."""
        answer = await self.client.get(path)
        if "command_id=" in (with_id := answer.headers.get("location", "")):
            answer = await self.client.get(with_id)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:3000])
        self.path, self.body = path, answer.text
        return answer.text

    async def send(self, action: str, **values: object) -> httpx.Response:
        """Fills in the form of the open page that posts to ``action``, and sends it."""
        form = self.form(action)
        fields: dict[str, object] = {**form, **values}
        return await self.client.post(action, data=fields)

    async def sends(self, action: str, **values: object) -> str:
        """As ``send``; follows to where it leads, which must be a page."""
        answer = await self.send(action, **values)
        assert answer.status_code == 303, (answer.status_code, _errors(answer.text))
        return await self.open(answer.headers["location"])

    def form(self, action: str) -> Mapping[str, str]:
        """The hidden fields of a form on the open page."""
        start = self.body.index(f'action="{action}"')
        inside = self.body[start : self.body.index("</form>", start)]
        return dict(HIDDEN.findall(inside))


def _errors(page: str) -> list[str]:
    return re.findall(r'error-message">(.*?)</p>', page, re.S)


async def browser(house: House, actor: Actor | None) -> Browser:
    """A browser in which ``actor`` has signed in, or nobody."""
    house.app.dependency_overrides.pop(current_actor, None)
    transport = house.client._transport
    client = httpx.AsyncClient(
        transport=transport, base_url="https://volunteers", headers={"Accept": "text/html"}
    )
    if actor is not None:
        identity = house.process.identity
        token = await identity.sessions.open(actor, None, replacing=None)
        client.cookies.set(identity.session_cookie.name, token)
    return Browser(house, client)
