"""The swap-shop: moderated, answered through the service, gone when its time is over."""

from datetime import timedelta
from typing import Any

from volunteers_house import COORDINATOR, EDWIN, HARROW_ROAD, LEILA, MODERATOR, House


async def listing(house: House, days: int = 30, **more: Any) -> dict[str, Any]:
    today = (await house.run("SELECT now()::date"))[0][0]
    return {
        "kind": "skill-offered",
        "title": "Guitar lessons",
        "ward": HARROW_ROAD,
        "expires_on": str(today + timedelta(days=days)),
        **more,
    }


async def test_a_residents_listing_is_seen_once_approved(house: House) -> None:
    before = await house.hidden_from(EDWIN)
    made = await house.made("/listings", await listing(house), by=LEILA)
    path = f"/listings/{made['listing_id']}"
    assert (await house.get(path, by=EDWIN)).status_code == 404
    reply = {"message": "On Tuesdays?"}
    assert await house.refused(f"{path}/replies", reply, by=EDWIN) == (404, "not-found")
    assert await house.hidden_from(EDWIN) == before + 2
    assert await house.told("listing") == []
    await house.made(f"{path}/approval", by=MODERATOR)
    assert (await house.seen("/listings?words=guitars"))["items"][0]["title"] == "Guitar lessons"
    assert (await house.told("listing.posted"))[0]["kind"] == "skill-offered"
    refused = await house.made("/listings", await listing(house), by=LEILA)
    other = f"/listings/{refused['listing_id']}"
    await house.made(f"{other}/refusal", {"reason": "twice"}, by=MODERATOR)
    assert await house.refused(f"{other}/approval", by=MODERATOR) == (
        409,
        "listing-is-not-waiting",
    )


async def test_replies_are_seen_by_whoever_posted_alone(house: House) -> None:
    before = await house.hidden_from(EDWIN, MODERATOR)
    made = await house.made("/listings", await listing(house), by=LEILA)
    path = f"/listings/{made['listing_id']}"
    await house.made(f"{path}/approval", by=MODERATOR)
    await house.made(f"{path}/replies", {"message": "On Tuesdays?"}, by=EDWIN)
    own = await house.refused(f"{path}/replies", {"message": "Yes"}, by=LEILA)
    assert own == (409, "nobody-answers-themselves")
    seen = await house.seen(f"{path}/replies", by=LEILA)
    assert [set(one) for one in seen] == [{"id", "message", "replied_on"}]
    assert (await house.get(f"{path}/replies", by=EDWIN)).status_code == 404
    assert (await house.get(f"{path}/replies", by=MODERATOR)).status_code == 404
    assert await house.refused(f"{path}/closure", by=EDWIN) == (404, "not-found")
    assert await house.hidden_from(EDWIN, MODERATOR) == before + 3
    nobodys = "/listings/3f1c7a52-5b0e-4c1d-9a53-0f6f4b1d2e77/replies"
    assert (await house.get(nobodys, by=EDWIN)).status_code == 404
    assert await house.hidden_from(EDWIN, MODERATOR) == before + 3
    await house.made(f"{path}/closure", {"reason": "taken-up"}, by=LEILA)
    closed = (await house.told("listing.closed"))[0]
    assert (closed["reason"], closed["replies"]) == ("taken-up", 1)
    late = await house.refused(f"{path}/replies", {"message": "Still?"}, by=EDWIN)
    assert late == (409, "listing-is-not-posted")


async def test_a_listing_ends_on_its_last_day(house: House) -> None:
    await house.made("/listings", await listing(house, 10), by=COORDINATOR)
    kept = await house.made("/listings", await listing(house, 10), by=COORDINATOR)
    await house.made(f"/listings/{kept['listing_id']}/closure", by=COORDINATOR)
    await house.shift_clock(9)
    assert await house.run_jobs() == 0
    await house.shift_clock(2)
    assert await house.run_jobs() == 2
    assert [one["reason"] for one in await house.told("listing.closed")] == ["taken-up", "expired"]
    assert (await house.seen("/listings"))["items"] == []


async def test_a_listing_lasts_half_a_year_at_most_and_not_into_the_past(house: House) -> None:
    rule = (409, "a-listing-lasts-half-a-year")
    assert await house.refused("/listings", await listing(house, 184), by=LEILA) == rule
    past = await house.refused("/listings", await listing(house, -1), by=LEILA)
    assert past == (422, "invalid-field")
