"""The issuer says that somebody has signed out (OpenID Connect Back-Channel Logout 1.0)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from joserfc.jwk import KeySet

from servicekit.identity.claims import Claims, subject_of
from servicekit.identity.settings import IdentitySettings
from servicekit.identity.tokens import InvalidToken, check_claims, decoded, type_of

EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
# A type is recommended only; whatever is named as something else is something else.
TYPES: Final = frozenset({"logout+jwt", "application/logout+jwt", "jwt", ""})


@dataclass(frozen=True, slots=True)
class Logout:
    """Whose sessions end: of one session at the issuer, of one subject, or of both together.

    At least one of the two is there. Sessions opened after `issued_at` are not meant, so that
    a token sent a second time ends nothing new.
    """

    issuer_sid: str | None
    subject: str | None
    issued_at: datetime


def verified_logout_token(
    token: str, keys: KeySet, settings: IdentitySettings, *, now: datetime
) -> Logout:
    """Return what a logout token for this client says (section 2.6). Raises InvalidToken."""
    found = decoded(token, keys, settings)
    claims = found.claims
    if type_of(found.header) not in TYPES:
        raise InvalidToken("not a logout token")
    check_claims(claims, settings, audience=settings.oidc_client_id, now=now, needs_subject=False)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise InvalidToken("it tells of no logout")
    if "nonce" in claims:
        raise InvalidToken("a logout token has no nonce")
    if not claims.get("jti"):
        raise InvalidToken("a logout token has an id")
    issued_at = datetime.fromtimestamp(claims["iat"], UTC)
    return Logout(_sid_of(claims), _subject_of(claims), issued_at)


def _sid_of(claims: Claims) -> str | None:
    sid = claims.get("sid")
    if sid is None and "sub" not in claims:
        raise InvalidToken("it names neither a session nor a subject")
    if sid is not None and not isinstance(sid, str):
        raise InvalidToken("malformed")
    return sid


def _subject_of(claims: Claims) -> str | None:
    if "sub" not in claims:
        return None
    try:
        return subject_of(claims)
    except ValueError as failure:
        raise InvalidToken(str(failure)) from failure
