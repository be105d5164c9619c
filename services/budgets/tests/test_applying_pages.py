"""The form on which a group applies for ward money, and an officer for whoever has come to them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from budgets_awarding import WARD
from budgets_client import ApiClient
from civic_contracts.events.volunteers import GroupClosed, GroupRegistered

PAGE = "/proposals/new"
WORDS = {"title": "A <walking> club", "wards": WARD, "theme": "older-people"}


async def registered(api: ApiClient) -> UUID:
    """A group that made itself known at the volunteers service."""
    group = uuid4()
    event = GroupRegistered(
        group_id=group,
        organisation="Open Age",
        ward=WARD,
        kind="charity",
        members=10,
        occurred_on=date(2026, 9, 1),
    )
    await api.hear(event, subject=group, sequence=1)
    return group


async def test_a_group_applies_under_the_name_it_is_known_by(api: ApiClient, browse: Any) -> None:
    group = await registered(api)
    page = f"{PAGE}?group={group}"
    applicant = await browse("group")
    shown = await applicant.see(page)
    assert ">Open Age<" in shown
    assert f'value="{WARD}" checked' in shown
    assert "A community group" in shown
    # The policy of today does not fund what a resident does alone.
    assert "own project" not in shown
    wrong = await applicant.send(page, page, **{**WORDS, "title": ""})
    assert wrong.status_code == 422
    assert 'href="#title"' in wrong.text
    assert ">Open Age<" in wrong.text
    typed = {**WORDS, "applicant_kind": "group", "estimated-pounds": "2,400"}
    sent = await applicant.send(page, page, **typed)
    told = await applicant.told(sent)
    assert told == "The proposal is sent. Here you see how far it has come."
    address = sent.headers["location"].removeprefix("/budgets")
    made = await api.get(address, "group")
    assert (made["organisation"], made["applicant_kind"]) == ("Open Age", "group")
    assert (made["state"], made["estimated"]) == ("submitted", 240_000)
    await (await browse("other-group")).see(address, 404)


async def test_a_group_that_has_ended_does_not_apply(api: ApiClient, browse: Any) -> None:
    group = await registered(api)
    ended = GroupClosed(
        group_id=group,
        ward=WARD,
        reason="ended",
        occurred_on=date(2026, 9, 2),
    )
    await api.hear(ended, subject=group, sequence=2)
    page = f"{PAGE}?group={group}"
    applicant = await browse("group")
    assert (await applicant.send(page, page, **WORDS)).status_code == 409


async def test_an_officer_names_who_applies(api: ApiClient, browse: Any) -> None:
    officer = await browse("officer")
    assert f'href="/budgets{PAGE}"' in await officer.see("/proposals")
    sent = await officer.send(
        PAGE, PAGE, **WORDS, organisation="Walkers", applicant_kind="organisation"
    )
    assert sent.status_code == 303, sent.text
    made = await api.get(sent.headers["location"].removeprefix("/budgets"))
    assert (made["organisation"], made["state"]) == ("Walkers", "opened")


async def test_sent_again_it_is_one_proposal(api: ApiClient, browse: Any) -> None:
    applicant = await browse("group")
    page = (
        (await applicant.http.get(f"/budgets{PAGE}", headers=applicant.headers))
        .headers["location"]
        .removeprefix("/budgets")
    )
    words = {**WORDS, "title": "Said once"}
    first = await applicant.send(page, PAGE, **words)
    assert first.status_code == 303, first.text
    again = await applicant.send(page, PAGE, **words)
    assert "Nothing was done twice." in again.text
    listed = (await api.get("/proposals?limit=100", "officer"))["items"]
    assert [one["title"] for one in listed].count("Said once") == 1


@pytest.mark.parametrize(("who", "status"), [("resident", 403), ("group", 404)])
async def test_it_is_for_who_may_apply_and_for_groups_that_are_known(
    browse: Any, who: str, status: int
) -> None:
    somebody = await browse(who)
    await somebody.see(f"{PAGE}?group={uuid4()}", status)
    assert (f'href="/budgets{PAGE}"' in await somebody.see("/proposals")) == (who == "group")
