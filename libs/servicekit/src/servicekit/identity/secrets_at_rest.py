"""Random secrets that a browser holds, and the hashes of them that a database holds."""

import hashlib
import hmac
import secrets
from typing import Final

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from pydantic import SecretStr

_BYTES: Final = 32


def new_secret() -> str:
    """Return 256 random bits as 43 URL-safe characters (also a valid PKCE verifier, RFC 7636)."""
    return secrets.token_urlsafe(_BYTES)


def hashed(secret: str) -> str:
    """Return the SHA-256 of a secret as 64 hex digits. Enough for 256 random bits, not for less."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sealed(text: str, secret: str) -> str:
    """Encrypt a text (AES-256-GCM) so that only whoever brings the secret can read it."""
    return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, text.encode(), _key_of(secret))


def unsealed(text: str, secret: str) -> str | None:
    """Return the text that was sealed with a secret, or None where it was not."""
    try:
        found = jwe.decrypt_compact(text, _key_of(secret)).plaintext
    except (JoseError, ValueError):
        return None
    return None if found is None else found.decode()


def _key_of(secret: str) -> OctKey:
    # Not the hash that the database holds: that one opens nothing.
    return OctKey.import_key(hmac.new(secret.encode(), b"sealed", hashlib.sha256).digest())


def csrf_token_for(session_secret: SecretStr, session_id: str) -> str:
    """Return the token that forms of one session carry: HMAC(session secret, session id)."""
    return hmac.new(
        session_secret.get_secret_value().encode(), f"csrf\n{session_id}".encode(), hashlib.sha256
    ).hexdigest()
