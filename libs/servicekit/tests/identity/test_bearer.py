"""Bearer tokens: machines, and personas for the demo's scripts."""

from datetime import timedelta

import httpx
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from civic_demo.issuer.testing import Browser, RunningIssuer
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import SecretStr
from servicekit.identity import (
    CSRF_FIELD,
    Identity,
    IdentitySettings,
    IssuerUnavailable,
    NotAuthenticated,
)
from sqlalchemy.ext.asyncio import AsyncEngine

pytestmark = pytest.mark.stack


async def whoami(browser: Browser) -> dict[str, object]:
    answer = await browser.get("/ideas/whoami")
    found: dict[str, object] = answer.raise_for_status().json()
    return found


async def _whoami(browser: Browser, authorization: str) -> httpx.Response:
    return await browser.http.get("/ideas/whoami", headers={"Authorization": authorization})


async def test_a_machine_is_known_by_its_client(browser: Browser, issuer: RunningIssuer) -> None:
    token = await issuer.access_token("importer")
    known = (await _whoami(browser, f"Bearer {token}")).json()
    assert known["is_machine"] is True
    assert known["person_key"] is None
    assert known["name"] == "importer"
    assert known["roles"] == ["facilitator"]
    assert known[CSRF_FIELD] is None


async def test_no_client_is_the_system(browser: Browser, issuer: RunningIssuer) -> None:
    token = await issuer.access_token("civic-demo")
    assert (await _whoami(browser, f"Bearer {token}")).json()["roles"] == ["operator"]


async def test_a_script_acts_as_the_person_that_a_browser_signs_in(
    browser: Browser, issuer: RunningIssuer, identity: Identity
) -> None:
    token = await issuer.access_token("civic-demo", persona="choir-member")
    by_script = (await _whoami(browser, f"bearer {token}")).json()
    await browser.sign_in("choir-member")
    by_browser = await whoami(browser)
    assert by_script | {CSRF_FIELD: None} == by_browser | {CSRF_FIELD: None}
    assert by_script["person_key"] == identity.person_key("choir-member")


async def test_a_token_counts_before_a_cookie(browser: Browser, issuer: RunningIssuer) -> None:
    await browser.sign_in("choir-member")
    token = await issuer.access_token("importer")
    assert (await _whoami(browser, f"Bearer {token}")).json()["name"] == "importer"
    assert (await _whoami(browser, "Bearer nonsense")).status_code == 401


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Basic YTpi", "Token a", "Bearer a.b.c", "Bearer ."]
)
async def test_a_header_that_is_no_bearer_token_is_refused(
    browser: Browser, authorization: str
) -> None:
    assert (await _whoami(browser, authorization)).status_code == 401


async def test_two_headers_are_refused(browser: Browser, issuer: RunningIssuer) -> None:
    token = await issuer.access_token("importer")
    both = [("Authorization", f"Bearer {token}"), ("Authorization", "Bearer other")]
    assert (await browser.http.get("/ideas/whoami", headers=both)).status_code == 401


async def test_an_expired_token_is_refused(browser: Browser, issuer: RunningIssuer) -> None:
    issuer.clock.shift = timedelta(hours=-2)
    token = await issuer.access_token("importer")
    answer = await _whoami(browser, f"Bearer {token}")
    assert answer.status_code == 401
    assert answer.json()["reason"] == "expired"
    assert token not in answer.text


async def test_an_id_token_of_this_very_client_is_refused(
    browser: Browser, issuer: RunningIssuer
) -> None:
    address = (await browser.begin()).copy_set_param("code_challenge", _challenge_of("v" * 43))
    callback = await browser.choose(address, "choir-member")
    bought = await issuer.token(
        "civic-ideas",
        grant_type="authorization_code",
        code=callback.params["code"],
        redirect_uri=address.params["redirect_uri"],
        code_verifier="v" * 43,
    )
    tokens = bought.raise_for_status().json()
    assert (await _whoami(browser, f"Bearer {tokens['id_token']}")).status_code == 401
    assert (await _whoami(browser, f"Bearer {tokens['access_token']}")).status_code == 200


def _challenge_of(verifier: str) -> str:
    return str(create_s256_code_challenge(verifier))


async def test_a_forged_token_is_refused(browser: Browser, issuer: RunningIssuer) -> None:
    real = issuer.issuer.signer.public_keys()["keys"][0]
    forger = RSAKey.generate_key(2048, {"kid": str(real["kid"])})
    now = int(issuer.clock.timestamp())
    claims = {
        "iss": issuer.url,
        "sub": "finance",
        "aud": "civic",
        "client_id": "civic-demo",
        "iat": now,
        "exp": now + 60,
        "roles": ["finance"],
    }
    header = {"alg": "RS256", "typ": "at+jwt", "kid": forger.kid}
    forged = jwt.encode(header, claims, forger)
    assert (await _whoami(browser, f"Bearer {forged}")).status_code == 401


async def test_a_token_of_a_withdrawn_key_is_refused(
    browser: Browser, issuer: RunningIssuer
) -> None:
    old = await issuer.access_token("importer")
    issuer.issuer.signer.rotate()
    new = await issuer.access_token("importer")
    assert (await _whoami(browser, f"Bearer {new}")).status_code == 200
    assert (await _whoami(browser, f"Bearer {old}")).status_code == 401


async def test_another_audience_is_refused(
    settings: IdentitySettings, engine: AsyncEngine, issuer: RunningIssuer
) -> None:
    elsewhere = settings.model_copy(update={"oidc_audience": "another-council"})
    identity = Identity(elsewhere, engine, "ideas")
    with pytest.raises(NotAuthenticated, match="aud"):
        await identity.relying_party.bearer(await issuer.access_token("importer"))
    await identity.aclose()


async def test_an_issuer_out_of_reach_is_not_the_callers_fault(
    settings: IdentitySettings, engine: AsyncEngine, issuer: RunningIssuer
) -> None:
    unreachable = settings.model_copy(update={"oidc_internal_url": "http://127.0.0.1:9"})
    identity = Identity(unreachable, engine, "ideas")
    with pytest.raises(IssuerUnavailable):
        await identity.relying_party.bearer(await issuer.access_token("importer"))
    await identity.aclose()


async def test_the_issuer_is_reached_at_its_internal_address(
    settings: IdentitySettings, engine: AsyncEngine, issuer: RunningIssuer
) -> None:
    inside = issuer.url.replace("127.0.0.1", "localhost")
    assert inside != issuer.url
    identity = Identity(settings.model_copy(update={"oidc_internal_url": inside}), engine, "ideas")
    actor = await identity.relying_party.bearer(await issuer.access_token("importer"))
    assert actor.name == "importer"
    await identity.aclose()


async def test_a_wrong_client_secret_signs_nobody_in(
    settings: IdentitySettings, engine: AsyncEngine, browser: Browser, identity: Identity
) -> None:
    wrong = settings.model_copy(update={"oidc_client_secret": SecretStr("wrong")})
    identity.relying_party._settings = wrong
    answer = await browser.sign_in("choir-member")
    assert answer.status_code == 400
    assert "did not accept the code" in answer.text
