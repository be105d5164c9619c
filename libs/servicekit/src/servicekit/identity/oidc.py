"""The relying party: authorisation code with PKCE for browsers, bearer tokens for scripts."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from pydantic import BaseModel, ConfigDict, ValidationError

from servicekit.identity.actor import Actor
from servicekit.identity.claims import Claims, bearer_from, strong_enough
from servicekit.identity.client_proof import proof
from servicekit.identity.discovery import Discovery, Metadata, fetched_json
from servicekit.identity.errors import IssuerUnavailable, NotAuthenticated, SignInFailed
from servicekit.identity.logout_tokens import Logout, verified_logout_token
from servicekit.identity.settings import IdentitySettings
from servicekit.identity.signing_keys import SigningKeys
from servicekit.identity.tokens import (
    InvalidToken,
    key_id_of,
    verified_access_token,
    verified_id_token,
)

LONGEST_HINT = 6_000
"""Characters of an ID token that still go into an address; a longer one is left out."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """The three secrets of one sign-in under way: OAuth state, OpenID nonce, PKCE verifier."""

    state: str
    nonce: str
    code_verifier: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a code stood for: verified claims, and the ID token that said them."""

    claims: Claims
    id_token: str


class _TokenAnswer(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    id_token: str
    access_token: str | None = None


class _UserInfo(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)

    sub: str


class RelyingParty:
    """One registered client of one issuer."""

    def __init__(
        self,
        settings: IdentitySettings,
        http: httpx.AsyncClient,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._http = http
        self._clock = clock
        self._discovery = Discovery(settings, http, monotonic)
        self._keys = SigningKeys(self._discovery, http, monotonic)

    async def metadata(self) -> Metadata:
        """Return what the issuer says of itself; IssuerUnavailable."""
        return await self._discovery.metadata()

    async def authorisation_url(
        self,
        challenge: Challenge,
        redirect_uri: str,
        *,
        silent: bool = False,
        again: bool = False,
    ) -> str:
        """Return where to send the browser to sign in; IssuerUnavailable.

        A silent sign-in shows nothing: who has no session at the issuer comes back without one.
        One `again` asks also whoever has a session there, and for when they then proved it.
        """
        metadata = await self._discovery.metadata()
        asked = {"prompt": "none"} if silent else {}
        if again:
            asked = {"prompt": "login", "max_age": "0"}
        if self._settings.oidc_acr_values is not None:
            asked["acr_values"] = self._settings.oidc_acr_values
        return with_query(
            metadata.authorization_endpoint,
            response_type="code",
            client_id=self._settings.oidc_client_id,
            redirect_uri=redirect_uri,
            scope=self._settings.oidc_scope,
            state=challenge.state,
            nonce=challenge.nonce,
            code_challenge=create_s256_code_challenge(challenge.code_verifier),
            code_challenge_method="S256",
            **asked,
        )

    async def exchanged(self, code: str, challenge: Challenge, redirect_uri: str) -> SignedIn:
        """Return the verified claims of the ID token that a code buys, with what userinfo adds.

        Raises SignInFailed where the issuer refuses the code or the token does not hold, and
        IssuerUnavailable where it does not answer.
        """
        answer = await self._post_code(code, challenge.code_verifier, redirect_uri)
        try:
            bought = _TokenAnswer.model_validate_json(answer.content)
            keys = await self._keys.for_key_id(key_id_of(bought.id_token))
            claims = verified_id_token(
                bought.id_token, keys, self._settings, nonce=challenge.nonce, now=self._clock()
            )
        except ValidationError as failure:
            raise SignInFailed("the issuer sent no ID token") from failure
        except InvalidToken as failure:
            raise SignInFailed(f"the ID token does not hold: {failure}") from failure
        if self._settings.oidc_userinfo:
            claims = {**await self._userinfo(bought.access_token, claims["sub"]), **claims}
        return SignedIn(claims, bought.id_token)

    async def _userinfo(self, access_token: str | None, subject: object) -> Claims:
        """What the issuer tells at its userinfo endpoint (OpenID Connect Core, 5.3)."""
        endpoint = (await self._discovery.metadata()).userinfo_endpoint
        if endpoint is None or access_token is None:
            raise SignInFailed("the issuer has no userinfo endpoint")
        url = self._discovery.reached_at(endpoint)
        told = await fetched_json(self._http, url, _UserInfo, access_token)
        if told.sub != subject:
            raise SignInFailed("the issuer told of somebody else")
        return told.model_dump()

    async def bearer(self, token: str) -> Actor:
        """Return whom an access token stands for; NotAuthenticated, IssuerUnavailable."""
        try:
            keys = await self._keys.for_key_id(key_id_of(token))
            claims = verified_access_token(token, keys, self._settings, now=self._clock())
            actor = bearer_from(claims, self._settings)
        except (InvalidToken, ValueError) as failure:
            raise NotAuthenticated(str(failure)) from failure
        if not strong_enough(actor, claims, self._settings):
            raise NotAuthenticated("an office needs a stronger sign-in")
        return actor

    async def logout(self, token: str) -> Logout:
        """Return what a logout token says; InvalidToken, IssuerUnavailable."""
        keys = await self._keys.for_key_id(key_id_of(token))
        return verified_logout_token(token, keys, self._settings, now=self._clock())

    async def _post_code(self, code: str, code_verifier: str, redirect_uri: str) -> httpx.Response:
        endpoint = (await self._discovery.metadata()).token_endpoint
        credentials, fields = proof(self._settings, endpoint, self._clock())
        try:
            answer = await self._http.post(
                self._discovery.reached_at(endpoint),
                auth=credentials,
                data={
                    **fields,
                    "grant_type": "authorization_code",
                    "code": code,
                    "redirect_uri": redirect_uri,
                    "code_verifier": code_verifier,
                },
            )
        except httpx.HTTPError as failure:
            raise IssuerUnavailable(f"token endpoint: {type(failure).__name__}") from failure
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise IssuerUnavailable(f"token endpoint: {answer.status_code}")
        if answer.status_code != httpx.codes.OK:
            raise SignInFailed("the issuer did not accept the code")
        return answer

    async def sign_out_url(self, return_url: str, id_token: str | None = None) -> str | None:
        """Return where a browser ends its session at the issuer, or None if nowhere.

        OpenID Connect RP-Initiated Logout 1.0, 2. The ID token tells the issuer whose session is
        meant, so that it need not ask. An issuer out of reach does not keep anybody signed in
        here, so that is None too.
        """
        try:
            endpoint = (await self._discovery.metadata()).end_session_endpoint
        except IssuerUnavailable:
            return None
        if endpoint is None:
            return None
        hint = (
            {} if id_token is None or len(id_token) > LONGEST_HINT else {"id_token_hint": id_token}
        )
        return with_query(
            endpoint,
            client_id=self._settings.oidc_client_id,
            post_logout_redirect_uri=return_url,
            **hint,
        )


def with_query(url: str, **parameters: str) -> str:
    """Return the URL with parameters added to whatever query it has (RFC 6749, 3.1)."""
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(parameters)) if part)
    return urlunsplit(parts._replace(query=query))
