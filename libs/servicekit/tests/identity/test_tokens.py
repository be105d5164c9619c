"""Which signed tokens hold, against keys that the test holds itself."""

import base64
import contextlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from pydantic import SecretStr
from servicekit.identity import IdentitySettings
from servicekit.identity.tokens import (
    InvalidToken,
    key_id_of,
    verified_access_token,
    verified_id_token,
)

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
T = int(NOW.timestamp())
RSA = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})
ED = OKPKey.generate_key("Ed25519", {"kid": "ed"})
FOR_SECRETS = RSAKey.generate_key(2048, {"kid": "enc", "use": "enc"})
STRANGER = RSAKey.generate_key(2048, {"kid": "rsa"})
KEYS = KeySet([RSA, EC, ED, FOR_SECRETS])
SETTINGS = IdentitySettings(
    public_url="https://civic.test",
    oidc_issuer="https://issuer.example",
    oidc_client_id="civic-ideas",
    oidc_client_secret=SecretStr("secret"),
    person_key=SecretStr("k" * 32),
    session_secret=SecretStr("s" * 32),
)
Claims = dict[str, object]
ID_CLAIMS: Claims = {
    "iss": "https://issuer.example",
    "sub": "resident-0001",
    "aud": "civic-ideas",
    "iat": T,
    "exp": T + 300,
    "nonce": "the-nonce",
}
ACCESS_CLAIMS: Claims = {
    "iss": "https://issuer.example",
    "sub": "importer",
    "client_id": "importer",
    "aud": "civic",
    "iat": T,
    "exp": T + 300,
}


def signed(claims: Claims, key: object = RSA, **header: object) -> str:
    full = {"alg": "RS256", "kid": "rsa", "typ": "JWT"} | header
    registry = JWSRegistry(
        algorithms=["RS256", "RS512", "ES256", "EdDSA", "Ed25519", "HS256", "none"],
        strict_check_header=False,
    )
    return jwt.encode(full, claims, key, registry=registry)  # type: ignore[arg-type]  # any key


def check_id(token: str, keys: KeySet = KEYS) -> object:
    return verified_id_token(token, keys, SETTINGS, nonce="the-nonce", now=NOW)


def check_access(token: str, settings: IdentitySettings = SETTINGS) -> object:
    return verified_access_token(token, KEYS, settings, now=NOW)


def part(content: object) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize(
    ("key", "algorithm"), [(RSA, "RS256"), (EC, "ES256"), (ED, "EdDSA"), (ED, "Ed25519")]
)
def test_a_good_token_holds(key: RSAKey | ECKey | OKPKey, algorithm: str) -> None:
    token = signed(ID_CLAIMS, key, alg=algorithm, kid=key.kid)
    assert check_id(token) == ID_CLAIMS
    assert check_access(signed(ACCESS_CLAIMS, typ="at+jwt")) == ACCESS_CLAIMS
    assert check_access(signed(ACCESS_CLAIMS, typ="application/AT+JWT")) == ACCESS_CLAIMS


def changed(**claims: object) -> Claims:
    return {name: value for name, value in (ID_CLAIMS | claims).items() if value is not None}


@pytest.mark.parametrize(
    "claims",
    [
        changed(iss="https://issuer.example/"),
        changed(iss=["https://issuer.example"]),
        changed(iss=None),
        changed(aud="civic-budgets"),
        changed(aud="civic"),
        changed(aud=None),
        changed(aud=[]),
        changed(aud=["civic-ideas", "civic-budgets"]),
        changed(aud=["civic-ideas", "civic-budgets"], azp="civic-budgets"),
        changed(azp="civic-budgets"),
        changed(exp=T - 30),
        changed(exp=None),
        changed(exp="tomorrow"),
        changed(exp=float("nan")),
        changed(exp=True),
        changed(iat=T + 31),
        changed(iat=None),
        changed(nbf=T + 31),
        changed(nonce="another"),
        changed(nonce=None),
        changed(nonce=["the-nonce"]),
        changed(sub=None),
        changed(sub=7),
    ],
)
def test_an_id_token_must_be_ours_and_of_now(claims: Claims) -> None:
    with pytest.raises(InvalidToken):
        check_id(signed(claims))


@pytest.mark.parametrize(
    "claims",
    [
        changed(aud=["civic-ideas"]),
        changed(aud=["civic-ideas", "civic-budgets"], azp="civic-ideas"),
        changed(exp=T - 29),
        changed(iat=T + 30),
        changed(nbf=T + 30),
    ],
)
def test_clocks_may_differ_a_little_and_audiences_be_several(claims: Claims) -> None:
    assert check_id(signed(claims)) == claims


def test_a_strangers_signature_is_refused() -> None:
    with pytest.raises(InvalidToken, match="signature"):
        check_id(signed(ID_CLAIMS, STRANGER))


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE"])
def test_an_unsigned_token_is_refused(algorithm: str) -> None:
    head = part({"alg": algorithm, "typ": "JWT"})
    for signature in ("", part(b"x")):
        with pytest.raises(InvalidToken):
            check_id(f"{head}.{part(ID_CLAIMS)}.{signature}")


def test_the_public_key_is_no_shared_secret() -> None:
    head, body = part({"alg": "HS256", "kid": "rsa", "typ": "JWT"}), part(ID_CLAIMS)
    secret = RSA.as_pem(private=False)
    seal = hmac.digest(secret, f"{head}.{body}".encode(), "sha256")
    with pytest.raises(InvalidToken):
        check_id(f"{head}.{body}.{part(seal)}")


def test_an_algorithm_that_was_not_chosen_is_refused() -> None:
    with pytest.raises(InvalidToken):
        check_id(signed(ID_CLAIMS, RSA, alg="RS512"))
    narrow = SETTINGS.model_copy(update={"oidc_algorithms": frozenset({"ES256"})})
    with pytest.raises(InvalidToken):
        check_access(signed(ACCESS_CLAIMS, typ="at+jwt"), narrow)


def test_a_key_that_the_token_brings_along_counts_for_nothing() -> None:
    brought = STRANGER.as_dict(private=False)
    for extra in ({"jwk": brought}, {"jku": "https://evil.example/jwks"}):
        with pytest.raises(InvalidToken):
            check_id(signed(ID_CLAIMS, STRANGER, **extra))


def test_a_key_for_encryption_signs_nothing() -> None:
    as_if_for_signing = RSAKey.import_key(FOR_SECRETS.as_dict(private=True) | {"use": "sig"})
    with pytest.raises(InvalidToken):
        check_id(signed(ID_CLAIMS, as_if_for_signing, kid="enc"))


def test_unknown_header_names_are_ignored_unless_critical() -> None:
    assert check_id(signed(ID_CLAIMS, tenant="a")) == ID_CLAIMS
    head = part({"alg": "RS256", "kid": "rsa", "crit": ["tenant"], "tenant": "a"})
    good = signed(ID_CLAIMS).split(".")
    with pytest.raises(InvalidToken):
        check_id(f"{head}.{good[1]}.{good[2]}")


def test_an_id_token_is_no_bearer_token() -> None:
    with pytest.raises(InvalidToken):
        check_access(signed(ID_CLAIMS))
    with pytest.raises(InvalidToken, match="not an access token"):
        check_access(signed(ACCESS_CLAIMS))
    older = SETTINGS.model_copy(update={"oidc_access_token_types": frozenset({"jwt"})})
    assert check_access(signed(ACCESS_CLAIMS), older) == ACCESS_CLAIMS
    with pytest.raises(InvalidToken):
        check_access(signed(ID_CLAIMS), older)


@pytest.mark.parametrize("replaced", [{"aud": "other"}, {"exp": T - 30}, {"iss": "https://evil"}])
def test_a_bearer_token_must_be_ours_and_of_now(replaced: Claims) -> None:
    with pytest.raises(InvalidToken):
        check_access(signed(ACCESS_CLAIMS | replaced, typ="at+jwt"))


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "a.b.c.d.e",
        f"{part([])}.{part({})}.x",
        f"{part('RS256')}.{part({})}.x",
        f"{part({'alg': ['RS256'], 'kid': 'rsa'})}.{part({})}.x",
        f"{part({'alg': 'RS256', 'kid': ['rsa']})}.{part({})}.x",
        f"{part({'alg': 'RS256', 'kid': {'a': 1}})}.{part({})}.x",
        f"{part({'kid': 'rsa'})}.{part({})}.x",
        f"{part(b'[' * 300)}.{part({})}.x",
        f"{part({'alg': 'RS256', 'b64': False, 'crit': ['b64']})}.{part({})}.x",
        "\u20ac.\u20ac.\u20ac",
        "\ud800",
        "x" * 200_000,
    ],
)
def test_nonsense_is_refused_and_nothing_else(token: str) -> None:
    for check in (check_id, check_access):
        with pytest.raises(InvalidToken):
            check(token)
    with contextlib.suppress(InvalidToken):
        assert key_id_of(token) in {None, "rsa"}


GOOD = signed(ACCESS_CLAIMS, typ="at+jwt")


@given(st.integers(0, len(GOOD) - 2), st.characters(min_codepoint=32, max_codepoint=126))
def test_no_changed_letter_goes_unnoticed(position: int, letter: str) -> None:
    # The last letter is left out: its lowest bits are padding, and carry nothing.
    token = GOOD[:position] + letter + GOOD[position + 1 :]
    if token != GOOD:
        with pytest.raises(InvalidToken):
            check_access(token)
