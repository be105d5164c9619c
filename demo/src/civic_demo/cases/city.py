"""The city: councillors in their seats, each year's money, and the Living City Conversation."""

from datetime import date
from typing import Any

from civic_demo.cases.wards import (
    CHURCH_STREET,
    HARROW_ROAD,
    HARROW_ROAD_2022,
    WARWICK,
)
from civic_demo.play import Case, Play

CASE = Case("city", "The city")

SEATS = (1, 2, 3)
APRIL = 4


async def seat(play: Play, ward: str, since: str, until: str | None) -> None:
    for number in SEATS:
        term = {"subject": f"councillor-{ward}-{number}", "ward": ward, "seat": number}
        days = {"from": since, **({"to": until} if until else {})}
        await play.post("operator", "/budgets/api/councillors", term | days)


@CASE.step("2008-04-01T08:00", "Every ward has £100,000 a year; councillors take their seats")
async def first_year(play: Play) -> None:
    for ward in (CHURCH_STREET, HARROW_ROAD, WARWICK):
        await seat(play, ward, "2006-05-04", "2022-05-04")
    await allocate(play, "2008-09")


async def allocate(play: Play, year: str) -> None:
    await play.post("finance", "/budgets/api/ward-accounts/allocations", {"financial_year": year})


@CASE.step("2009-04-01T08:00", "The second year of ward budgets")
async def second_year(play: Play) -> None:
    await allocate(play, "2009-10")


@CASE.step("2010-04-01T08:00", "The third year of ward budgets")
async def third_year(play: Play) -> None:
    await allocate(play, "2010-11")


@CASE.step("2010-07-01T08:00", "The Living City Conversation begins")
async def living_city(play: Play) -> None:
    made = await play.post(
        "facilitator",
        "/ideas/api/conversations",
        {
            "title": "Living City Conversation",
            "kind": "living-city-conversation",
            "department": "neighbourhoods",
            "wards": [],
            "starts_on": "2010-07-01",
        },
    )
    play["city.conversation"] = made["conversation_id"]


@CASE.step("2023-04-03T08:00", "Today's policy: £46,000 a ward a year, eighteen wards")
async def today(play: Play) -> None:
    await seat(play, HARROW_ROAD_2022, "2022-05-05", None)
    await allocate(play, "2023-24")


async def give_this_year(play: Play, today: date) -> dict[str, Any]:
    """Every ward of today gets its money of this financial year, as of the year's first day.

    No step of the case: it follows from the day on which somebody looks around, and a step in the
    years between would have the services do what falls due in them before the cases are over.
    """
    begins = today.year if today.month >= APRIL else today.year - 1
    year = f"{begins}-{(begins + 1) % 100:02}"
    allocation = {
        "financial_year": year,
        "occurred_on": f"{begins}-04-01",
        "late_reason": "The demonstration is played after the year has begun",
    }
    address = "/budgets/api/ward-accounts/allocations"
    # A year's own key: who plays again next year finds that year's money as well.
    made: dict[str, Any] = await play.post("finance", address, allocation, key=f"city/{year}")
    return made
