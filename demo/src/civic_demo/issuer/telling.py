"""Telling the services that somebody has signed out: the back channel."""

import asyncio
import logging

import httpx

from civic_demo.issuer.clients import Client
from civic_demo.issuer.grants import Session
from civic_demo.issuer.issuer import Issuer

LOG = logging.getLogger(__name__)
WITHIN = 5.0
"""Seconds in which a service must have heard; the person is not kept waiting for longer."""


async def tell(issuer: Issuer, session_id: str, session: Session) -> None:
    """Tell every client that the session signed in to; one that cannot be told is logged.

    Its own session then lasts until it has rested for long enough.
    """
    told = [issuer.clients.find(client_id) for client_id in sorted(session.clients)]
    async with httpx.AsyncClient(timeout=WITHIN, trust_env=False) as http:
        await asyncio.gather(
            *(
                _tell(http, issuer, client, session.persona_id, session_id)
                for client in told
                if client is not None and client.told_at is not None
            )
        )


async def _tell(
    http: httpx.AsyncClient, issuer: Issuer, client: Client, persona_id: str, session_id: str
) -> None:
    token = issuer.signer.logout_token(persona_id, client.client_id, session_id)
    try:
        answer = await http.post(str(client.told_at), data={"logout_token": token})
        answer.raise_for_status()
    except httpx.HTTPError as failure:
        LOG.warning("%s could not be told: %r", client.client_id, failure)
