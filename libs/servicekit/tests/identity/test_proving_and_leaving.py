"""A client that proves itself by a key; what is said, kept and cleared on the way in and out."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio
from civic_demo.issuer.testing import Browser, RunningIssuer
from civic_stack.postgres import Postgres
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey
from kit_house import RESIDENT, example_process
from pydantic import SecretStr, ValidationError
from servicekit.identity import CSRF_FIELD, IdentitySettings
from servicekit.identity.client_proof import ASSERTION, HOLDS_FOR, client_key, proof
from servicekit.identity.secrets_at_rest import hashed, sealed, unsealed
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

pytestmark = pytest.mark.stack
ENDPOINT = "https://issuer.test/token"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEYS = {
    "RS256": RSAKey.generate_key(2048),
    "ES256": ECKey.generate_key("P-256"),
    "EdDSA": OKPKey.generate_key("Ed25519"),
}


def pem(key: Key, *, private: bool = True) -> SecretStr:
    return SecretStr(key.as_pem(private=private).decode())


def with_key(settings: IdentitySettings, key: SecretStr, **more: object) -> IdentitySettings:
    values = {**settings.model_dump(), "oidc_client_key": key, "oidc_client_secret": None, **more}
    return IdentitySettings.model_validate(values)


@pytest.mark.parametrize("algorithm", KEYS)
async def test_a_client_without_a_secret_proves_itself_by_its_key(
    settings: IdentitySettings, algorithm: str
) -> None:
    key = KEYS[algorithm]
    _, fields = proof(with_key(settings, pem(key)), ENDPOINT, NOW)
    assert fields["client_assertion_type"] == ASSERTION
    token = jwt.decode(fields["client_assertion"], key, algorithms=[algorithm])
    assert token.header["kid"] == key.thumbprint()
    assert token.claims["iss"] == token.claims["sub"] == fields["client_id"] == "civic-ideas"
    assert token.claims["aud"] == ENDPOINT
    assert token.claims["exp"] - token.claims["iat"] == HOLDS_FOR
    _, again = proof(with_key(settings, pem(key), oidc_client_key_id="2026"), ENDPOINT, NOW)
    other = jwt.decode(again["client_assertion"], key, algorithms=[algorithm])
    assert other.claims["jti"] != token.claims["jti"]
    assert other.header["kid"] == "2026"


def test_without_secret_or_key_nothing_starts(settings: IdentitySettings) -> None:
    with pytest.raises(ValidationError, match="neither by a secret nor by a key"):
        IdentitySettings.model_validate({**settings.model_dump(), "oidc_client_secret": None})
    for nonsense in (SecretStr("no key"), pem(KEYS["ES256"], private=False)):
        with pytest.raises(ValueError, match="no private key"):
            client_key(nonsense)


def test_what_is_sealed_opens_for_the_secret_alone() -> None:
    text_ = sealed("a token", "a session's secret")
    assert unsealed(text_, "a session's secret") == "a token"
    assert unsealed(text_, "another secret") is None
    assert unsealed(text_, hashed("a session's secret")) is None, "what the database holds"
    assert unsealed(text_[:-4] + "AAAA", "a session's secret") is None
    assert "token" not in text_


async def _sign_out(browser: Browser) -> httpx.Response:
    token = (await browser.get("/ideas/whoami")).json()[CSRF_FIELD]
    return await browser.http.post("/ideas/sign-out", data={CSRF_FIELD: token})


async def test_signing_out_tells_the_issuer_who(
    browser: Browser, issuer: RunningIssuer, engine: AsyncEngine
) -> None:
    await browser.sign_in("choir-member")
    hint = httpx.URL((await _sign_out(browser)).headers["location"]).params["id_token_hint"]
    keys = issuer.issuer.signer.public_keys()["keys"]
    told = jwt.decode(hint, RSAKey.import_key(keys[0])).claims
    assert (told["sub"], told["aud"]) == ("choir-member", "civic-ideas")
    async with engine.connect() as connection:
        kept = (await connection.execute(text("SELECT name, id_token FROM kit.sessions"))).all()
    assert [tuple(row) for row in kept] == [(None, None)]


async def test_signing_out_clears_what_the_browser_kept(browser: Browser) -> None:
    await browser.sign_in("choir-member")
    answer = await _sign_out(browser)
    assert answer.headers["clear-site-data"] == '"cache"'
    assert answer.headers["cache-control"] == "no-store"


async def test_signing_in_and_failing_to_is_logged(browser: Browser) -> None:
    with capture_logs() as logs:
        await browser.sign_in("choir-member")
        await browser.get("/ideas/sign-in/callback", state="x", code="y", iss="z")
    said = [(line["event"], line["log_level"]) for line in logs]
    assert said == [("sign-in.done", "info"), ("sign-in.failed", "warning")]
    assert "choir-member" not in json.dumps(logs)
    assert "Leila" not in json.dumps(logs)


@pytest_asyncio.fixture
async def client(postgres: Postgres) -> AsyncIterator[httpx.AsyncClient]:
    """The example service, with somebody's session for a browser to bring."""
    async with example_process(postgres, "amqp://ideas:x@127.0.0.1:1/civic") as process:
        transport = httpx.ASGITransport(app=process.web())
        async with httpx.AsyncClient(transport=transport, base_url="https://civic.test") as http:
            token = await process.identity.sessions.open(RESIDENT, None, replacing=None)
            http.cookies.set(process.identity.session_cookie.name, token)
            yield http


async def test_answers_to_somebody_are_not_kept(client: httpx.AsyncClient) -> None:
    for path in ("/ideas/api/audit/heads", "/ideas/api/notes/x", "/ideas/nothing"):
        assert (await client.get(path)).headers["cache-control"] == "no-store", path
    client.cookies.clear()
    assert "cache-control" not in (await client.get("/ideas/api/audit/heads")).headers


def test_a_shared_secret_is_no_key() -> None:
    with pytest.raises(ValueError, match="no private key"):
        client_key(SecretStr(OctKey.generate_key(256).as_dict()["k"]))
