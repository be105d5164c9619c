"""The issuer says over the back channel that somebody has signed out."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from civic_demo.issuer.testing import Browser, Clock, RunningIssuer
from servicekit.identity import Identity
from servicekit.identity.logout_tokens import EVENT
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

pytestmark = pytest.mark.stack


async def _is_known(browser: Browser) -> bool:
    return (await browser.get("/ideas/whoami")).json()["person_key"] is not None


async def _sid(engine: AsyncEngine) -> str:
    async with engine.connect() as connection:
        query = text("SELECT issuer_sid FROM kit.sessions ORDER BY created_at LIMIT 1")
        return str((await connection.execute(query)).scalar_one())


def _token(issuer: RunningIssuer, **claims: object) -> str:
    said = {"aud": "civic-ideas", "jti": "1", "events": {EVENT: {}}, **claims}
    return issuer.issuer.signer._signed("logout+jwt", said, 120)


async def _tell(browser: Browser, token: str) -> httpx.Response:
    return await browser.http.post("/ideas/sign-out/told", data={"logout_token": token})


async def test_the_session_that_is_named_ends_and_no_other(
    browser: Browser, other_browser: Browser, issuer: RunningIssuer, engine: AsyncEngine
) -> None:
    await browser.sign_in("choir-member")
    await other_browser.sign_in("choir-member")
    answer = await _tell(other_browser, _token(issuer, sid=await _sid(engine)))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert not await _is_known(browser)
    assert await _is_known(other_browser)


async def test_every_session_of_a_subject_ends_and_nobody_elses(
    browser: Browser, other_browser: Browser, issuer: RunningIssuer
) -> None:
    await browser.sign_in("choir-member")
    await other_browser.sign_in("garden-founder")
    assert (await _tell(browser, _token(issuer, sub="choir-member"))).status_code == 200
    assert not await _is_known(browser)
    assert await _is_known(other_browser)


async def test_a_session_of_another_subject_does_not_end(
    browser: Browser, issuer: RunningIssuer, engine: AsyncEngine
) -> None:
    await browser.sign_in("choir-member")
    token = _token(issuer, sub="garden-founder", sid=await _sid(engine))
    assert (await _tell(browser, token)).status_code == 200
    assert await _is_known(browser)


async def test_a_session_of_which_the_issuer_told_no_id_ends_with_its_person(
    browser: Browser, issuer: RunningIssuer, engine: AsyncEngine
) -> None:
    await browser.sign_in("choir-member")
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE kit.sessions SET issuer_sid = NULL"))
    await _tell(browser, _token(issuer, sub="choir-member", sid="one that we were not told"))
    assert not await _is_known(browser)


async def test_a_token_sent_again_ends_no_later_session(
    browser: Browser, issuer: RunningIssuer, clock: Clock
) -> None:
    await browser.sign_in("choir-member")
    token = _token(issuer, sub="choir-member")
    await _tell(browser, token)
    clock.move(seconds=60)
    issuer.clock.shift = timedelta(seconds=60)
    await browser.sign_in("choir-member")
    assert (await _tell(browser, token)).status_code == 200
    assert await _is_known(browser)


@pytest.mark.parametrize("form", [{}, {"logout_token": ""}, {"logout_token": "a.b.c"}])
async def test_nonsense_ends_nothing(browser: Browser, form: dict[str, str]) -> None:
    await browser.sign_in("choir-member")
    answer = await browser.http.post("/ideas/sign-out/told", data=form)
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"
    assert await _is_known(browser)


async def test_told_of_nobody_nothing_ends(identity: Identity, clock: Clock) -> None:
    with pytest.raises(ValueError, match="whose"):
        await identity.sessions.end_told(None, None, opened_until=clock.now())


async def test_telling_twice_at_once_is_one_end(
    browser: Browser, issuer: RunningIssuer, identity: Identity
) -> None:
    await browser.sign_in("choir-member")
    token = _token(issuer, sub="choir-member")
    ended = await asyncio.gather(identity.end_told(token), identity.end_told(token))
    assert sorted(ended) == [0, 1]
