"""The page on which a person sees and ends their own sessions, which every service has."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import httpx
from ideas.testing import OFFICER, RESIDENT, Site
from pagekit.wording import moment
from servicekit import Actor

PAGE = "/ideas/sessions"


async def signed_in(
    site: Site, browser: httpx.AsyncClient, actor: Actor, *, ago: int | None = 0
) -> str:
    """Another session, the issuer having asked so many minutes ago; returns its id."""
    sessions = site.process.identity.sessions
    when = None if ago is None else datetime.now(UTC) - timedelta(minutes=ago)
    token = await sessions.open(actor, None, replacing=None, proved_at=when)
    browser.cookies.clear()
    browser.cookies.set(site.process.identity.session_cookie.name, token)
    found = await sessions.find(token)
    assert found is not None
    return found.id


async def end(browser: httpx.AsyncClient, which: str) -> httpx.Response:
    """Sends the form of the page, for one session or others."""
    page = (await browser.get(PAGE)).text
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    command = re.search(r'name="command_id" value="([^"]+)"', page)
    assert csrf is not None
    sent = {"csrf": csrf[1], "command_id": command[1] if command else "0", "session": which}
    return await browser.post(PAGE, data=sent)


async def alive(site: Site, actor: Actor) -> set[str]:
    return {one.id for one in await site.process.identity.sessions.of_person(str(actor.person_key))}


async def test_a_person_sees_their_sessions_and_ends_them(site: Site) -> None:
    async with site.browser() as browser:
        first = await signed_in(site, browser, RESIDENT)
        second = await signed_in(site, browser, RESIDENT)
        third = await signed_in(site, browser, RESIDENT)
        page = (await browser.get(PAGE)).text
        assert page.count("End this session") == 2
        assert "This browser" in page
        assert f'value="{third}"' not in page
        assert (await end(browser, first)).status_code == 303
        assert await alive(site, RESIDENT) == {second, third}
        assert (await end(browser, "others")).status_code == 303
        assert await alive(site, RESIDENT) == {third}
        assert "End this session" not in (await browser.get(PAGE)).text


async def test_it_says_when_a_session_ends_unused_and_when_at_the_latest(site: Site) -> None:
    async with site.browser() as browser:
        await signed_in(site, browser, RESIDENT)
        (here,) = await site.process.identity.sessions.of_person(str(RESIDENT.person_key))
        page = (await browser.get(PAGE)).text
    assert here.last_seen_at is not None
    for said, when in (
        ("Ends if it is not used by then", here.last_seen_at + timedelta(minutes=30)),
        ("Ends at the latest", here.expires_at),
    ):
        told = page.partition(said)[2].partition("</dd>")[0]
        assert moment(when) in told


async def test_nobody_ends_somebody_elses(site: Site) -> None:
    async with site.browser() as browser:
        theirs = await signed_in(site, browser, OFFICER)
        await signed_in(site, browser, RESIDENT)
        await signed_in(site, browser, RESIDENT)
        for strange in (theirs, "0" * 64):
            assert (await end(browser, strange)).status_code == 404
        assert (await end(browser, "everybody's")).status_code == 422
        assert theirs in await alive(site, OFFICER)


async def test_it_takes_a_new_sign_in(site: Site) -> None:
    for ago in (11, None):
        async with site.browser() as browser:
            other = await signed_in(site, browser, RESIDENT)
            await signed_in(site, browser, RESIDENT, ago=ago)
            page = (await browser.get(PAGE)).text
            assert "End this session" not in page
            assert 'href="/ideas/sign-in?again=true&amp;return_to=/ideas/sessions"' in page
            refused = await end(browser, other)
            assert refused.status_code == 403
            assert "Sign in again first" in refused.text
            assert other in await alive(site, RESIDENT)


async def test_it_is_for_people_who_have_signed_in(site: Site) -> None:
    async with site.browser() as stranger:
        sent = await stranger.get(PAGE)
        assert sent.status_code == 303
        assert sent.headers["location"].startswith("/ideas/sign-in")
