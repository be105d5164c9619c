"""Whoever looks around after a play finds wards that have this year's money to spend."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from civic_demo.cases.city import give_this_year
from civic_demo.figures import Check, check_this_year
from civic_demo.play import Play

WARDS = ("E05013795", "E05013809")


class Council:
    """A client that keeps what it is sent, does nothing twice, and answers for two wards."""

    def __init__(self, received: int = 4_600_000) -> None:
        self.received = received
        self.sent: dict[str, tuple[str, str, Mapping[str, Any]]] = {}

    async def post(self, persona: str, path: str, body: Mapping[str, Any], *, key: str) -> Any:
        self.sent[key] = (persona, path, body)
        given = dict.fromkeys(WARDS[:1], self.received)
        left_out = dict.fromkeys(WARDS[1:], "already-allocated")
        year = body["financial_year"]
        return {"financial_year": year, "allocated": given, "left_out": left_out}

    async def get(self, path: str, persona: str | None) -> Any:
        return [{"ward": ward, "received": self.received} for ward in WARDS]


def given(council: Council, *days: date) -> list[Check]:
    async def give() -> list[Check]:
        play = Play(council)  # type: ignore[arg-type]  # as much of a client as this uses
        return [
            check
            for day in days
            for check in await check_this_year(play, await give_this_year(play, day))
        ]

    return asyncio.run(give())


@pytest.mark.parametrize(
    ("today", "year", "first"),
    [
        (date(2026, 3, 31), "2025-26", "2025-04-01"),
        (date(2026, 4, 1), "2026-27", "2026-04-01"),
        (date(2100, 1, 1), "2099-00", "2099-04-01"),
    ],
)
def test_every_ward_is_given_the_money_of_the_year_of_today(
    today: date, year: str, first: str
) -> None:
    council = Council()
    assert all(check.holds for check in given(council, today))
    ((persona, path, body),) = council.sent.values()
    assert (persona, path) == ("finance", "/budgets/api/ward-accounts/allocations")
    assert (body["financial_year"], body["occurred_on"]) == (year, first)
    assert "wards" not in body  # every ward of the year, however many there are by then


def test_begun_again_in_the_same_year_it_is_the_same_command_and_in_the_next_another() -> None:
    council = Council()
    given(council, date(2026, 5, 1), date(2026, 11, 30))
    assert len(council.sent) == 1
    given(council, date(2027, 4, 1))
    assert len(council.sent) == 2


def test_a_ward_without_its_money_is_told() -> None:
    (check,) = given(Council(received=0), date(2026, 5, 1))
    assert not check.holds
    assert check.found == []
