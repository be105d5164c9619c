"""What nobody has published, and what was for one person's eyes, goes with that person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from test_people import everything_stored
from volunteers_house import (
    COORDINATOR,
    EDWIN,
    HARROW_ROAD,
    LEILA,
    MODERATOR,
    OPEN_AGE,
    SPACE,
    House,
)

GARAGE = "Leila Haddad's garage, 12 Elgin Avenue"
OFFER = {**SPACE, "title": GARAGE, "organisation": "Leila Haddad"}
GROUP = {
    "name": "Leila Haddad's garden",
    "kind": "garden",
    "ward": HARROW_ROAD,
    "members": 3,
    "company_number": "01234567",
}


async def listing(house: House) -> str:
    """A listing of Leila's that waits for a moderator; its path."""
    until = str(await house.today() + timedelta(days=30))
    body = {"kind": "skill-offered", "title": "Guitar", "ward": HARROW_ROAD, "expires_on": until}
    made = await house.made("/listings", body, by=LEILA)
    return f"/listings/{made['listing_id']}"


async def erase(house: House) -> None:
    await house.made("/profile/erasure", by=LEILA)


@pytest.mark.parametrize("refused", [False, True], ids=["waiting", "refused"])
async def test_words_that_nobody_published_are_blanked(house: House, refused: bool) -> None:
    space = (await house.made("/spaces", OFFER, by=LEILA))["space_id"]
    group = (await house.made("/groups", GROUP, by=LEILA))["group_id"]
    for path in (f"/spaces/{space}", f"/groups/{group}") if refused else ():
        await house.made(f"{path}/refusal", {"reason": "private"}, by=MODERATOR)
    await erase(house)
    stored = await everything_stored(house)
    for said in ("Leila Haddad", "Elgin Avenue", "01234567"):
        assert said not in stored
    assert await house.run("SELECT status FROM spaces UNION SELECT status FROM groups") == [
        ("refused",)
    ]


async def test_words_that_were_published_stay_without_the_person(house: House) -> None:
    space = (await house.made("/spaces", OFFER, by=LEILA))["space_id"]
    group = (await house.made("/groups", GROUP, by=LEILA))["group_id"]
    for path in (f"/spaces/{space}", f"/groups/{group}"):
        await house.made(f"{path}/approval", by=MODERATOR)
    await erase(house)
    assert (await house.seen(f"/spaces/{space}", by=EDWIN))["title"] == GARAGE
    assert (await house.seen(f"/groups/{group}", by=EDWIN))["name"] == GROUP["name"]
    assert str(LEILA.person_key) not in await everything_stored(house)


async def test_nothing_erased_waits_for_a_moderator(house: House) -> None:
    space = (await house.made("/spaces", OFFER, by=LEILA))["space_id"]
    group = (await house.made("/groups", GROUP, by=LEILA))["group_id"]
    path = await listing(house)
    await erase(house)
    gone = {
        path: "listing-is-not-waiting",
        f"/spaces/{space}": "space-is-not-waiting",
        f"/groups/{group}": "group-is-not-waiting",
    }
    for one, rule in gone.items():
        assert await house.refused(f"{one}/approval", by=MODERATOR) == (409, rule)
    # The name is free for whoever registers such a group in truth.
    await house.made("/groups", GROUP, by=COORDINATOR)


async def test_replies_to_ones_listings_are_exported_and_erased(house: House) -> None:
    path = await listing(house)
    await house.made(f"{path}/approval", by=MODERATOR)
    reply = "Dear Leila Haddad, ring me on 07700 900123"
    await house.made(f"{path}/replies", {"message": reply}, by=OPEN_AGE)
    assert (await house.seen("/profile/export", by=LEILA))["replies_received"] == [reply]
    assert (await house.seen("/profile/export", by=OPEN_AGE))["replies_received"] == []
    await erase(house)
    assert await house.run("SELECT message FROM listing_replies") == []
    assert (await house.told("listing.closed"))[0]["replies"] == 1
