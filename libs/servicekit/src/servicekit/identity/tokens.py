"""Whether a signed token holds: signature first, then issuer, audience, time and purpose."""

import hmac
import warnings
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError, SecurityWarning
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry, extract_compact
from joserfc.jwt import JWTClaimsRegistry

from servicekit.identity.claims import Claims
from servicekit.identity.settings import IdentitySettings

# The algorithm's older name is still what most issuers with such keys use.
warnings.filterwarnings("ignore", "EdDSA is deprecated", SecurityWarning)

# Not errors of ours but of whoever wrote the token: bad base64, JSON of the wrong kind.
_MALFORMED: Final = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


class InvalidToken(Exception):
    """The token does not hold; the message says why and quotes nothing of it."""


def key_id_of(token: str) -> str | None:
    """Return the key id in an as yet unverified token's header; InvalidToken if malformed."""
    try:
        key_id = extract_compact(token.encode()).headers().get("kid")
    except _MALFORMED as failure:
        raise InvalidToken("malformed") from failure
    if key_id is not None and not isinstance(key_id, str):
        raise InvalidToken("malformed")
    return key_id


def verified_id_token(
    token: str, keys: KeySet, settings: IdentitySettings, *, nonce: str, now: datetime
) -> Claims:
    """Return the claims of an ID token for this client and this sign-in.

    OpenID Connect Core 1.0, 3.1.3.7. Raises InvalidToken.
    """
    claims = decoded(token, keys, settings).claims
    check_claims(claims, settings, audience=settings.oidc_client_id, now=now)
    told = claims.get("nonce")
    if not isinstance(told, str) or not hmac.compare_digest(told.encode(), nonce.encode()):
        raise InvalidToken("wrong nonce")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else settings.oidc_client_id) != settings.oidc_client_id:
        raise InvalidToken("issued to another client")
    return claims


def verified_access_token(
    token: str, keys: KeySet, settings: IdentitySettings, *, now: datetime
) -> Claims:
    """Return the claims of a bearer token for these services (RFC 9068, 4). Raises InvalidToken."""
    found = decoded(token, keys, settings)
    if type_of(found.header) not in settings.oidc_access_token_types:
        raise InvalidToken("not an access token")
    check_claims(found.claims, settings, audience=settings.oidc_audience, now=now)
    return found.claims


def type_of(header: Mapping[str, object]) -> str:
    """Return the header's `typ` in lower case, or nothing."""
    found = header.get("typ")
    return found.lower() if isinstance(found, str) else ""


def decoded(token: str, keys: KeySet, settings: IdentitySettings) -> jwt.Token:
    """Return a token whose signature verifies, its claims unchecked. Raises InvalidToken."""
    # Unknown header names are ignored (RFC 7515, 4); unknown ones marked critical are refused.
    registry = JWSRegistry(algorithms=settings.oidc_algorithms, strict_check_header=False)
    try:
        return jwt.decode(token, keys, registry=registry)
    except _MALFORMED as failure:
        raise InvalidToken("the signature does not verify") from failure


def check_claims(
    claims: Claims,
    settings: IdentitySettings,
    *,
    audience: str,
    now: datetime,
    needs_subject: bool = True,
) -> None:
    """Check issuer, audience and times. Raises InvalidToken."""
    registry = JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=int(settings.oidc_leeway.total_seconds()),
        iss={"essential": True, "value": settings.oidc_issuer},
        aud={"essential": True, "value": audience},
        sub={"essential": needs_subject},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        registry.validate(dict(claims))
    except ExpiredTokenError as failure:
        raise InvalidToken("expired") from failure
    except JoseError as failure:
        raise InvalidToken(str(failure) or "a claim does not hold") from failure
