"""The demo's personas at the whole stack: a client for all of them, and a bare one for many."""

from __future__ import annotations

import httpx
from civic_demo.api import Client
from civic_stack.stack import Stack


def client_of(stack: Stack) -> Client:
    """A client that asks again until it has an answer, as any persona."""
    issuer = f"{stack.public_url}/issuer"
    return Client(stack.public_url, stack.client_secret("civic-demo"), issuer)


async def signed_in(stack: Stack, persona: str, *, connections: int) -> httpx.AsyncClient:
    """A bare client with a persona's token, for answers as they come."""
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(
            f"{stack.public_url}/issuer/token",
            data={"grant_type": "client_credentials", "persona": persona},
            auth=("civic-demo", stack.client_secret("civic-demo")),
        )
        answer.raise_for_status()
    return httpx.AsyncClient(
        base_url=stack.public_url,
        headers={"Authorization": f"Bearer {answer.json()['access_token']}"},
        timeout=60,
        trust_env=False,
        limits=httpx.Limits(max_connections=connections),
    )
