"""Which logout tokens are believed, against keys that the test holds itself."""

from datetime import UTC, datetime

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from pydantic import SecretStr
from servicekit.identity import IdentitySettings
from servicekit.identity.logout_tokens import EVENT, Logout, verified_logout_token
from servicekit.identity.tokens import InvalidToken

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
T = int(NOW.timestamp())
KEY = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
SETTINGS = IdentitySettings(
    public_url="https://civic.test",
    oidc_issuer="https://issuer.example",
    oidc_client_id="civic-ideas",
    oidc_client_secret=SecretStr("secret"),
    person_key=SecretStr("k" * 32),
    session_secret=SecretStr("s" * 32),
)
CLAIMS: dict[str, object] = {
    "iss": "https://issuer.example",
    "aud": "civic-ideas",
    "iat": T,
    "exp": T + 120,
    "jti": "one",
    "sub": "resident-0001",
    "sid": "a-session",
    "events": {EVENT: {}},
}


def told(claims: dict[str, object], key: RSAKey = KEY, **header: str) -> Logout:
    token = jwt.encode({"alg": "RS256", "kid": "rsa", **header}, claims, key)
    return verified_logout_token(token, KeySet([KEY]), SETTINGS, now=NOW)


def without(*names: str) -> dict[str, object]:
    return {name: claim for name, claim in CLAIMS.items() if name not in names}


@pytest.mark.parametrize("header", [{"typ": "logout+jwt"}, {"typ": "JWT"}, {}])
def test_a_good_one_says_who_and_when(header: dict[str, str]) -> None:
    assert told(CLAIMS, **header) == Logout("a-session", "resident-0001", NOW)


def test_a_session_or_a_subject_is_enough() -> None:
    assert told(without("sub")).subject is None
    assert told(without("sid")).issuer_sid is None


@pytest.mark.parametrize(
    "claims",
    [
        without("sub", "sid"),
        without("events"),
        without("jti"),
        without("iat"),
        without("exp"),
        CLAIMS | {"events": {"https://elsewhere.example/event": {}}},
        CLAIMS | {"events": EVENT},
        CLAIMS | {"events": {EVENT: True}},
        CLAIMS | {"nonce": "the-nonce"},
        CLAIMS | {"aud": "civic-budgets"},
        CLAIMS | {"iss": "https://evil.example"},
        CLAIMS | {"exp": T - 60},
        CLAIMS | {"iat": T + 600},
        CLAIMS | {"sid": 1},
        CLAIMS | {"sub": ""},
        CLAIMS | {"sub": "two\nlines"},
    ],
)
def test_any_part_that_does_not_hold_refuses_it(claims: dict[str, object]) -> None:
    with pytest.raises(InvalidToken):
        told(claims)


def test_an_access_token_is_none() -> None:
    with pytest.raises(InvalidToken, match="not a logout token"):
        told(CLAIMS, typ="at+jwt")


def test_a_strangers_signature_refuses_it() -> None:
    with pytest.raises(InvalidToken, match="signature"):
        told(CLAIMS, RSAKey.generate_key(2048, {"kid": "rsa"}))
