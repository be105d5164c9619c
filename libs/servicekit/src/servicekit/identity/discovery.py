"""What an issuer says about itself, at the address from which this process reaches it."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from servicekit.identity.errors import IssuerUnavailable
from servicekit.identity.settings import IdentitySettings

ShapeT = TypeVar("ShapeT", bound=BaseModel)

FRESH_FOR: Final = 3600.0
"""Seconds for which a discovery document is not asked for again."""


class Metadata(BaseModel):
    """The part of a discovery document that is used (OpenID Connect Discovery 1.0, 3)."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    authorization_response_iss_parameter_supported: bool = False


class Discovery:
    """The issuer's metadata, fetched once an hour; the last good answer outlives an outage."""

    def __init__(
        self,
        settings: IdentitySettings,
        http: httpx.AsyncClient,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer = settings.oidc_issuer
        self._internal = settings.oidc_internal_url
        self._http = http
        self._monotonic = monotonic
        self._known: Metadata | None = None
        self._fetched = 0.0

    async def metadata(self) -> Metadata:
        """Return the metadata; IssuerUnavailable where there never was a usable answer."""
        if self._known is not None and self._monotonic() - self._fetched < FRESH_FOR:
            return self._known
        try:
            self._known = await self._fetch()
        except IssuerUnavailable:
            if self._known is None:
                raise
        self._fetched = self._monotonic()
        return self._known

    def reached_at(self, endpoint: str) -> str:
        """Return the address for this process of an endpoint that the issuer names.

        What lies under the issuer's URL is moved under the internal one; anything else stays.
        """
        prefix = self._issuer.rstrip("/") + "/"
        if self._internal is None or not endpoint.startswith(prefix):
            return endpoint
        return self._internal.rstrip("/") + "/" + endpoint.removeprefix(prefix)

    async def _fetch(self) -> Metadata:
        url = self.reached_at(self._issuer.rstrip("/") + "/.well-known/openid-configuration")
        found = await fetched_json(self._http, url, Metadata)
        if found.issuer != self._issuer:
            raise IssuerUnavailable("the discovery document names another issuer")
        return found


async def fetched_json(
    http: httpx.AsyncClient, url: str, shape: type[ShapeT], token: str | None = None
) -> ShapeT:
    """GET a JSON document of a known shape, as the bearer of a token where there is one.

    Every failure is IssuerUnavailable.
    """
    headers = {"Accept": "application/json"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    try:
        answer = await http.get(url, headers=headers)
        answer.raise_for_status()
        return shape.model_validate_json(answer.content)
    except httpx.HTTPError as failure:
        raise IssuerUnavailable(f"{url}: {type(failure).__name__}") from failure
    except ValidationError as failure:
        raise IssuerUnavailable(f"{url}: not the expected document") from failure
