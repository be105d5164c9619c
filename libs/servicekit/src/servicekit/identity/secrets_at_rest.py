"""Random secrets that a browser holds, and the hashes of them that a database holds."""

import hashlib
import hmac
import secrets
from typing import Final

from pydantic import SecretStr

_BYTES: Final = 32


def new_secret() -> str:
    """Return 256 random bits as 43 URL-safe characters (also a valid PKCE verifier, RFC 7636)."""
    return secrets.token_urlsafe(_BYTES)


def hashed(secret: str) -> str:
    """Return the SHA-256 of a secret as 64 hex digits. Enough for 256 random bits, not for less."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_token_for(session_secret: SecretStr, session_id: str) -> str:
    """Return the token that forms of one session carry: HMAC(session secret, session id)."""
    return hmac.new(
        session_secret.get_secret_value().encode(), f"csrf\n{session_id}".encode(), hashlib.sha256
    ).hexdigest()
