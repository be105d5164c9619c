"""Every page, as a person without scripts uses it."""

from datetime import UTC, datetime, timedelta

import pytest
from volunteers_browser import browser
from volunteers_house import (
    CHURCH_STREET,
    COORDINATOR,
    EDWIN,
    HARROW_ROAD,
    LEILA,
    MODERATOR,
    House,
    food_bank_need,
    opportunity,
    placed,
    space,
    volunteer,
)

PUBLIC = ("/", "/opportunities", "/groups", "/spaces", "/pledges", "/listings")
SIGNED_IN = ("/profile", "/profile/leave", "/hours", "/groups/new", "/spaces/new", "/listings/new")


@pytest.mark.parametrize("path", PUBLIC)
async def test_everybody_sees_what_there_is(house: House, path: str) -> None:
    page = await (await browser(house, None)).open(f"/volunteers{path}")
    assert "<h1" in page
    assert "Undefined" not in page


async def test_an_empty_list_blames_a_filter_only_where_there_is_one(house: House) -> None:
    anybody = await browser(house, None)
    assert "Nobody is looking for volunteers just now." in await anybody.open(
        "/volunteers/opportunities"
    )
    filtered = await anybody.open("/volunteers/opportunities?words=beekeeping")
    assert "Nothing found. Try another ward or other words." in filtered


@pytest.mark.parametrize("path", SIGNED_IN)
async def test_own_pages_ask_to_sign_in_first(house: House, path: str) -> None:
    await (await browser(house, None)).open(f"/volunteers{path}", 303)
    assert "<h1" in await (await browser(house, LEILA)).open(f"/volunteers{path}")


async def test_a_resident_may_not_coordinate(house: House) -> None:
    resident = await browser(house, LEILA)
    for path in ("/coordination", "/opportunities/new"):
        await resident.open(f"/volunteers{path}", 403)


async def test_from_i_would_like_to_help_to_hours(house: House) -> None:
    coordinator = await browser(house, COORDINATOR)
    await coordinator.open("/volunteers/opportunities/new")
    page = await coordinator.sends(
        "/volunteers/opportunities/new",
        title="Steward at the fete",
        role="steward",
        places="1",
        ward=HARROW_ROAD,
        attendance="by-arrangement",
    )
    assert "1 free of 1" in page
    path = coordinator.path

    leila = await browser(house, LEILA)
    assert "Say first what you can give" in await leila.open(path)
    await leila.open("/volunteers/profile")
    saved = await leila.sends(
        "/volunteers/profile",
        kind="resident",
        ward=HARROW_ROAD,
        known_as="Leila",
        skills=["singing", "cooking"],
        availability="saturday-morning",
        travel_metres="3200",
        consent="yes",
    )
    assert "My places and my hours" in saved
    kept = await house.seen("/profile", by=LEILA)
    assert (kept["skills"], kept["availability"]) == (["singing", "cooking"], ["saturday-morning"])

    leila = await browser(house, LEILA)
    await leila.open(path)
    asked = await leila.sends(f"{path}/help", message="I can come at noon")
    assert "A coordinator will answer" in asked
    waiting = await coordinator.open("/volunteers/coordination")
    assert "Leila" in waiting
    assert "I can come at noon" in waiting
    placement = (await house.run("SELECT id FROM placements"))[0][0]
    coordinator = await browser(house, COORDINATOR)
    await coordinator.open("/volunteers/coordination")
    await coordinator.sends(f"/volunteers/coordination/placements/{placement}/confirmation")

    leila = await browser(house, LEILA)
    await leila.open("/volunteers/hours")
    given = await leila.sends("/volunteers/hours", placement_id=str(placement), minutes="90")
    assert "1 hour 30 minutes" in given
    entry = (await house.run("SELECT id FROM hours"))[0][0]
    await leila.open(f"/volunteers/hours/{entry}/correction")
    corrected = await leila.sends(
        f"/volunteers/hours/{entry}/correction", minutes="60", reason="wrong-length"
    )
    assert "You have given 1 hour." in corrected
    people = await coordinator.open(path)
    assert "People here" in people
    assert "Leila" in people
    assert "Leila" not in await (await browser(house, EDWIN)).open(path)


async def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(house: House) -> None:
    leila = await browser(house, LEILA)
    await leila.open("/volunteers/profile")
    answer = await leila.send("/volunteers/profile", known_as="Leila <b>", consent="yes")
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert 'href="#ward"' in answer.text
    assert "Leila &lt;b&gt;" in answer.text
    assert await house.told() == []


async def test_a_rule_is_told_on_the_form(house: House) -> None:
    one = await opportunity(house, places=1)
    await volunteer(house, LEILA)
    other = await volunteer(house, EDWIN)
    leila = await browser(house, LEILA)
    await leila.open(f"/volunteers/opportunities/{one}")
    await placed(house, one, other)
    house.app.dependency_overrides.clear()
    answer = await leila.send(f"/volunteers/opportunities/{one}/help")
    assert answer.status_code == 409
    assert "Every place is taken" in answer.text


async def test_a_form_without_its_token_is_refused(house: House) -> None:
    leila = await browser(house, LEILA)
    await leila.open("/volunteers/profile")
    answer = await leila.send("/volunteers/profile", csrf="wrong", ward=HARROW_ROAD, consent="yes")
    assert answer.status_code == 403


async def test_a_residents_group_is_seen_after_a_moderator_approved_it(house: House) -> None:
    leila = await browser(house, LEILA)
    await leila.open("/volunteers/groups/new")
    page = await leila.sends(
        "/volunteers/groups/new",
        name="Queen's Park gardeners",
        kind="gardening-club",
        ward=HARROW_ROAD,
        members="14",
    )
    assert "A moderator will look at this soon" in page
    path = leila.path
    await (await browser(house, None)).open(path, 404)
    moderator = await browser(house, MODERATOR)
    assert "Queen&#39;s Park gardeners" in await moderator.open("/volunteers/coordination")
    group = path.rpartition("/")[2]
    await moderator.sends(f"/volunteers/coordination/groups/{group}/approval")
    found = await (await browser(house, None)).open("/volunteers/groups?ward=&words=gardener")
    assert "Queen&#39;s Park gardeners" in found
    await leila.open(path)
    counted = await leila.sends(f"{path}/membership-counts", members="16")
    assert "16" in counted
    assert [one["members"] for one in await house.told("membership-counted")] == [16]


async def test_a_space_is_offered_pledged_used_and_released(house: House) -> None:
    coordinator = await browser(house, COORDINATOR)
    await coordinator.open("/volunteers/spaces/new")
    await coordinator.sends(
        "/volunteers/spaces/new",
        organisation="Paddington Arts",
        title="Ground floor hall",
        kind="hall",
        ward=HARROW_ROAD,
        facilities=["kitchen", "wifi"],
        temporary="yes",
    )
    path = coordinator.path
    await coordinator.open(f"{path}/pledge")
    dates = {"starts_on-day": "1", "starts_on-month": "9", "starts_on-year": "2026"}
    await coordinator.sends(f"{path}/pledge", pattern="weekly", **dates)
    used = await coordinator.sends(f"{path}/uses", purpose="rehearsal", minutes="120", people="44")
    assert "Rehearsal" in used
    assert "2 hours" in used
    use = (await house.run("SELECT id FROM space_uses"))[0][0]
    correction = f"{path}/uses/{use}/correction"
    assert f'href="{correction}"' in used
    assert correction not in await (await browser(house, EDWIN)).open(path)
    await (await browser(house, EDWIN)).open(correction, 404)
    await coordinator.open(correction)
    corrected = await coordinator.sends(correction, minutes="90", reason="wrong-length")
    assert "1 hour 30 minutes" in corrected
    assert "1 of 20" in await coordinator.open("/volunteers/pledges")
    assert "104 of 2,080" in coordinator.body
    await coordinator.open(path)
    released = await coordinator.sends(f"{path}/release", reason="moved-on")
    assert "Released" in released
    assert "0 of 20" in await coordinator.open("/volunteers/pledges")


async def test_a_coordinator_gives_a_space_to_an_urgent_need(house: House) -> None:
    now = datetime.now(UTC)
    need = food_bank_need(now, now + timedelta(hours=48), people_needed=3)
    await house.hear(need, need.urgent_need_id)
    elsewhere = await space(house, ward=CHURCH_STREET, title="Elsewhere", facilities=[])
    fitting = await space(house)
    path = f"/volunteers/urgent-needs/{need.urgent_need_id}"
    everybody = await (await browser(house, None)).open(path)
    assert "People are needed" in everybody
    assert "Does not fit" not in everybody
    coordinator = await browser(house, COORDINATOR)
    page = await coordinator.open(path)
    assert "Against: It is in Church Street, not in Harrow Road." in page
    assert "Against: It does not have: kitchen." in page
    refused = await coordinator.send(f"{path}/assignments", space_id=elsewhere)
    assert refused.status_code == 409
    assert "does not fit the need" in refused.text
    met = await coordinator.sends(f"{path}/assignments", space_id=fitting)
    assert "1 found of 1" in met


async def test_leaving_for_good(house: House) -> None:
    await volunteer(house, LEILA, known_as="Leila")
    leila = await browser(house, LEILA)
    await leila.open("/volunteers/profile/leave")
    await leila.sends("/volunteers/profile/withdrawal")
    assert "You have withdrawn" in leila.body
    await leila.open("/volunteers/profile/leave")
    await leila.sends("/volunteers/profile/erasure")
    assert (await house.get("/profile", by=LEILA)).status_code == 404


async def test_who_never_volunteered_can_ask_to_be_forgotten(house: House) -> None:
    edwin = await browser(house, EDWIN)
    assert 'href="/volunteers/profile/leave"' in await edwin.open("/volunteers/profile")
    leaving = await edwin.open("/volunteers/profile/leave")
    assert "/volunteers/profile/withdrawal" not in leaving
    await edwin.sends("/volunteers/profile/erasure")
    (asked,) = await house.envelopes("person.erasure-requested")
    assert asked["subject"] == EDWIN.person_key


async def test_the_swap_shop(house: House) -> None:
    leila = await browser(house, LEILA)
    await leila.open("/volunteers/listings/new")
    soon = (datetime.now(UTC) + timedelta(days=30)).date()
    day = {
        "expires_on-day": str(soon.day),
        "expires_on-month": str(soon.month),
        "expires_on-year": str(soon.year),
    }
    await leila.sends(
        "/volunteers/listings/new",
        kind="skill-offered",
        title="Guitar lessons",
        ward=HARROW_ROAD,
        **day,
    )
    path = leila.path
    moderator = await browser(house, MODERATOR)
    await moderator.open("/volunteers/coordination")
    listing = path.rpartition("/")[2]
    await moderator.sends(f"/volunteers/coordination/listings/{listing}/approval")
    edwin = await browser(house, EDWIN)
    assert "Guitar lessons" in await edwin.open("/volunteers/listings?words=guitar")
    await edwin.open(path)
    await edwin.sends(f"{path}/replies", message="On Tuesdays?")
    assert "On Tuesdays?" not in edwin.body
    assert "On Tuesdays?" in await leila.open(path)
    await leila.sends(f"{path}/closure")
    assert (await house.told("listing.closed"))[0]["replies"] == 1


async def test_a_form_sent_twice_says_so_and_does_nothing_twice(house: House) -> None:
    leila = await browser(house, LEILA)
    await leila.open("/volunteers/groups/new")
    values = {"name": "A choir", "kind": "choir", "ward": HARROW_ROAD, "members": "9"}
    first = await leila.send("/volunteers/groups/new", **values)
    again = await leila.send("/volunteers/groups/new", **values)
    assert (first.status_code, again.status_code) == (303, 200)
    assert first.headers["location"] in again.text
    assert "The group is registered." in again.text
    assert "The group is registered." not in await leila.open(first.headers["location"])
    assert len(await house.run("SELECT 1 FROM groups")) == 1
