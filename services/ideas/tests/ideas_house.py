"""What tests over HTTP say and send."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx

CHURCH_STREET = "E05013794"
IDEA: dict[str, Any] = {
    "title": "A choir for Harrow Road",
    "summary": "Neighbours who sing together get to know each other.",
    "ward": CHURCH_STREET,
    "theme": "community-focused",
}


async def post(
    browser: httpx.AsyncClient, path: str, body: Any, key: str | None = None
) -> httpx.Response:
    headers = {"Idempotency-Key": key or str(uuid4())}
    return await browser.post(f"/ideas/api{path}", json=body, headers=headers)


async def made_by(browser: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await post(browser, "/ideas", {**IDEA, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made
