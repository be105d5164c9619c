"""What the issuer remembers while it runs: codes not yet bought in, and who has chosen whom."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from authlib.oauth2.rfc7636 import create_s256_code_challenge

CODE_LIVES: Final = 60.0
"""Seconds within which a code must be bought in."""


@dataclass(frozen=True, slots=True)
class Request:
    """What an authorisation request asked for, as far as the code must remember it."""

    client_id: str
    redirect_uri: str
    code_challenge: str
    nonce: str | None
    state: str | None


@dataclass(frozen=True, slots=True)
class Grant:
    """That a persona signs in at a client, in answer to a request, in a browser session."""

    request: Request
    persona_id: str
    session_id: str
    expires_at: float

    def is_for(self, client_id: str, redirect_uri: str, code_verifier: str) -> bool:
        """True if client, redirect address and PKCE verifier are those of the request."""
        return (
            self.request.client_id == client_id
            and self.request.redirect_uri == redirect_uri
            and create_s256_code_challenge(code_verifier) == self.request.code_challenge
        )


@dataclass(slots=True)
class Session:
    """A browser session: the persona chosen in it, when, and the clients signed in to."""

    persona_id: str
    chosen_at: float
    clients: set[str] = field(default_factory=set)


class Grants:
    """Codes and browser sessions, in memory: they are gone when the issuer stops."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._codes: dict[str, Grant] = {}
        self._sessions: dict[str, Session] = {}

    def new_code(self, request: Request, persona_id: str, session_id: str) -> str:
        """Return a code that can be bought in once, soon."""
        now = self._clock()
        self._codes = {code: it for code, it in self._codes.items() if it.expires_at > now}
        code = secrets.token_urlsafe(32)
        self._codes[code] = Grant(request, persona_id, session_id, now + CODE_LIVES)
        return code

    def take(self, code: str) -> Grant | None:
        """Return what a code stands for and forget it; None if used, unknown or too old."""
        grant = self._codes.pop(code, None)
        if grant is None or grant.expires_at <= self._clock():
            return None
        if (session := self._sessions.get(grant.session_id)) is not None:
            session.clients.add(grant.request.client_id)
        return grant

    def new_session(self, persona_id: str) -> str:
        """Remember that a browser has chosen a persona, and return the session's id."""
        session_id = secrets.token_urlsafe(32)
        self._sessions[session_id] = Session(persona_id, self._clock())
        return session_id

    def chosen_again(self, session_id: str | None, persona_id: str) -> str:
        """Return the browser's session, in which the same persona was chosen anew, or a new one."""
        known = None if session_id is None else self._sessions.get(session_id)
        if session_id is None or known is None or known.persona_id != persona_id:
            return self.new_session(persona_id)
        known.chosen_at = self._clock()
        return session_id

    def chosen_at(self, session_id: str) -> int | None:
        """Return when the persona of a session was chosen last, in seconds since 1970."""
        known = self._sessions.get(session_id)
        return None if known is None else int(known.chosen_at)

    def persona_of(self, session_id: str | None) -> str | None:
        """Return the persona that a browser session has chosen."""
        found = None if session_id is None else self._sessions.get(session_id)
        return None if found is None else found.persona_id

    def end_session(self, session_id: str | None) -> Session | None:
        """Forget a browser session and return what it was, if there was one."""
        return None if session_id is None else self._sessions.pop(session_id, None)
