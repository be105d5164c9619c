"""Signing out: only by the session's own form, here and at the issuer."""

import httpx
import pytest
from civic_demo.issuer.testing import Browser, RunningIssuer
from servicekit.identity import CSRF_FIELD

pytestmark = pytest.mark.stack
SITE = "https://civic.test"


async def whoami(browser: Browser) -> dict[str, object]:
    answer = await browser.get("/ideas/whoami")
    found: dict[str, object] = answer.raise_for_status().json()
    return found


async def _sign_out(browser: Browser, **form: str) -> httpx.Response:
    return await browser.http.post("/ideas/sign-out", data=form)


async def _token(browser: Browser) -> str:
    token = (await whoami(browser))[CSRF_FIELD]
    assert isinstance(token, str)
    return token


async def test_signing_out_ends_the_session_here_and_at_the_issuer(
    browser: Browser, issuer: RunningIssuer
) -> None:
    await browser.sign_in("choir-member")
    stolen = browser.cookie()
    assert stolen is not None
    answer = await _sign_out(browser, **{CSRF_FIELD: await _token(browser)})
    assert answer.status_code == 303
    assert browser.cookie() is None
    address = httpx.URL(answer.headers["location"])
    assert str(address).startswith(f"{issuer.url}/end-session?")
    back = await browser.http.get(address)
    assert back.headers["location"] == f"{SITE}/ideas/"
    browser.plant(stolen)
    assert (await whoami(browser))["person_key"] is None
    browser.http.cookies.clear()
    assert (await browser.http.get(await browser.begin())).status_code == 200, "asks again"


@pytest.mark.parametrize("form", [{}, {CSRF_FIELD: ""}, {CSRF_FIELD: "0" * 64}])
async def test_a_form_without_the_token_signs_nobody_out(
    browser: Browser, form: dict[str, str]
) -> None:
    await browser.sign_in("choir-member")
    assert (await _sign_out(browser, **form)).status_code == 403
    assert (await whoami(browser))["name"] == "Leila Haddad"


async def test_another_sessions_token_signs_nobody_out(
    browser: Browser, other_browser: Browser
) -> None:
    await browser.sign_in("choir-member")
    await other_browser.sign_in("choir-member")
    theirs = await _token(other_browser)
    assert (await _sign_out(browser, **{CSRF_FIELD: theirs})).status_code == 403


async def test_an_uploaded_file_is_no_token(browser: Browser) -> None:
    await browser.sign_in("choir-member")
    files = {CSRF_FIELD: ("a.txt", b"x")}
    answer = await browser.http.post("/ideas/sign-out", files=files)
    assert answer.status_code in {400, 403}
    assert (await whoami(browser))["name"] == "Leila Haddad"


async def test_a_link_signs_nobody_out(browser: Browser) -> None:
    await browser.sign_in("choir-member")
    assert (await browser.get("/ideas/sign-out")).status_code == 405


async def test_who_is_not_signed_in_just_goes_home(browser: Browser) -> None:
    answer = await _sign_out(browser)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/ideas/"
