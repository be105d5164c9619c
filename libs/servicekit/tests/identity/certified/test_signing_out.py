"""Signing out at the certified OpenID provider, and being told of it over the back channel."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from civic_contracts.topology import SERVICES

pytestmark = [pytest.mark.stack, pytest.mark.long]


async def _sign_out(person: Any, issuer: str, service: str) -> httpx.Response:
    """Sign out at a service and confirm at the issuer, whose page asks for it."""
    csrf = (await person.whoami(service))["csrf"]
    answer = await person.http.post(f"/{service}/sign-out", data={"csrf": csrf})
    page = await person.http.get(answer.headers["location"])
    secret = page.text.split('name="xsrf" value="')[1].split('"')[0]
    form = {"xsrf": secret, "logout": "yes"}
    return await person.http.post(f"{issuer}/session/end/confirm", data=form)


async def test_signing_out_of_one_service_ends_the_sessions_of_all_four(four: Any) -> None:
    async with four.browser() as person, four.browser() as elsewhere, four.browser() as other:
        for service in SERVICES:
            assert (await person.sign_in(service, "leila")).status_code == 303
            assert (await person.whoami(service))["name"] == "Leila Haddad"
        await elsewhere.sign_in("budgets", "leila")
        await other.sign_in("budgets", "owen")

        back = await _sign_out(person, four.issuer.url, "ideas")
        assert back.headers["location"] == "https://civic.test/ideas/"
        await four.issuer.until(*({"told": f"civic-{service}"} for service in SERVICES))

        for service in SERVICES:
            assert (await person.whoami(service))["person_key"] is None, service
        assert (await elsewhere.whoami("budgets"))["name"] == "Leila Haddad", "another session"
        assert (await other.whoami("budgets"))["name"] == "Owen Price"


async def test_after_signing_out_the_issuer_asks_again(site: Any, browser: Any) -> None:
    await browser.sign_in("ideas", "leila")
    await _sign_out(browser, site.issuer.url, "ideas")
    address = await browser.follow(await browser.begin("ideas"))
    assert address.startswith(f"{site.issuer.url}/interaction/")


async def test_the_issuer_is_told_who_signs_out_and_believes_it(site: Any, browser: Any) -> None:
    await browser.sign_in("ideas", "leila")
    csrf = (await browser.whoami("ideas"))["csrf"]
    answer = await browser.http.post("/ideas/sign-out", data={"csrf": csrf})
    address = httpx.URL(answer.headers["location"])
    assert (await browser.http.get(address)).status_code == 200
    forged = address.params["id_token_hint"][:-6] + "AAAAAA"
    refused = await browser.http.get(address.copy_set_param("id_token_hint", forged))
    assert refused.status_code == 400, "it does look at the token"


async def test_a_token_that_signs_in_signs_nobody_out(site: Any, browser: Any) -> None:
    await browser.sign_in("ideas", "leila")
    token = await site.access_token()
    answer = await browser.http.post("/ideas/sign-out/told", data={"logout_token": token})
    assert answer.status_code == 400
    assert answer.headers["cache-control"] == "no-store"
    assert (await browser.whoami("ideas"))["name"] == "Leila Haddad"
