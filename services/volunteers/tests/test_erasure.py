"""What nobody has published, and what was for one person's eyes, goes with that person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from alembic import command
from civic_stack.postgres import Postgres
from servicekit.operations.migrating import alembic_config, migrate
from sqlalchemy.ext.asyncio import create_async_engine
from test_people import CANARY, everything_stored, give_everything
from volunteers.app import SERVICE
from volunteers_house import (
    COORDINATOR,
    EDWIN,
    HARROW_ROAD,
    LEILA,
    MODERATOR,
    OPEN_AGE,
    PROFILE,
    SPACE,
    House,
    opportunity,
    placed,
)

# What an erasure and a withdrawal left in the database of the version before.
LEFT_BEFORE = (
    f"""INSERT INTO volunteers (id, person_key, status, kind, ward, known_as, contact, skills,
            interests, languages, availability, travel_metres, consent_on, registered_on)
        VALUES (md5('1')::uuid, repeat('a', 64), 'withdrawn', 'resident', 'E05013795', '{CANARY}',
            '{CANARY}', '{{{CANARY}}}', '{{}}', '{{}}', '{{}}', 100, '2026-01-01', '2026-01-01')""",
    f"""INSERT INTO spaces (id, status, organisation, title, kind, ward, facilities, temporary,
            offered_on)
        VALUES (md5('2')::uuid, 'waiting', '{CANARY}', '{CANARY}', 'hall', 'E05013795', '{{}}',
            true, '2026-01-01')""",
    f"""INSERT INTO groups (id, status, name, kind, ward, members, counted_on, registered_on)
        VALUES (md5('3')::uuid, 'refused', '{CANARY}', 'choir', 'E05013795', 3, '2026-01-01',
            '2026-01-01')""",
    """INSERT INTO listings (id, status, kind, title, about, ward, posted_on, expires_on)
        VALUES (md5('4')::uuid, 'waiting', 'event', '', '', 'E05013795', '2026-01-01',
            '2026-02-01')""",
    f"""INSERT INTO listing_replies (id, listing_id, message, replied_on)
        VALUES (md5('5')::uuid, md5('4')::uuid, '{CANARY}', '2026-01-01')""",
    """INSERT INTO checks (id, volunteer_id, level, issued_on, expires_on)
        VALUES (md5('6')::uuid, md5('1')::uuid, 'basic', '2026-01-01', '2090-01-01')""",
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


async def test_consent_that_is_taken_back_takes_the_profile_with_it(house: House) -> None:
    one = await give_everything(house)
    await house.made("/profile/withdrawal", by=LEILA)
    seen = await house.seen(f"/volunteers/{one}", by=COORDINATOR)
    filled = {name: value for name, value in seen.items() if value}
    assert set(filled) == {"id", "status", "kind", "registered_on"}
    assert filled["status"] == "withdrawn"
    assert await house.seen(f"/volunteers/{one}/checks", by=COORDINATOR) == []
    stored = await everything_stored(house)
    assert stored.count(CANARY) == 1  # the reply to another's listing, which is no profile
    assert str(LEILA.person_key) in stored
    assert await house.run("SELECT sum(minutes) FROM hours") == [(50,)]


async def test_who_comes_back_begins_anew_under_the_same_key(house: House) -> None:
    one = await give_everything(house)
    await house.made("/profile/withdrawal", by=LEILA)
    again = await house.made("/profile", {**PROFILE, "skills": ["cooking"]}, by=LEILA)
    assert again == {"volunteer_id": one, "registered": False}
    seen = await house.seen(f"/volunteers/{one}", by=COORDINATOR)
    assert (seen["status"], seen["skills"], seen["contact"]) == ("active", ["cooking"], None)
    checked = await opportunity(house, check_level="basic", attendance="by-arrangement")
    place = f"/opportunities/{checked}/placements"
    rule = (409, "check-level-is-too-low")
    assert await house.refused(place, {"volunteer_id": one}, by=COORDINATOR) == rule
    check = {"level": "basic", "issued_on": "2020-01-01", "expires_on": "2090-01-01"}
    await house.made(f"/volunteers/{one}/checks", check, by=COORDINATOR)
    await placed(house, checked, one)


async def test_what_was_left_before_is_gone_after_the_upgrade(postgres: Postgres) -> None:
    address = str(await postgres.database())
    await migrate(address, SERVICE.migrations)
    engine = create_async_engine(address)
    async with engine.begin() as connection:
        scripts = await connection.run_sync(
            lambda open_one: alembic_config(SERVICE.migrations, open_one, "service")
        )
        await connection.run_sync(lambda _: command.downgrade(scripts, "0005"))
        for statement in LEFT_BEFORE:
            await connection.exec_driver_sql(statement)
    await migrate(address, SERVICE.migrations)
    async with engine.begin() as connection:
        for table in ("volunteers", "checks", "spaces", "groups", "listings", "listing_replies"):
            found = await connection.exec_driver_sql(f"SELECT t::text FROM {table} t")
            stored = "".join(row[0] for row in found)
            assert CANARY not in stored
            assert "waiting" not in stored
    await engine.dispose()


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
