"""The issuer's key and the tokens it signs: ID tokens, and access tokens by RFC 9068."""

import secrets
import time
from collections.abc import Callable
from typing import Final

from joserfc import jwt
from joserfc.jwk import RSAKey

from civic_demo.issuer.clients import Client
from civic_demo.issuer.personas import Persona

AUDIENCE: Final = "civic"
"""The audience of access tokens: the services, all of them."""
TOKEN_LIVES: Final = 3600
"""Seconds for which an access token holds."""
_ID_TOKEN_LIVES: Final = 300
_LOGOUT_TOKEN_LIVES: Final = 120
_KEY_BITS: Final = 2048


class Signer:
    """Signs tokens with a key made when the issuer starts."""

    def __init__(self, issuer: str, clock: Callable[[], float] = time.time) -> None:
        self._issuer = issuer
        self._clock = clock
        self._key = _new_key()

    def rotate(self) -> None:
        """Sign with a new key from now on; the old one is published no more."""
        self._key = _new_key()

    def public_keys(self) -> dict[str, list[dict[str, object]]]:
        """Return the JWK set to publish."""
        return {"keys": [dict(self._key.as_dict(private=False))]}

    def id_token(
        self,
        person: Persona,
        client_id: str,
        nonce: str | None,
        sid: str,
        auth_time: int | None = None,
    ) -> str:
        """Return an ID token for a client that a persona signed in at."""
        about = _about(person) | {"aud": client_id, "sid": sid, "name": person.name}
        if nonce is not None:
            about["nonce"] = nonce
        if auth_time is not None:
            about["auth_time"] = auth_time
        return self._signed("JWT", about, _ID_TOKEN_LIVES)

    def token_of_person(self, person: Persona, client_id: str) -> str:
        """Return an access token with which a client acts as a persona."""
        about = _about(person) | {"aud": AUDIENCE, "client_id": client_id, "name": person.name}
        return self._signed("at+jwt", about | {"jti": secrets.token_hex(16)}, TOKEN_LIVES)

    def token_of_machine(self, client: Client) -> str:
        """Return an access token with which a client acts as itself."""
        about: dict[str, object] = {
            "sub": client.client_id,
            "aud": AUDIENCE,
            "client_id": client.client_id,
            "roles": list(client.roles or ()),
            "jti": secrets.token_hex(16),
        }
        return self._signed("at+jwt", about, TOKEN_LIVES)

    def logout_token(self, persona_id: str, client_id: str, sid: str) -> str:
        """Return what tells a client that a session has ended (Back-Channel Logout 1.0, 2.4)."""
        about: dict[str, object] = {
            "sub": persona_id,
            "aud": client_id,
            "sid": sid,
            "jti": secrets.token_hex(16),
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        }
        return self._signed("logout+jwt", about, _LOGOUT_TOKEN_LIVES)

    def _signed(self, kind: str, claims: dict[str, object], lives: int) -> str:
        now = int(self._clock())
        header = {"alg": "RS256", "typ": kind, "kid": self._key.kid}
        times = {"iss": self._issuer, "iat": now, "exp": now + lives}
        return jwt.encode(header, claims | times, self._key)


def _new_key() -> RSAKey:
    return RSAKey.generate_key(_KEY_BITS, {"use": "sig", "alg": "RS256"}, auto_kid=True)


def _about(person: Persona) -> dict[str, object]:
    return {
        "sub": person.id,
        "roles": list(person.roles),
        "wards": list(person.wards),
        "departments": list(person.departments),
    }
