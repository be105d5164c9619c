"""Sessions: kept in the service's own database, so that any of them can be ended at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, Update, delete, insert, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.elements import ColumnElement

from servicekit.identity.actor import Actor
from servicekit.identity.secrets_at_rest import csrf_token_for, hashed, new_secret, sealed
from servicekit.identity.settings import IdentitySettings
from servicekit.identity.tables import sessions

PROOF_HOLDS: Final = timedelta(minutes=10)
"""For so long after a sign-in a person may end their other sessions."""

OTHERS: Final = "others"
"""All of a person's sessions but the one they are in."""

NOTED_EVERY: Final = timedelta(minutes=1)
"""A session in use is marked as seen this often at most: reading a page is seldom a write."""


@dataclass(frozen=True, slots=True)
class Session:
    """A live session. `id` is a hash: it may be logged, and signs nobody in."""

    id: str
    actor: Actor
    csrf_token: str
    issuer_sid: str | None
    expires_at: datetime
    sealed_id_token: str | None = None
    created_at: datetime | None = None
    last_seen_at: datetime | None = None
    proved_at: datetime | None = None


class Sessions:
    """The sessions of one service."""

    def __init__(
        self, settings: IdentitySettings, engine: AsyncEngine, clock: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._clock = clock

    async def open(
        self,
        actor: Actor,
        issuer_sid: str | None,
        *,
        replacing: str | None,
        id_token: str | None = None,
        proved_at: datetime | None = None,
    ) -> str:
        """Store a session under a new random token, and return the token for the cookie.

        The session of the token that the browser brought along (`replacing`) ends in the same
        transaction, so that a token planted before sign-in is worth nothing after it. The ID
        token names the person: it is sealed with the session's token, which is not kept here.
        `proved_at` is when the issuer saw the person prove who they are, where it says so.
        """
        token, now = new_secret(), self._clock()
        row = {
            "id": hashed(token),
            "person_key": actor.person_key,
            "name": actor.name,
            "roles": sorted(actor.roles),
            "wards": sorted(actor.wards),
            "departments": sorted(actor.departments),
            "issuer_sid": issuer_sid,
            "id_token": None if id_token is None else sealed(id_token, token),
            "proved_at": proved_at,
            "created_at": now,
            "last_seen_at": now,
            "expires_at": now + self._settings.session_absolute,
        }
        async with self._engine.begin() as connection:
            if replacing is not None:
                await connection.execute(_revocation(hashed(replacing), now))
            await connection.execute(insert(sessions).values(row))
        return token

    async def find(self, token: str) -> Session | None:
        """Return the session of a cookie token, if it is neither revoked nor past its limits."""
        now = self._clock()
        live = select(sessions).where(sessions.c.id == hashed(token), *self._live(now))
        async with self._engine.connect() as connection:
            row = (await connection.execute(live)).one_or_none()
        if row is None:
            return None
        if row.last_seen_at <= now - NOTED_EVERY:
            await self._note(row.id, now)
        return self._session(row)

    async def of_person(self, person_key: str) -> list[Session]:
        """Return a person's live sessions here, the one used last first."""
        theirs = select(sessions).where(
            sessions.c.person_key == person_key, *self._live(self._clock())
        )
        order = (sessions.c.last_seen_at.desc(), sessions.c.id)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(theirs.order_by(*order))).all()
        return [self._session(row) for row in rows]

    def proved_lately(self, session: Session | None) -> bool:
        """True if the person has just proved to the issuer who they are, and it said so."""
        proved = None if session is None else session.proved_at
        return proved is not None and proved > self._clock() - PROOF_HOLDS

    async def end_own(
        self, connection: AsyncConnection, person_key: str, ending: str, *, here: str
    ) -> int:
        """End one of a person's live sessions by its id, or all but `here` ("others").

        Return how many: none where the id is nobody's, or somebody else's.
        """
        now = self._clock()
        which = sessions.c.id != here if ending == OTHERS else sessions.c.id == ending
        ended = (
            update(sessions)
            .where(sessions.c.person_key == person_key, which, *self._live(now))
            .values(revoked_at=now, name=None, id_token=None)
        )
        return (await connection.execute(ended)).rowcount

    def _live(self, now: datetime) -> tuple[ColumnElement[bool], ...]:
        return (
            sessions.c.revoked_at.is_(None),
            sessions.c.expires_at > now,
            sessions.c.last_seen_at > now - self._settings.session_idle,
        )

    async def revoke(self, session_id: str) -> None:
        """End a session at once; nothing happens where it has ended already."""
        async with self._engine.begin() as connection:
            await connection.execute(_revocation(session_id, self._clock()))

    async def end_told(
        self, issuer_sid: str | None, person_key: str | None, *, opened_until: datetime
    ) -> int:
        """End sessions that the issuer says are over; return how many were live.

        With both, the session of `issuer_sid` ends if it is that person's, and so does any of
        theirs of which the issuer never told the id. Raises ValueError without either.
        """
        if issuer_sid is None and person_key is None:
            raise ValueError("whose sessions?")
        of_session = sessions.c.issuer_sid == issuer_sid if issuer_sid is not None else true()
        of_person = sessions.c.person_key == person_key if person_key is not None else true()
        if issuer_sid is not None and person_key is not None:
            of_session = or_(of_session, sessions.c.issuer_sid.is_(None))
        ended = (
            update(sessions)
            .where(of_session, of_person)
            .where(sessions.c.created_at <= opened_until, sessions.c.revoked_at.is_(None))
            .values(revoked_at=self._clock(), name=None, id_token=None)
        )
        async with self._engine.begin() as connection:
            return (await connection.execute(ended)).rowcount

    async def forget_ended(self) -> int:
        """Delete sessions that can never be used again; return how many."""
        now = self._clock()
        ended = delete(sessions).where(
            or_(
                sessions.c.expires_at <= now,
                sessions.c.revoked_at.is_not(None),
                sessions.c.last_seen_at <= now - self._settings.session_idle,
            )
        )
        async with self._engine.begin() as connection:
            return (await connection.execute(ended)).rowcount

    async def _note(self, session_id: str, now: datetime) -> None:
        # A slower request that began earlier must not set the mark back.
        seen = (
            update(sessions)
            .where(sessions.c.id == session_id, sessions.c.last_seen_at < now)
            .values(last_seen_at=now)
        )
        async with self._engine.begin() as connection:
            await connection.execute(seen)

    def _session(self, row: Row[Any]) -> Session:
        return Session(
            id=row.id,
            actor=Actor(
                person_key=row.person_key,
                roles=frozenset(row.roles),
                name=row.name,
                wards=frozenset(row.wards),
                departments=frozenset(row.departments),
            ),
            csrf_token=csrf_token_for(self._settings.session_secret, row.id),
            issuer_sid=row.issuer_sid,
            expires_at=row.expires_at,
            sealed_id_token=row.id_token,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            proved_at=row.proved_at,
        )


def _revocation(session_id: str, now: datetime) -> Update:
    # What names the person goes at once; the rest shows until it is deleted that it was ended.
    return (
        update(sessions)
        .where(sessions.c.id == session_id, sessions.c.revoked_at.is_(None))
        .values(revoked_at=now, name=None, id_token=None)
    )
