"""Signing in through a browser: the whole code flow against the demo issuer."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from civic_demo.issuer.testing import Browser, Clock, RunningIssuer
from fastapi import FastAPI
from servicekit.identity import Identity, IdentitySettings, IssuerUnavailable
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

pytestmark = pytest.mark.stack
SITE = "https://civic.test"


async def whoami(browser: Browser) -> dict[str, object]:
    answer = await browser.get("/ideas/whoami")
    found: dict[str, object] = answer.raise_for_status().json()
    return found


async def test_a_resident_signs_in_and_is_known(browser: Browser, identity: Identity) -> None:
    assert (await whoami(browser))["roles"] == []
    answer = await browser.sign_in("choir-member", return_to="/ideas/threads/1?a=b")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/ideas/threads/1?a=b"
    assert answer.headers["cache-control"] == "no-store"
    known = await whoami(browser)
    assert known["person_key"] == identity.person_key("choir-member")
    assert known["name"] == "Leila Haddad"
    assert known["roles"] == ["resident"]
    assert known["wards"] == ["E05000635"]
    assert known["is_machine"] is False


async def test_the_request_to_the_issuer_has_all_its_secrets(browser: Browser) -> None:
    first, second = [(await browser.begin()).params for _ in range(2)]
    assert first["response_type"] == "code"
    assert first["code_challenge_method"] == "S256"
    assert first["redirect_uri"] == f"{SITE}/ideas/sign-in/callback"
    for secret in ("state", "nonce", "code_challenge"):
        assert len(first[secret]) == 43
        assert first[secret] != second[secret]


async def test_the_session_cookie_is_out_of_reach(browser: Browser) -> None:
    answer = await browser.sign_in("choir-member")
    morsel = SimpleCookie(
        next(
            cookie
            for cookie in answer.headers.get_list("set-cookie")
            if cookie.startswith("__Host-civic-ideas=")
        )
    )["__Host-civic-ideas"]
    assert morsel["secure"]
    assert morsel["httponly"]
    assert morsel["samesite"].lower() == "lax"
    assert morsel["path"] == "/"
    assert morsel["domain"] == ""
    assert morsel["max-age"] == ""
    assert browser.cookie("-sign-in") is None


async def test_the_database_holds_nothing_that_signs_in(
    browser: Browser, engine: AsyncEngine
) -> None:
    await browser.begin()
    waiting = browser.cookie("-sign-in")
    address = await browser.begin()
    async with engine.connect() as connection:
        pending = str((await connection.execute(text("TABLE kit.sign_ins"))).all())
    assert waiting is not None
    assert waiting not in pending
    assert address.params["state"] not in pending
    await browser.sign_in("choir-member")
    async with engine.connect() as connection:
        stored = str((await connection.execute(text("TABLE kit.sessions"))).all())
    token = browser.cookie()
    assert token is not None
    assert token not in stored
    assert "choir-member" not in stored


@pytest.mark.parametrize(
    "return_to", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example"]
)
async def test_nobody_is_sent_off_the_site(browser: Browser, return_to: str) -> None:
    answer = await browser.sign_in("choir-member", return_to)
    assert answer.headers["location"] == "/ideas/"


@pytest.mark.parametrize(
    ("replaced", "reason"),
    [
        ({"state": "x" * 43}, "no such sign-in"),
        ({"state": ""}, "no such sign-in"),
        ({"code": "x" * 43}, "did not accept the code"),
        ({"code": ""}, "did not accept the code"),
        ({"iss": "https://evil.example"}, "another issuer"),
    ],
)
async def test_a_forged_callback_signs_nobody_in(
    browser: Browser, replaced: dict[str, str], reason: str
) -> None:
    callback = await browser.choose(await browser.begin(), "choir-member")
    answer = await browser.get(str(callback.copy_merge_params(replaced)))
    assert answer.status_code == 400
    assert reason in answer.text
    assert (await whoami(browser))["person_key"] is None


@pytest.mark.parametrize("missing", ["state", "code", "iss"])
async def test_a_callback_that_lacks_a_part_signs_nobody_in(browser: Browser, missing: str) -> None:
    callback = await browser.choose(await browser.begin(), "choir-member")
    answer = await browser.get(str(callback.copy_remove_param(missing)))
    assert answer.status_code == 400
    assert browser.cookie() is None


async def test_a_callback_works_once(browser: Browser) -> None:
    callback = await browser.choose(await browser.begin(), "choir-member")
    assert (await browser.get(str(callback))).status_code == 303
    # Without the cookie, and again with one: the sign-in is spent either way.
    assert (await browser.get(str(callback))).status_code == 400
    await browser.begin()
    answer = await browser.get(str(callback))
    assert answer.status_code == 400
    assert "no such sign-in" in answer.text


async def test_a_spent_code_buys_nothing_in_another_sign_in(browser: Browser) -> None:
    spent = await browser.choose(await browser.begin(), "choir-member")
    assert (await browser.get(str(spent))).status_code == 303
    state = (await browser.begin()).params["state"]
    answer = await browser.get(str(spent.copy_set_param("state", state)))
    assert answer.status_code == 400
    assert "did not accept the code" in answer.text


async def test_a_code_of_another_sign_in_fails_its_proof(browser: Browser) -> None:
    theirs = await browser.choose(await browser.begin(), "choir-member")
    mine = await browser.begin()
    answer = await browser.get(str(theirs.copy_set_param("state", mine.params["state"])))
    assert answer.status_code == 400
    assert "did not accept the code" in answer.text


async def test_a_link_that_another_browser_began_signs_nobody_in(
    browser: Browser, other_browser: Browser
) -> None:
    planted = await browser.choose(await browser.begin(), "choir-member")
    assert (await other_browser.get(str(planted))).status_code == 400
    await other_browser.begin()
    answer = await other_browser.get(str(planted))
    assert answer.status_code == 400
    assert other_browser.cookie() is None
    assert (await browser.get(str(planted))).status_code == 400


async def test_two_tabs_can_sign_in_at_once(browser: Browser) -> None:
    first, second = await browser.begin("/ideas/1"), await browser.begin("/ideas/2")
    callbacks = [await browser.choose(address, "choir-member") for address in (first, second)]
    assert (await browser.get(str(callbacks[1]))).headers["location"] == "/ideas/2"


async def test_a_wrong_nonce_is_refused(browser: Browser) -> None:
    address = (await browser.begin()).copy_set_param("nonce", "planted")
    answer = await browser.get(str(await browser.choose(address, "choir-member")))
    assert answer.status_code == 400
    assert "nonce" in answer.text


async def test_a_wrong_proof_key_is_refused(browser: Browser) -> None:
    address = (await browser.begin()).copy_set_param("code_challenge", "x" * 43)
    answer = await browser.get(str(await browser.choose(address, "choir-member")))
    assert answer.status_code == 400


async def test_an_expired_id_token_is_refused(browser: Browser, issuer: RunningIssuer) -> None:
    issuer.clock.shift = timedelta(hours=-1)
    answer = await browser.sign_in("choir-member")
    assert answer.status_code == 400
    assert "expired" in answer.text


async def test_a_sign_in_that_takes_too_long_is_refused(browser: Browser, clock: Clock) -> None:
    callback = await browser.choose(await browser.begin(), "choir-member")
    clock.move(minutes=10)
    answer = await browser.get(str(callback))
    assert answer.status_code == 400
    assert "too long" in answer.text


async def test_a_session_planted_before_signing_in_is_worth_nothing(
    browser: Browser, other_browser: Browser
) -> None:
    await other_browser.sign_in("resident-0666")
    planted = other_browser.cookie()
    assert planted is not None
    browser.plant(planted)
    await browser.sign_in("choir-member")
    assert browser.cookie() != planted
    assert (await whoami(browser))["name"] == "Leila Haddad"
    assert (await whoami(other_browser))["person_key"] is None


async def test_a_made_up_cookie_is_nobodys(browser: Browser) -> None:
    for made_up in ("x" * 43, "", "'; DROP TABLE kit.sessions; --", "x" * 5000):
        browser.plant(made_up)
        assert (await whoami(browser))["person_key"] is None


async def test_keys_rotate_under_way(browser: Browser, issuer: RunningIssuer) -> None:
    assert (await browser.sign_in("choir-member")).status_code == 303
    issuer.issuer.signer.rotate()
    browser.http.cookies.clear()
    assert (await browser.sign_in("garden-founder")).status_code == 303
    assert (await whoami(browser))["name"] == "Rosa Marsh"


async def test_a_second_service_needs_no_second_choice(browser: Browser) -> None:
    await browser.sign_in("choir-member")
    browser.http.cookies.delete("__Host-civic-ideas")
    answer = await browser.http.get(await browser.begin())
    assert answer.status_code == 303
    assert (await browser.get(answer.headers["location"])).status_code == 303
    assert (await whoami(browser))["name"] == "Leila Haddad"


async def test_refusing_to_sign_in_is_told(browser: Browser) -> None:
    address = (await browser.begin()).copy_set_param("prompt", "none")
    answer = await browser.http.get(address)
    assert "error=login_required" in answer.headers["location"]
    answer = await browser.get(answer.headers["location"])
    assert answer.status_code == 400
    assert "signed nobody in" in answer.text


async def test_abandoned_sign_ins_are_forgotten(
    browser: Browser, engine: AsyncEngine, clock: Clock
) -> None:
    for _ in range(3):
        await browser.begin()
    clock.move(minutes=11)
    await browser.begin()
    async with engine.connect() as connection:
        left = await connection.scalar(text("SELECT count(*) FROM kit.sign_ins"))
    assert left == 1


async def test_the_routes_are_not_part_of_the_api_document(site: FastAPI) -> None:
    assert not [path for path in site.openapi()["paths"] if "sign-" in path]


async def test_a_deployment_that_names_no_issuer_says_so(
    identity: Identity, settings: IdentitySettings, engine: AsyncEngine
) -> None:
    unset = {"oidc_issuer": f"{SITE}/issuer", "oidc_internal_url": "http://127.0.0.1:1/issuer"}
    for demo, said in ((False, "the council has not set up where"), (True, "does not answer")):
        other = Identity(settings.model_copy(update={**unset, "demo": demo}), engine, "ideas")
        with pytest.raises(IssuerUnavailable, match=said):
            await other.begin_sign_in("a browser", "/ideas/")
        await other.aclose()
