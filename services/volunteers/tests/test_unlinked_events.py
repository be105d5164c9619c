"""What is told when somebody leaves does not tell which records were one person's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from civic_contracts.events.people import IdeasPersonErasureRequested
from civic_contracts.naming import routing_key_of
from civic_contracts.topology import may_leave
from servicekit.web.runtime import current_actor
from volunteers_house import (
    COORDINATOR,
    HARROW_ROAD,
    LEILA,
    House,
    opportunity,
    placed,
    volunteer,
)

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
LINKS = ("correlationid", "causationid", "traceparent", "time")


async def listed(house: House, title: str) -> None:
    until = str(await house.today() + timedelta(days=30))
    body = {"kind": "skill-offered", "title": title, "ward": HARROW_ROAD, "expires_on": until}
    made = await house.made("/listings", body, by=LEILA)
    await house.made(f"/listings/{made['listing_id']}/approval", by=COORDINATOR)


async def checked_helper(house: House) -> None:
    """Leila, with a check that still holds, in two places that need it."""
    one = await volunteer(house, LEILA)
    today = await house.today()
    check = {"level": "enhanced", "issued_on": "2020-01-01", "expires_on": str(today)}
    await house.made(f"/volunteers/{one}/checks", check, by=COORDINATOR)
    for title in ("Steward at the fete", "Reading to children"):
        needed = {"check_level": "enhanced", "attendance": "by-arrangement"}
        await placed(house, await opportunity(house, title=title, **needed), one)


async def send_traced(house: House, path: str) -> None:
    """A command of Leila's from a browser that has begun a trace."""
    house.app.dependency_overrides[current_actor] = lambda: LEILA
    headers = {"Idempotency-Key": str(uuid4()), "traceparent": TRACE}
    answer = await house.client.post(f"/volunteers/api{path}", json={}, headers=headers)
    assert answer.status_code == 200, answer.text


async def erase_here(house: House) -> None:
    await send_traced(house, "/profile/erasure")


async def erase_elsewhere(house: House) -> None:
    event = IdeasPersonErasureRequested(occurred_on=date(2026, 1, 1))
    traced = house.envelope(event, str(LEILA.person_key)).model_copy(update={"traceparent": TRACE})
    await house.hear_envelope(event, traced)


async def withdraw(house: House) -> None:
    await send_traced(house, "/profile/withdrawal")


async def let_the_check_expire(house: House) -> None:
    await house.shift_clock(1)
    await house.run_jobs()


def is_public(envelope: dict[str, Any]) -> bool:
    return may_leave(routing_key_of(envelope["type"]))


def shared_links(envelopes: list[dict[str, Any]]) -> set[str]:
    """By what two events about different things can be known to belong together."""
    found = set()
    for name in LINKS:
        held = {(one.get(name), one["source"]) for one in envelopes if one.get(name) is not None}
        if len({value for value, _ in held}) < len(held):
            found.add(name)
    return found


@pytest.mark.parametrize(
    ("leave", "ends"),
    [(erase_here, 4), (erase_elsewhere, 4), (withdraw, 2), (let_the_check_expire, 3)],
)
async def test_nothing_joins_the_public_events_of_somebodys_leaving(
    house: House, leave: Any, ends: int
) -> None:
    await checked_helper(house)
    await listed(house, "Guitar lessons")
    await listed(house, "A spare piano")
    begun = len(await house.envelopes())
    await leave(house)
    told = (await house.envelopes())[begun:]
    public = [one for one in told if is_public(one)]
    assert len({one["source"] for one in public}) == ends
    assert shared_links(public) == set()
    # What bears the person's key stays inside, and nothing joins it to what leaves.
    for link in LINKS:
        of_persons = {one.get(link) for one in told if not is_public(one)} - {None}
        assert of_persons.isdisjoint({one.get(link) for one in public})


async def test_a_listing_that_is_closed_and_erased_has_one_chain(house: House) -> None:
    await volunteer(house, LEILA)
    await listed(house, "Guitar lessons")
    await erase_here(house)
    (closed,) = await house.envelopes("listing.closed")
    (withdrawn,) = await house.envelopes("listing.text-withdrawn")
    assert closed["correlationid"] == withdrawn["correlationid"]
