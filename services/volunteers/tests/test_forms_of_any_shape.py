"""What a form may hold that nobody typed, and who is led to a form at all."""

from datetime import UTC, datetime, timedelta

import pytest
from volunteers_browser import browser
from volunteers_house import COORDINATOR, HARROW_ROAD, LEILA, House, food_bank_need

NINES = "9" * 5_000


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"skills": "NOT A CODE"}, 'href="#skills"'),
        ({"languages": "é"}, 'href="#languages"'),
        ({"travel_metres": NINES}, 'href="#travel_metres"'),
        ({"x-pounds": NINES}, "such as 1,250 or 99.50"),
        ({"x-year": NINES}, "must be a"),
        ({f"conditions.{NINES}.title": "A"}, "This form is not one of ours."),
        ({"a" + ".a" * 3_000: "A"}, "This form is not one of ours."),
    ],
    ids=range(7),
)
async def test_a_form_that_does_not_hold_says_where(
    house: House, wrong: dict[str, str], told: str
) -> None:
    leila = await browser(house, LEILA)
    await leila.open("/volunteers/profile")
    filled = {"kind": "resident", "ward": HARROW_ROAD, "known_as": "Leila", "consent": "yes"}
    answer = await leila.send("/volunteers/profile", **{**filled, **wrong})
    assert answer.status_code == 422
    assert told in answer.text


async def test_only_who_may_be_shown_a_form_is_led_to_an_address_with_its_id(house: House) -> None:
    now = datetime.now(UTC)
    need = food_bank_need(now, now + timedelta(hours=48))
    await house.hear(need, need.urgent_need_id)
    page = f"/volunteers/urgent-needs/{need.urgent_need_id}"
    for who, status in ((None, 200), (LEILA, 200), (COORDINATOR, 303)):
        visitor = await browser(house, who)
        assert (await visitor.client.get(page)).status_code == status
