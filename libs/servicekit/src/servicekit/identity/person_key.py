"""The only name under which a service keeps anything about a person."""

import hashlib
import hmac

from pydantic import SecretStr


def person_key(deployment_key: SecretStr, issuer: str, subject: str) -> str:
    """Return HMAC-SHA256(deployment key, issuer LF subject) as 64 lower-case hex digits.

    The same person at the same issuer has the same key in every service of one deployment, and
    nobody without the deployment key can tell which person a key stands for.
    Raises ValueError where issuer or subject is empty or holds a line feed, which would let two
    different pairs share a key.
    """
    for part in (issuer, subject):
        if not part or "\n" in part:
            raise ValueError("issuer and subject must be one line each, and not empty")
    return hmac.new(
        deployment_key.get_secret_value().encode(), f"{issuer}\n{subject}".encode(), hashlib.sha256
    ).hexdigest()
