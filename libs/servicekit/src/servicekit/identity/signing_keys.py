"""The issuer's public keys, as they come and go."""

import asyncio
import time
from collections.abc import Callable
from typing import Final, cast

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from pydantic import BaseModel, ConfigDict

from servicekit.identity.discovery import Discovery, fetched_json
from servicekit.identity.errors import IssuerUnavailable

FRESH_FOR: Final = 900.0
"""Seconds after which keys are asked for again, so that a withdrawn key does not live on."""
ASK_AGAIN_AFTER: Final = 10.0
"""Least seconds between two fetches made because a token names an unknown key."""


class _Document(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    keys: list[dict[str, object]]


class SigningKeys:
    """The issuer's key set, fetched when it is old or when a token names a key not in it.

    A flood of tokens with invented key ids costs the issuer one request in ten seconds at most.
    """

    def __init__(
        self,
        discovery: Discovery,
        http: httpx.AsyncClient,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._discovery = discovery
        self._http = http
        self._monotonic = monotonic
        self._keys: KeySet | None = None
        self._fetched = 0.0
        self._asked_for_unknown = float("-inf")
        self._one_at_a_time = asyncio.Lock()

    async def for_key_id(self, key_id: str | None) -> KeySet:
        """Return the key set, fetched anew if it must be to hold the key.

        It may still lack the key: then no signature by it verifies. Raises IssuerUnavailable
        where there never was a usable key set.
        """
        keys = self._keys
        if keys is not None and not self._is_old() and _holds(keys, key_id):
            return keys
        async with self._one_at_a_time:
            keys = self._keys
            if keys is None or self._is_old():
                return await self._refreshed()
            if not _holds(keys, key_id) and self._may_ask_for_unknown():
                self._asked_for_unknown = self._monotonic()
                return await self._refreshed()
            return keys

    def _is_old(self) -> bool:
        return self._monotonic() - self._fetched >= FRESH_FOR

    def _may_ask_for_unknown(self) -> bool:
        return self._monotonic() - self._asked_for_unknown >= ASK_AGAIN_AFTER

    async def _refreshed(self) -> KeySet:
        """Fetch; through an outage the last known keys serve on."""
        try:
            self._keys = await self._fetch()
        except IssuerUnavailable:
            if self._keys is None:
                raise
        self._fetched = self._monotonic()
        return self._keys

    async def _fetch(self) -> KeySet:
        metadata = await self._discovery.metadata()
        url = self._discovery.reached_at(metadata.jwks_uri)
        document = await fetched_json(self._http, url, _Document)
        try:
            serialised = cast(KeySetSerialization, document.model_dump())
            return KeySet.import_key_set(serialised)
        except (JoseError, ValueError, TypeError, KeyError) as failure:
            raise IssuerUnavailable(f"{url}: no usable keys") from failure


def _holds(keys: KeySet, key_id: str | None) -> bool:
    if key_id is None:
        return True
    return any(key.kid == key_id for key in keys.keys)
