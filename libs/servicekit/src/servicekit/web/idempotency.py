"""One effect for one key, however often and from how many connections a command is sent.

The key's row is written in the command's own transaction. A twin that comes meanwhile waits for
that transaction on the row's unique key: it then finds the answer, or, if there was no commit,
does the work itself. So only a committed outcome consumes a key.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.database import is_locked_out
from servicekit.web.problems import Problem

LONGEST_KEY = 200
REUSED = "idempotency-key-reused"

CLAIM = text("""
    INSERT INTO kit.idempotency (scope, key, fingerprint) VALUES (:scope, :key, :fingerprint)
    ON CONFLICT (scope, key) DO NOTHING RETURNING key
""")

EARLIER = text("""
    SELECT fingerprint, status, answer, location FROM kit.idempotency
    WHERE scope = :scope AND key = :key
""")

REMEMBER = text("""
    UPDATE kit.idempotency SET status = :status, answer = :answer, location = :location
    WHERE scope = :scope AND key = :key
""")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answered: JSON of an API call, or the address a form led to."""

    status: int
    body: bytes
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """An idempotency key as one actor used it, for one request body."""

    scope: str
    key: str
    fingerprint: bytes

    @classmethod
    def of(cls, scope: str, key: str | None, *parts: bytes) -> Key:
        """The key of a request; ``parts`` are what a repeat must have in common with it.

        Raises :class:`Problem` 400 where the key is missing or no key.
        """
        if key is None:
            raise Problem(
                400, "idempotency-key-missing", "Send an Idempotency-Key header, such as a UUID."
            )
        if not (1 <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
            raise Problem(
                400,
                "idempotency-key-malformed",
                "An Idempotency-Key is 1 to 200 printable ASCII characters.",
            )
        digest = hashlib.sha256()
        for part in parts:
            digest.update(len(part).to_bytes(8, "big") + part)
        return cls(scope, key, digest.digest())

    async def claim(self, connection: AsyncConnection) -> Answer | None:
        """Claims the key in this transaction, or returns what it was answered with before.

        Raises :class:`Problem` 409 where a twin is still at work after two seconds, and 422
        where the key was used with another body.
        """
        names = {"scope": self.scope, "key": self.key}
        earlier = None
        while earlier is None:
            if await self._is_mine(connection, names):
                return None
            # Nothing again where housekeeping forgets the old key between the two.
            earlier = (await connection.execute(EARLIER, names)).one_or_none()
        if earlier.fingerprint != self.fingerprint:
            raise Problem(
                422,
                REUSED,
                "This Idempotency-Key came with another "
                "request before. Use a new key for a new request.",
            )
        return Answer(earlier.status, earlier.answer, earlier.location)

    async def _is_mine(self, connection: AsyncConnection, names: dict[str, str]) -> bool:
        try:
            claimed = await connection.execute(CLAIM, names | {"fingerprint": self.fingerprint})
        except DBAPIError as error:
            if is_locked_out(error):
                raise _twin_at_work() from error
            raise
        return claimed.one_or_none() is not None

    async def remember(self, connection: AsyncConnection, answer: Answer) -> None:
        """Keeps the answer for the key's next use, in this transaction."""
        await connection.execute(
            REMEMBER,
            {
                "scope": self.scope,
                "key": self.key,
                "status": answer.status,
                "answer": answer.body,
                "location": answer.location,
            },
        )


def _twin_at_work() -> Problem:
    detail = "The same request is being worked on. Ask again in a moment for its answer."
    return Problem(409, "idempotency-key-in-use", detail, headers={"Retry-After": "1"})
