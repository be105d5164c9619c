"""Fifty clients race for a ward's last pound, and random work is done at once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from budgets.ledger import domain
from budgets.ledger.correcting import book_back, booked
from budgets.ledger.posting import post
from budgets.rules import RuleBroken
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from servicekit.database import is_passing
from servicekit.identity.actor import system
from servicekit.unit_of_work import Cause

WARD, YEAR = "E05000635", "2009-10"
DAY = "2009-06-01"


async def moved(api: Any, movement: domain.Movement) -> str:
    """One movement in a transaction of its own; says what came of it."""
    for _ in range(5):
        try:
            async with api.work.begin(system("budgets"), Cause.new()) as uow:
                await post(uow, movement, occurred_on=date(2009, 6, 1))
            return "done"
        except RuleBroken as rule:
            return type(rule).__name__
        except Exception as error:
            if not is_passing(error):
                raise
    return "busy"


async def corrected(api: Any, transaction_id: UUID, amount: int) -> tuple[str, Any]:
    """So much of a transaction booked back; says what came of it, and of which transaction."""
    for _ in range(5):
        try:
            async with api.work.begin(system("budgets"), Cause.new()) as uow:
                first = await booked(uow.connection, transaction_id, lock=True)
                domain.is_left_to_book_back(amount, first.left)
                await book_back(uow, first, amount, occurred_on=date(2009, 6, 1), reason="No.")
            return "done", first
        except RuleBroken as rule:
            return type(rule).__name__, None
        except Exception as error:
            if not is_passing(error):
                raise
    return "busy", None


async def fifty_alike(api: Any, journey: Any) -> list[UUID]:
    """Fifty proposals of a pound each, ready to be put to the councillors: copies of one."""
    first = await journey.open(DAY, WARD)
    await journey.research(first, DAY, {WARD: 100})
    await journey.assess(first, DAY)
    columns = "state, origin, title, wards, theme, policy, financial_year, applicant_kind,"
    columns += " organisation, opened_on, opened_by, cost, words_read"
    copies = [uuid4() for _ in range(49)]
    for table, names in (
        ("proposals", columns),
        ("proposal_shares", "ward, amount"),
        ("proposal_judgements", "criterion, judgement, reason"),
    ):
        key = "id" if table == "proposals" else "proposal_id"
        await api.sql(
            f"INSERT INTO {table} ({key}, {names}) SELECT copy, {names} FROM {table},"
            f" unnest(cast(:copies AS uuid[])) AS copy WHERE {key} = :first",
            copies=copies,
            first=UUID(first),
        )
    return [UUID(first), *copies]


async def test_one_of_fifty_clients_gets_the_last_pound(api: Any, journey: Any) -> None:
    await journey.give_money(WARD, YEAR, "2009-04-01")
    assert await moved(api, domain.reservation(WARD, YEAR, 10_000_000 - 100)) == "done"
    proposals = await fifty_alike(api, journey)
    answers = await asyncio.gather(
        *(
            api.on(DAY).send("officer", f"/proposals/{proposal}/decision", {})
            for proposal in proposals
        )
    )
    statuses = Counter(answer.status for answer in answers)
    assert statuses == {201: 1, 409: 49}, statuses
    rules = {answer.body["rule"] for answer in answers if answer.status == 409}
    assert rules == {"ward-money-overspent"}
    assert (await journey.money(WARD, YEAR))["available"] == 0


async def some_are_corrected(api: Any) -> Counter[str]:
    """Each of the transactions is corrected three times at once; what the accounts gain by it."""
    rows = await api.sql(
        "SELECT t.id, max(p.amount) AS amount, t.kind FROM ledger_transactions t"
        " JOIN ledger_postings p ON p.transaction_id = t.id"
        " WHERE t.ward IN ('E05000636', 'E05000637')"
        " AND t.kind IN ('sponsorship', 'redirection', 'payment') GROUP BY t.id"
    )
    chance = random.Random(len(rows))
    gate = asyncio.Semaphore(8)

    async def one(row: Any) -> tuple[str, Any, int]:
        amount = chance.randint(1, row.amount)
        async with gate:
            return *await corrected(api, row.id, amount), amount

    gained: Counter[str] = Counter()
    for outcome, first, amount in await asyncio.gather(*map(one, [*rows, *rows, *rows])):
        assert outcome in {"done", "WardMoneyOverspent", "NotSoMuchHeld", "NotSoMuchToBookBack"}
        if outcome == "done":
            gained[first.target.code] -= amount
            gained[first.source.code] += amount
    more = await api.sql(
        "SELECT first.id FROM ledger_transactions first"
        " JOIN ledger_transactions back ON back.corrects = first.id"
        " JOIN ledger_postings p ON p.transaction_id = back.id AND p.amount > 0"
        " JOIN ledger_postings q ON q.transaction_id = first.id AND q.amount > 0"
        " GROUP BY first.id, q.amount HAVING sum(p.amount) > q.amount"
    )
    assert not more
    return gained


wards = st.sampled_from(["E05000636", "E05000637"])
amounts = st.integers(1, 60)
movements = st.one_of(
    st.builds(
        domain.given, st.just("sponsorship"), st.just("sponsorship"), wards, st.just(YEAR), amounts
    ),
    st.builds(domain.reservation, wards, st.just(YEAR), amounts),
    st.builds(domain.commitment, wards, st.just(YEAR), amounts),
    st.builds(domain.payment, wards, st.just(YEAR), amounts),
    st.builds(
        domain.release,
        wards,
        st.just(YEAR),
        amounts,
        held=st.sampled_from(["reserved", "committed"]),
    ),
    st.builds(
        domain.redirection,
        st.tuples(wards, st.just(YEAR)),
        st.tuples(wards, st.just("2010-11")),
        amounts,
    ),
)


async def test_whatever_is_done_at_once_nothing_is_overspent(api: Any) -> None:
    """Random movements, eight at a time: the balances are those of the ones that were done."""

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(movements, min_size=8, max_size=24))
    def check(batch: list[domain.Movement]) -> None:
        drawn.append(batch)

    drawn: list[list[domain.Movement]] = []
    check()
    expected: Counter[str] = Counter()
    for batch in drawn:
        gate = asyncio.Semaphore(8)

        async def one(movement: domain.Movement, gate: asyncio.Semaphore = gate) -> str:
            async with gate:
                return await moved(api, movement)

        for movement, outcome in zip(batch, await asyncio.gather(*map(one, batch)), strict=True):
            assert outcome in {"done", "WardMoneyOverspent", "NotSoMuchHeld"}, outcome
            if outcome == "done":
                for account, amount in movement.postings:
                    expected[account.code] += amount
        expected.update(await some_are_corrected(api))
    rows = await api.sql("SELECT * FROM ledger_accounts WHERE ward IN ('E05000636', 'E05000637')")
    held = {
        domain.Account(row.ward, row.financial_year, row.kind).code: row.balance for row in rows
    }
    assert {code: amount for code, amount in held.items() if amount} == {
        code: amount for code, amount in expected.items() if amount
    }
    assert min(held[code] for code in held if "sponsorship" not in code) >= 0


async def test_two_wards_lock_in_one_order(api: Any, journey: Any) -> None:
    """Money redirected both ways at once meets no deadlock that reaches anybody."""
    for ward in ("E05000638", "E05000639"):
        await journey.give_money(ward, YEAR, "2009-04-01")
    pair = (("E05000638", YEAR), ("E05000639", YEAR))
    random.seed(7)
    batch = [
        domain.redirection(*(pair if random.random() < 0.5 else pair[::-1]), 1) for _ in range(40)
    ]
    outcomes = Counter(await asyncio.gather(*(moved(api, movement) for movement in batch)))
    assert outcomes == {"done": 40}
