"""Everybody may ask for the trial balance: it is added up again when money has moved."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from budgets.ledger import remembering
from budgets.ledger.queries import TrialBalance, trial_balance
from budgets.ledger.remembering import FRESH_SECONDS, Remembered
from budgets_client import ApiClient
from budgets_journey import Journey

WARDS, YEAR, SPRING = ("E05000635", "E05000636"), "2009-10", "2009-04-01"
PATH = "/ledger/trial-balance"
SOUND = TrialBalance(0, 0, 0, 0, (), 0, 0)


def test_a_result_holds_for_a_minute_while_the_accounts_stand() -> None:
    known = Remembered("as they stood", 100.0, SOUND)
    assert known.still_holds("as they stood", 100.0 + FRESH_SECONDS - 1)
    assert not known.still_holds("as they stood", 100.0 + FRESH_SECONDS)
    assert not known.still_holds("otherwise", 100.0)


@pytest.fixture
def added_up(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """How often the postings were read."""
    times: list[Any] = []

    async def counted(connection: Any) -> TrialBalance:
        times.append(connection)
        return await trial_balance(connection)

    monkeypatch.setattr(remembering, "trial_balance", counted)
    return times


async def test_it_is_added_up_once_for_each_time_that_money_moves(
    api: ApiClient, journey: Journey, added_up: list[Any]
) -> None:
    for place, ward in enumerate(WARDS, start=1):
        await journey.give_money(ward, YEAR, SPRING)
        answers = await asyncio.gather(*(api.get(PATH) for _ in range(15)))
        assert {one["transactions"] for one in answers} == {place}
        assert len(added_up) == place


async def test_who_waits_for_it_keeps_no_other_reader_out(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifteen wait while it is added up: more than may read at once."""
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slow(connection: Any) -> TrialBalance:
        begun.set()
        await may_end.wait()
        return await trial_balance(connection)

    monkeypatch.setattr(remembering, "trial_balance", slow)
    a_minute_passes()
    waiting = [asyncio.create_task(api.get(PATH)) for _ in range(15)]
    try:
        await begun.wait()
        # Those that are not yet there have come as far as they get.
        for _ in range(3):
            await asyncio.wait_for(api.get("/ward-accounts"), 4)
    finally:
        may_end.set()
    assert {one["is_sound"] for one in await asyncio.gather(*waiting)} == {True}


async def test_what_was_booked_a_moment_ago_is_in_it(api: ApiClient, added_up: list[Any]) -> None:
    move = f"/ward-accounts/{WARDS[0]}/sponsorships"
    before = (await api.get(PATH))["postings"]
    body = {"financial_year": YEAR, "amount": 500, "funder": "Wigmore Hall"}
    await api.on(SPRING).post("finance", move, **body)
    assert (await api.get(PATH))["postings"] == before + 2


async def test_what_was_changed_past_the_triggers_is_found_after_a_minute(
    api: ApiClient,
) -> None:
    assert (await api.get(PATH))["is_sound"]
    tamper = "UPDATE ledger_postings SET amount = amount + 1 WHERE amount > 0"
    undo = "UPDATE ledger_postings SET amount = amount - 1 WHERE amount > 0"
    await past_the_triggers(api, tamper)
    try:
        a_minute_passes()
        found = await api.get(PATH)
        assert not found["is_sound"]
        assert found["accounts_off"] > 0
    finally:
        await past_the_triggers(api, undo)
        a_minute_passes()


def a_minute_passes() -> None:
    """What is remembered becomes as old as that."""
    for name, known in remembering._last.items():
        remembering._last[name] = replace(known, at=known.at - FRESH_SECONDS)


async def past_the_triggers(api: ApiClient, statement: str) -> None:
    """As who administers the database could."""
    async with api.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE ledger_postings DISABLE TRIGGER USER")
        await connection.exec_driver_sql(statement)
        await connection.exec_driver_sql("ALTER TABLE ledger_postings ENABLE TRIGGER USER")
