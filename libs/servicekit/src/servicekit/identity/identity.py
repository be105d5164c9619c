"""Who is asking: the one object through which the web part of the kit learns it."""

import hmac
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request

from servicekit.identity.actor import ANONYMOUS, Actor
from servicekit.identity.claims import person_from, proved_at, strong_enough
from servicekit.identity.cookies import (
    has_siblings_cookie,
    session_cookie,
    sign_in_cookie,
    tried_cookie,
)
from servicekit.identity.errors import (
    CsrfRefused,
    IssuerUnavailable,
    NobodyKnown,
    NoIssuer,
    NotAuthenticated,
    SignInFailed,
)
from servicekit.identity.oidc import RelyingParty
from servicekit.identity.person_key import person_key
from servicekit.identity.residents import with_standing
from servicekit.identity.sessions import Session, Sessions
from servicekit.identity.settings import IdentitySettings
from servicekit.identity.sign_ins import SignIns

CSRF_FIELD: Final = "csrf"
"""The name of the hidden field that every form carries."""

SHOWS_NOTHING: Final = frozenset(
    {"login_required", "interaction_required", "consent_required", "account_selection_required"}
)
"""How an issuer says that it would have had to show something (OpenID Connect Core, 3.1.2.6)."""

# An issuer on this machine is never reached through a proxy, whatever the environment says.
_DIRECT: Final = {f"all://{host}": None for host in ("localhost", "127.0.0.1", "[::1]")}


def _now() -> datetime:
    return datetime.now(UTC)


class Identity:
    """Sign-in, sessions and bearer tokens of one service."""

    def __init__(
        self,
        settings: IdentitySettings,
        engine: AsyncEngine,
        service: str,
        clock: Callable[[], datetime] = _now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self.service = service
        self._engine = engine
        self._http = httpx.AsyncClient(
            timeout=settings.oidc_timeout.total_seconds(), mounts=_DIRECT
        )
        self.relying_party = RelyingParty(settings, self._http, clock, monotonic)
        self.sessions = Sessions(settings, engine, clock)
        self.sign_ins = SignIns(settings, engine, clock)
        self.session_cookie = session_cookie(service)
        self.sign_in_cookie = sign_in_cookie(service)
        self.tried_cookie = tried_cookie(service)

    async def aclose(self) -> None:
        """Close the connections to the issuer."""
        await self._http.aclose()

    async def actor_of(self, request: Request) -> Actor:
        """Return who is asking: the bearer of a token, the person of a session, or ANONYMOUS.

        Raises NotAuthenticated where a token was offered that does not hold, whatever cookie
        came with it, and IssuerUnavailable where that cannot be told.
        """
        offered = request.headers.getlist("authorization")
        if offered:
            return await self.relying_party.bearer(_bearer_token(offered))
        session = await self.session_of(request)
        return ANONYMOUS if session is None else session.actor

    async def session_of(self, request: Request) -> Session | None:
        """Return the live session of the request's cookie; read once per request."""
        if not hasattr(request.state, "civic_session"):
            token = self.session_cookie.read(request)
            request.state.civic_session = token and await self.sessions.find(token)
        session: Session | None = request.state.civic_session
        return session

    async def check_csrf(self, request: Request, given: object) -> Session:
        """Return the session that a form acts for; CsrfRefused unless it carries its token."""
        session = await self.session_of(request)
        if session is None or not isinstance(given, str):
            raise CsrfRefused
        if not hmac.compare_digest(session.csrf_token.encode(), given.encode()):
            raise CsrfRefused
        return session

    def person_key(self, subject: str) -> str:
        """Return the key of the person whom the issuer knows by a subject; ValueError if none."""
        return person_key(self.settings.person_key, self.settings.oidc_issuer, subject)

    def may_be_known(self, request: Request) -> bool:
        """Whether asking the issuer silently is worth it.

        It is where a sibling service has a cookie in this browser, and it was not asked lately.
        """
        return has_siblings_cookie(request, self.session_cookie) and (
            self.tried_cookie.read(request) is None
        )

    async def begin_sign_in(
        self, browser: str, return_path: str, *, silent: bool = False, again: bool = False
    ) -> str:
        """Store a sign-in of a browser and return the issuer's address for it."""
        await self.forget_ended()
        challenge = await self.sign_ins.begin(browser, return_path)
        try:
            return await self.relying_party.authorisation_url(
                challenge, self.redirect_uri, silent=silent, again=again
            )
        except IssuerUnavailable as away:
            if self.settings.names_no_issuer:
                raise NoIssuer(away.reason) from away
            raise

    async def finish_sign_in(self, request: Request) -> tuple[str, str]:
        """Return a new session's token and the path to go on to, from the issuer's answer.

        Raises SignInFailed or IssuerUnavailable, and NobodyKnown where the issuer was asked
        silently and has nobody signed in.
        """
        answer = request.query_params
        browser = self.sign_in_cookie.read(request)
        if browser is None or "state" not in answer:
            raise SignInFailed("no sign-in is under way in this browser")
        sign_in = await self.sign_ins.take(answer["state"], browser)
        await self._check_answers_for_issuer(answer.get("iss"))
        if answer.get("error") in SHOWS_NOTHING and self.tried_cookie.read(request) is not None:
            raise NobodyKnown(sign_in.return_path)
        if "code" not in answer:
            raise SignInFailed("the issuer signed nobody in")
        signed_in = await self.relying_party.exchanged(
            answer["code"], sign_in.challenge, self.redirect_uri
        )
        try:
            person = person_from(signed_in.claims, self.settings)
        except ValueError as failure:
            raise SignInFailed(str(failure)) from failure
        if not strong_enough(person, signed_in.claims, self.settings):
            raise SignInFailed("an office needs a stronger sign-in")
        person = await with_standing(person, signed_in.claims, self.settings, self._engine)
        sid = signed_in.claims.get("sid")
        token = await self.sessions.open(
            person,
            sid if isinstance(sid, str) else None,
            replacing=self.session_cookie.read(request),
            id_token=signed_in.id_token,
            proved_at=proved_at(signed_in.claims),
        )
        return token, sign_in.return_path

    async def end_told(self, logout_token: str) -> int:
        """End the sessions that a logout token of the issuer names; return how many.

        Raises InvalidToken, or IssuerUnavailable.
        """
        told = await self.relying_party.logout(logout_token)
        key = None if told.subject is None else self.person_key(told.subject)
        until = told.issued_at + self.settings.oidc_leeway
        return await self.sessions.end_told(told.issuer_sid, key, opened_until=until)

    async def forget_ended(self) -> None:
        """Delete ended sessions and abandoned sign-ins; done at every sign-in."""
        await self.sessions.forget_ended()
        await self.sign_ins.forget_expired()

    @property
    def home(self) -> str:
        """The path of the service's first page."""
        return f"/{self.service}/"

    @property
    def redirect_uri(self) -> str:
        """The callback address to register at the issuer."""
        return f"{self.settings.public_url}/{self.service}/sign-in/callback"

    async def _check_answers_for_issuer(self, named: str | None) -> None:
        """RFC 9207: an answer that names an issuer, or should, must name ours."""
        metadata = await self.relying_party.metadata()
        if named is None and not metadata.authorization_response_iss_parameter_supported:
            return
        if named != self.settings.oidc_issuer:
            raise SignInFailed("the answer comes from another issuer")


def _bearer_token(offered: list[str]) -> str:
    scheme, _, token = offered[0].partition(" ")
    if len(offered) > 1 or scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated("expected one header `Authorization: Bearer <token>`")
    return token.strip()
