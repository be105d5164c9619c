"""Sign-ins under way: what must still be known when the browser comes back from the issuer."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from servicekit.identity.errors import SignInFailed
from servicekit.identity.oidc import Challenge
from servicekit.identity.secrets_at_rest import hashed, new_secret
from servicekit.identity.settings import IdentitySettings
from servicekit.identity.tables import sign_ins


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in that a browser began here and has come back from."""

    challenge: Challenge
    return_path: str


class SignIns:
    """The pending sign-ins of one service. Each can be taken once, by the browser that began it."""

    def __init__(
        self, settings: IdentitySettings, engine: AsyncEngine, clock: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._clock = clock

    async def begin(self, browser: str, return_path: str) -> Challenge:
        """Store a new sign-in of the browser that holds a secret, and return its challenge."""
        challenge = Challenge(state=new_secret(), nonce=new_secret(), code_verifier=new_secret())
        row = {
            "state_hash": hashed(challenge.state),
            "browser_hash": hashed(browser),
            "nonce": challenge.nonce,
            "code_verifier": challenge.code_verifier,
            "return_path": return_path,
            "expires_at": self._clock() + self._settings.sign_in_within,
        }
        async with self._engine.begin() as connection:
            await connection.execute(insert(sign_ins).values(row))
        return challenge

    async def take(self, state: str, browser: str) -> SignIn:
        """Remove and return the sign-in of a state.

        Raises SignInFailed where there is none (any more), where it took too long, or where
        another browser began it: a link that would sign its victim in as somebody else.
        """
        taken = delete(sign_ins).where(sign_ins.c.state_hash == hashed(state)).returning(sign_ins)
        async with self._engine.begin() as connection:
            row = (await connection.execute(taken)).one_or_none()
        if row is None:
            raise SignInFailed("no such sign-in is under way")
        if not hmac.compare_digest(row.browser_hash, hashed(browser)):
            raise SignInFailed("another browser began this sign-in")
        if row.expires_at <= self._clock():
            raise SignInFailed("the sign-in took too long")
        challenge = Challenge(state=state, nonce=row.nonce, code_verifier=row.code_verifier)
        return SignIn(challenge=challenge, return_path=row.return_path)

    async def forget_expired(self) -> int:
        """Delete sign-ins that nobody finished in time; return how many."""
        expired = delete(sign_ins).where(sign_ins.c.expires_at <= self._clock())
        async with self._engine.begin() as connection:
            return (await connection.execute(expired)).rowcount
