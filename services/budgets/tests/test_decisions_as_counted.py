"""A decision stays as it was counted, and of several the last is shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from budgets.app import SERVICE
from budgets_client import ApiClient
from budgets_journey import Journey
from servicekit.database import create_engine
from servicekit.operations.migrating import migrate
from sqlalchemy import text

YEAR, DAY = "2009-10", "2009-06-01"
TWO = {"E05000631": 600, "E05000632": 400}


async def decision_of(api: ApiClient, proposal: str) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get(f"/proposals/{proposal}"))["decision"]
    return found


async def agreed_elsewhere(api: ApiClient, journey: Journey, ward: str) -> str:
    """A proposal of a ward without councillors, to which the body it was referred to agreed."""
    await journey.give_money(ward, YEAR, "2009-04-01")
    proposal = await journey.open(DAY, ward)
    await journey.research(proposal, DAY, {ward: 100})
    await journey.assess(proposal, DAY)
    path = f"/proposals/{proposal}/decision"
    await api.on(DAY).post("officer", path)
    referred = {"ward": ward, "choice": "in-favour", "reason": "Nobody can vote."}
    await api.on(DAY).post("officer", f"{path}/referred", **referred)
    return proposal


async def test_a_closed_decision_is_not_counted_anew(api: ApiClient, journey: Journey) -> None:
    ward = "E05000640"
    proposal = await agreed_elsewhere(api, journey, ward)
    path, june = f"/proposals/{proposal}/decision", api.on(DAY)
    await june.post("officer", f"{path}/close", reasons="The cabinet member agreed.")
    closed = (await decision_of(api, proposal))["wards"]
    assert closed[0]["tally"]["standing"] == "approved"
    # The register catches up: three councillors held their seats all along.
    await journey.seat_councillors(ward, "2006-05-04")
    assert (await decision_of(api, proposal))["wards"] == closed


async def test_what_councillors_decide_after_all_is_told_as_theirs(
    api: ApiClient, journey: Journey
) -> None:
    ward = "E05000643"
    proposal = await agreed_elsewhere(api, journey, ward)
    path, june = f"/proposals/{proposal}/decision", api.on(DAY)
    await journey.seat_councillors(ward, "2006-05-04")
    for seat in (1, 2):
        await journey.vote(proposal, DAY, ward, seat, "against")
    closed = await june.post("officer", f"{path}/close", reasons="They voted.")
    assert closed["outcome"] == "declined"
    assert (await decision_of(api, proposal))["method"] == "ward-councillors"


async def test_what_was_withdrawn_stays_as_it_had_been_voted_on(
    api: ApiClient, journey: Journey
) -> None:
    ward = "E05000641"
    await journey.give_money(ward, YEAR, "2009-04-01")
    await journey.seat_councillors(ward, "2009-01-01", 1)
    proposal = await journey.deciding(DAY, {ward: 100})
    await journey.vote(proposal, DAY, ward, 1, "in-favour")
    await api.on(DAY).post("officer", f"/proposals/{proposal}/withdraw", reason="asked")
    closed = (await decision_of(api, proposal))["wards"]
    assert (closed[0]["tally"]["in_favour"], closed[0]["tally"]["voted"]) == (1, 1)
    await api.sql(
        "UPDATE councillor_terms SET ends_on = cast(:day AS date) WHERE ward = :ward AND seat > 1",
        day=date(2009, 5, 31),
        ward=ward,
    )
    assert (await decision_of(api, proposal))["wards"] == closed


async def test_of_two_decisions_of_one_day_the_later_is_shown(
    api: ApiClient, journey: Journey
) -> None:
    """However their ids fall: the first of them is closed on that day as well."""
    for ward in TWO:
        await journey.give_money(ward, YEAR, "2009-04-01")
    for _ in range(4):
        proposal = await journey.deciding(DAY, TWO)
        path, june = f"/proposals/{proposal}/decision", api.on(DAY)
        for ward, choice in zip(TWO, ("in-favour", "against"), strict=True):
            for seat in (1, 2):
                await journey.vote(proposal, DAY, ward, seat, choice)
        first = await june.post("officer", f"{path}/close", reasons="They differ.")
        assert first["outcome"] == "returned"
        await journey.research(proposal, DAY, {"E05000631": 10})
        await journey.assess(proposal, DAY)
        await june.post("officer", path)
        for seat in (1, 2):
            await journey.vote(proposal, DAY, "E05000631", seat, "in-favour")
        await june.post("officer", f"{path}/close", reasons="Now they agree.")
        assert (await decision_of(api, proposal))["outcome"] == "approved"
        # An update moves a row: the order does not depend on where it lies.
        await api.sql("UPDATE decisions SET reasons = reasons WHERE outcome = 'returned'")
        assert (await decision_of(api, proposal))["outcome"] == "approved"


async def test_decisions_that_were_there_before_have_their_order(postgres: Any) -> None:
    """Of one proposal the last that was opened is last, and what comes is after all of them."""
    dsn = str(await postgres.database())
    await migrate(dsn, SERVICE.migrations, to="0009")
    engine = create_engine(dsn, connections=2, service="budgets")
    decision = text(
        "INSERT INTO decisions (id, proposal_id, state, opened_on, outcome, decided_on)"
        " SELECT gen_random_uuid(), id, :state, :opened, :outcome, :decided FROM proposals"
    )
    june, july = date(2009, 6, 1), date(2009, 7, 1)
    told = [
        ("open", july, None, None),
        ("closed", june, "declined", june),
        ("closed", june, "returned", june),
    ]
    names = ("state", "opened", "outcome", "decided")
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO proposals (id, state, origin, title, wards, theme, policy,"
                " financial_year, applicant_kind, opened_on, opened_by, words_read)"
                " VALUES (gen_random_uuid(), 'opened', 'direct', 'A choir', '{E05000631}', 'x',"
                " 'x', '2009-10', 'group', '2009-06-01', 'x', true)"
            )
        )
        for row in told:
            await connection.execute(decision, dict(zip(names, row, strict=True)))
    await migrate(dsn, SERVICE.migrations)
    async with engine.begin() as connection:
        await connection.execute(
            decision, dict(zip(names, ("closed", june, "withdrawn", june), strict=True))
        )
        found = await connection.execute(text("SELECT outcome FROM decisions ORDER BY position"))
        assert list(found.scalars()) == ["returned", "declined", None, "withdrawn"]
    await engine.dispose()
