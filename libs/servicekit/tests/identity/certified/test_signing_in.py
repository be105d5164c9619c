"""Signing in at the certified OpenID provider, and every way in which it must not work."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey
from pydantic import SecretStr

pytestmark = [pytest.mark.stack, pytest.mark.long]


async def test_every_request_has_its_own_state_nonce_and_proof(browser: Any) -> None:
    first, second = [httpx.URL(await browser.begin("ideas")).params for _ in range(2)]
    assert first["code_challenge_method"] == "S256"
    for secret in ("state", "nonce", "code_challenge"):
        assert len(first[secret]) == 43
        assert first[secret] != second[secret]


async def test_roles_are_those_that_people_may_hold(browser: Any) -> None:
    await browser.sign_in("ideas", "owen")
    known = await browser.whoami("ideas")
    assert known["roles"] == ["neighbourhood-officer"], "`system` is for nobody to claim"
    assert known["departments"] == ["parks"]


async def test_one_person_is_the_same_at_all_four_services_and_chooses_once(four: Any) -> None:
    async with four.browser() as person:
        await person.sign_in("ideas", "leila")
        keys = {(await person.whoami("ideas"))["person_key"]}
        for service in ("budgets", "volunteers", "reporting"):
            # Whoever is logged in at the issuer is not asked who they are again.
            assert (await person.sign_in(service, "owen")).status_code == 303
            keys.add((await person.whoami(service))["person_key"])
    assert len(keys) == 1
    assert None not in keys


async def test_a_sibling_is_asked_silently(four: Any) -> None:
    async with four.browser() as person:
        await person.sign_in("ideas", "leila")
        await person.sign_in("budgets", "leila")
        person.http.cookies.delete("__Host-civic-budgets")
        answer = await person.http.get("/budgets/sign-in?silent=true&return_to=/budgets/1")
        back = await person.follow(answer.headers["location"])
        answer = await person.http.get(back)
        assert answer.headers["location"] == "/budgets/1"
        assert (await person.whoami("budgets"))["name"] == "Leila Haddad"


async def test_who_is_not_known_is_shown_the_page_all_the_same(browser: Any) -> None:
    answer = await browser.http.get("/ideas/sign-in?silent=true&return_to=/ideas/1")
    back = await browser.follow(answer.headers["location"])
    assert "error=login_required" in back
    answer = await browser.http.get(back)
    assert answer.headers["location"] == "/ideas/1"
    assert (await browser.whoami("ideas"))["person_key"] is None


@pytest.mark.parametrize(
    ("planted", "reason"),
    [
        ({"state": "x" * 43}, "no such sign-in"),
        ({"code": "x" * 43}, "did not accept the code"),
        ({"iss": "https://evil.example"}, "another issuer"),
    ],
)
async def test_a_forged_answer_signs_nobody_in(
    browser: Any, planted: dict[str, str], reason: str
) -> None:
    callback = httpx.URL(await browser.log_in(await browser.begin("ideas"), "leila"))
    answer = await browser.http.get(callback.copy_merge_params(planted))
    assert answer.status_code == 400
    assert reason in answer.text
    assert (await browser.whoami("ideas"))["person_key"] is None


@pytest.mark.parametrize(
    ("planted", "reason"),
    [
        ({"nonce": "planted"}, "wrong nonce"),
        ({"code_challenge": "x" * 43}, "did not accept the code"),
    ],
)
async def test_an_answer_to_another_question_signs_nobody_in(
    browser: Any, planted: dict[str, str], reason: str
) -> None:
    asked = httpx.URL(await browser.begin("ideas")).copy_merge_params(planted)
    answer = await browser.http.get(await browser.log_in(str(asked), "leila"))
    assert answer.status_code == 400
    assert reason in answer.text


async def test_the_issuer_refuses_who_brings_no_proof_key(browser: Any) -> None:
    asked = httpx.URL(await browser.begin("ideas")).copy_remove_param("code_challenge")
    back = await browser.follow(str(asked.copy_remove_param("code_challenge_method")))
    assert "error=invalid_request" in back
    assert (await browser.http.get(back)).status_code == 400


async def test_a_spent_code_signs_nobody_in_again(browser: Any) -> None:
    spent = httpx.URL(await browser.log_in(await browser.begin("ideas"), "leila"))
    assert (await browser.http.get(spent)).status_code == 303
    assert (await browser.http.get(spent)).status_code == 400
    state = httpx.URL(await browser.begin("ideas")).params["state"]
    answer = await browser.http.get(spent.copy_set_param("state", state))
    assert answer.status_code == 400
    assert "did not accept the code" in answer.text


async def test_a_code_that_another_browser_asked_for_signs_nobody_in(site: Any) -> None:
    async with site.browser() as attacker, site.browser() as victim:
        planted = await attacker.log_in(await attacker.begin("ideas"), "owen")
        await victim.begin("ideas")
        answer = await victim.http.get(planted)
        assert answer.status_code == 400
        assert (await victim.whoami("ideas"))["person_key"] is None


async def test_claims_come_from_userinfo_where_the_id_token_has_none(conforming: Any) -> None:
    async with conforming.browser() as person:
        await person.sign_in("ideas", "leila")
        known = await person.whoami("ideas")
        assert known["name"] == "Leila Haddad"
        assert known["wards"] == ["E05000635"]


async def test_a_client_may_prove_itself_by_its_key(keyed: Any) -> None:
    assert keyed.identities["ideas"].settings.oidc_client_secret is None
    async with keyed.browser() as person:
        assert (await person.sign_in("ideas", "leila")).status_code == 303
        assert (await person.whoami("ideas"))["name"] == "Leila Haddad"


async def test_a_client_with_another_key_is_nobody(keyed: Any) -> None:
    stranger = ECKey.generate_key("P-256").as_pem(private=True).decode()
    party = keyed.identities["ideas"].relying_party
    party._settings = party._settings.model_copy(update={"oidc_client_key": SecretStr(stranger)})
    async with keyed.browser() as person:
        answer = await person.sign_in("ideas", "leila")
        assert answer.status_code == 400
        assert "did not accept the code" in answer.text


async def test_whoever_is_asked_to_sign_in_again_proves_it(site: Any, browser: Any) -> None:
    """It asks whom it knows already, and says when they answered."""
    await browser.sign_in("ideas", "leila")
    sessions = site.identities["ideas"].sessions
    cookie = "__Host-civic-ideas"
    assert not sessions.proved_lately(await sessions.find(browser.http.cookies[cookie]))
    begun = await browser.http.get("/ideas/sign-in?again=true&return_to=/ideas/sessions")
    address = begun.headers["location"]
    asked = await browser.follow(address)
    assert asked.startswith(f"{site.issuer.url}/interaction/")
    back = await browser.http.get(await browser.log_in(asked, "leila"))
    assert back.headers["location"] == "/ideas/sessions"
    assert sessions.proved_lately(await sessions.find(browser.http.cookies[cookie]))
