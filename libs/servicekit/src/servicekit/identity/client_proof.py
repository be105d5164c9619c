"""How a service proves to the issuer that it is the client: by its secret, or by its key."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final
from urllib.parse import quote_plus

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key
from pydantic import SecretStr

from servicekit.identity.settings import IdentitySettings

ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
HOLDS_FOR: Final = 60
"""Seconds for which a proof holds; it is made for one request."""


def client_key(pem: SecretStr) -> Key:
    """The private key of a PEM text: RSA, P-256 or Ed25519. Raises ValueError."""
    text = pem.get_secret_value()
    for kind in ("RSA", "EC", "OKP"):
        try:
            found = import_key(text, kind)
        except (JoseError, ValueError, TypeError):
            continue
        if found.is_private:
            return found
    raise ValueError("no private key of RSA, P-256 or Ed25519 in PEM")


def algorithm_of(key: Key) -> str:
    """The algorithm that a key signs with."""
    if isinstance(key, RSAKey):
        return "RS256"
    if isinstance(key, ECKey):
        return "ES256"
    if isinstance(key, OKPKey):
        return "EdDSA"
    raise ValueError("a key of no known kind")


def proof(
    settings: IdentitySettings, token_endpoint: str, now: datetime
) -> tuple[httpx.Auth, dict[str, str]]:
    """What a request to the token endpoint carries: credentials in its head, or fields.

    With a key it is a signed assertion (RFC 7523, OpenID Connect Core 9, `private_key_jwt`), for
    this endpoint, for a minute, with an id of its own.
    """
    if settings.oidc_client_key is not None:
        return httpx.Auth(), _assertion(settings, settings.oidc_client_key, token_endpoint, now)
    if settings.oidc_client_secret is None:
        raise ValueError("neither a key nor a secret")  # which settings refuse
    # RFC 6749, 2.3.1: both halves of the basic credentials are form-encoded first.
    client = quote_plus(settings.oidc_client_id)
    secret = quote_plus(settings.oidc_client_secret.get_secret_value())
    return httpx.BasicAuth(client, secret), {}


def _assertion(
    settings: IdentitySettings, pem: SecretStr, token_endpoint: str, now: datetime
) -> dict[str, str]:
    key, at = client_key(pem), int(now.timestamp())
    algorithm = algorithm_of(key)
    header = {"alg": algorithm, "kid": settings.oidc_client_key_id or key.thumbprint()}
    claims = {
        "iss": settings.oidc_client_id,
        "sub": settings.oidc_client_id,
        "aud": token_endpoint,
        "jti": secrets.token_urlsafe(32),
        "iat": at,
        "exp": at + HOLDS_FOR,
    }
    return {
        "client_id": settings.oidc_client_id,
        "client_assertion_type": ASSERTION,
        "client_assertion": jwt.encode(header, claims, key, algorithms=[algorithm]),
    }
