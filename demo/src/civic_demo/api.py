"""The public API as a script uses it: signed in as a persona, one key for each command.

A command is sent again, with the same key and the same body, until it has an answer: that is all
it takes to survive a service, a broker or a database that goes away in the middle.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

import httpx

KEYS = UUID("6d1e6c1c-6f0e-5a55-9d2c-0c1f5e1b2a10")
PASSING = {429, 502, 503, 504}
IN_USE = {"idempotency-key-in-use", "busy"}

JSON = Any


class Refused(Exception):
    """The service answered a command or a question with a problem."""

    def __init__(self, what: str, answer: httpx.Response) -> None:
        super().__init__(f"{what}: {answer.status_code} {answer.text[:1000]}")
        self.answer = answer


class NeverCame(Exception):
    """What a script waited for did not come in time."""


@dataclass
class Client:
    """A client of the four services behind one address; it waits ``patience`` seconds for each."""

    url: str
    secret: str
    issuer: str
    verify: bool | str = True
    patience: float = 120.0
    _tokens: dict[str, tuple[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._http = httpx.AsyncClient(timeout=20, verify=self.verify, trust_env=False)

    async def aclose(self) -> None:
        """Closes its connections."""
        await self._http.aclose()

    async def post(self, persona: str, path: str, body: Mapping[str, JSON], *, key: str) -> JSON:
        """One command, done once however often it has to be sent; raises :class:`Refused`."""
        content = json.dumps(body, sort_keys=True).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid5(KEYS, key))}
        answer = await self._ask("POST", path, persona, content=content, headers=headers)
        return answer.json()

    async def get(self, path: str, persona: str | None = None) -> JSON:
        """One question; raises :class:`Refused`."""
        return (await self._ask("GET", path, persona)).json()

    async def until(
        self, path: str, enough: Callable[[JSON], object], persona: str | None = None
    ) -> JSON:
        """Asks until the answer is ``enough``: an event takes a moment to arrive."""
        give_up = time.monotonic() + self.patience
        found: JSON = None
        while time.monotonic() < give_up:
            try:
                found = await self.get(path, persona)
            except Refused as refused:
                if refused.answer.status_code != 404:
                    raise
            else:
                if enough(found):
                    return found
            await asyncio.sleep(0.05)
        raise NeverCame(f"{path}: {json.dumps(found)[:1000]}")

    async def _ask(
        self, method: str, path: str, persona: str | None, **request: Any
    ) -> httpx.Response:
        give_up = time.monotonic() + self.patience
        pause = 0.05
        while True:
            answer = await self._once(method, path, persona, **request)
            if answer is not None and not _passing(answer):
                if answer.is_success:
                    return answer
                raise Refused(f"{method} {path} as {persona}", answer)
            if time.monotonic() > give_up:
                raise NeverCame(f"{method} {path} had no answer")
            await asyncio.sleep(pause)
            pause = min(pause * 2, 1.0)

    async def _once(
        self, method: str, path: str, persona: str | None, **request: Any
    ) -> httpx.Response | None:
        try:
            headers = dict(request.pop("headers", {}))
            if persona is not None:
                headers["Authorization"] = f"Bearer {await self._token(persona)}"
            return await self._http.request(method, self.url + path, headers=headers, **request)
        except (httpx.TransportError, httpx.HTTPStatusError):
            return None

    async def _token(self, persona: str) -> str:
        token, ends = self._tokens.get(persona, ("", 0.0))
        if time.monotonic() < ends:
            return token
        answer = await self._http.post(
            f"{self.issuer}/token",
            data={"grant_type": "client_credentials", "persona": persona},
            auth=("civic-demo", self.secret),
        )
        answer.raise_for_status()
        token = str(answer.json()["access_token"])
        self._tokens[persona] = (token, time.monotonic() + 1800)
        return token


def _passing(answer: httpx.Response) -> bool:
    """Whether the same request may have an answer in a moment."""
    if answer.status_code in PASSING:
        return True
    if answer.status_code != 409:
        return False
    return answer.json().get("type", "").rpartition(":")[2] in IN_USE
