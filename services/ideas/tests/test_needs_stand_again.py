"""A space that was found falls through: the need stands again, and its clock has run on."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from civic_contracts.events.ideas import UrgentNeedMet, UrgentNeedReopened
from civic_contracts.events.volunteers import SpaceReleased
from ideas.intake.commands.submitting import SubmitIdea, submit_idea
from ideas.promise import AnsweringPromise
from ideas.testing import OFFICER, Bench
from ideas.urgent_needs.commands import MeetUrgentNeed, meet_urgent_need
from ideas.urgent_needs.domain import MetBeforeItWasRaised
from ideas_needs import DAY_ONE, WARD, a_need, used


def given_back(need: UUID, day: date, space: UUID, **more: Any) -> SpaceReleased:
    values: dict[str, Any] = {"reason": "flooded", "fell_through": True, **more}
    return SpaceReleased(occurred_on=day, space_id=space, urgent_need_id=need, ward=WARD, **values)


async def met_or_reopened(bench: Bench) -> list[Any]:
    kinds = (UrgentNeedMet, UrgentNeedReopened)
    return [one for one in await bench.told() if isinstance(one, kinds)]


async def test_a_need_whose_space_fell_through_stands_again(bench: Bench) -> None:
    need, flooded, other = await a_need(bench), uuid4(), uuid4()
    await bench.hear(used(need, date(2023, 3, 2), flooded), flooded)
    await bench.hear(given_back(need, date(2023, 3, 4), flooded), flooded)
    _, again = await met_or_reopened(bench)
    assert (again.occurred_on, again.space_id, again.reason) == (
        date(2023, 3, 4),
        flooded,
        "flooded",
    )
    row = (await bench.rows("SELECT * FROM urgent_needs"))[0]
    assert (row.met_at, row.hours_taken, row.space_id) == (None, None, None)
    # Its deadline is long over, and nothing else will note that.
    assert row.overdue_at is not None
    assert await bench.rows("SELECT 1 FROM urgent_need_spaces") == []
    # Told late, for a day on which the need still had the other space: no earlier than it stood.
    await bench.hear(used(need, date(2023, 3, 3), other), other)
    last = (await met_or_reopened(bench))[-1]
    assert isinstance(last, UrgentNeedMet)
    assert (last.occurred_on, last.space_id) == (date(2023, 3, 4), other)
    # 11:15 on the first day to the last minute of the fourth.
    assert (last.hours_taken, last.in_time) == (85, False)


async def test_a_need_of_two_spaces_that_lost_one_needs_one(bench: Bench) -> None:
    need, halls = await a_need(bench, spaces_needed=2), [uuid4() for _ in range(3)]
    for hall in halls[:2]:
        await bench.hear(used(need, date(2023, 3, 2), hall), hall)
    await bench.hear(given_back(need, date(2023, 3, 2), halls[0]), halls[0])
    await bench.hear(used(need, date(2023, 3, 3), halls[2]), halls[2])
    told = await met_or_reopened(bench)
    assert [type(one) for one in told] == [UrgentNeedMet, UrgentNeedReopened, UrgentNeedMet]


async def test_the_same_space_may_be_found_again(bench: Bench) -> None:
    need, hall = await a_need(bench), uuid4()
    for day in (date(2023, 3, 2), date(2023, 3, 5)):
        await bench.hear(used(need, day, hall), hall)
        await bench.hear(given_back(need, day, hall), hall)
    assert len(await met_or_reopened(bench)) == 4


async def test_a_need_that_is_over_stays_met(bench: Bench) -> None:
    need, hall = await a_need(bench), uuid4()
    await bench.hear(used(need, date(2023, 3, 2), hall), hall)
    over = given_back(need, date(2023, 9, 30), hall, reason="moved-on", fell_through=False)
    await bench.hear(over, hall)
    assert len(await met_or_reopened(bench)) == 1
    assert (await bench.rows("SELECT met_at FROM urgent_needs"))[0].met_at is not None


async def test_what_is_given_back_before_the_need_is_met_is_not_found(bench: Bench) -> None:
    need, halls = await a_need(bench, spaces_needed=2), [uuid4() for _ in range(2)]
    await bench.hear(used(need, date(2023, 3, 2), halls[0]), halls[0])
    back = given_back(need, date(2023, 3, 2), halls[0], reason="moved-on", fell_through=False)
    await bench.hear(back, halls[0])
    await bench.hear(used(need, date(2023, 3, 2), halls[1]), halls[1])
    assert await met_or_reopened(bench) == []


@pytest.mark.parametrize("named", [True, False])
async def test_an_officers_word_falls_with_the_space_that_it_named(
    bench: Bench, named: bool
) -> None:
    need, halls = await a_need(bench, spaces_needed=3), [uuid4() for _ in range(2)]
    for hall in halls:
        await bench.hear(used(need, date(2023, 3, 2), hall), hall)
    word = MeetUrgentNeed(
        how="One hall is enough.", space_id=halls[0] if named else None, **DAY_ONE
    )
    await bench.act(OFFICER, lambda uow: meet_urgent_need(uow, need, word))
    await bench.hear(given_back(need, date(2023, 3, 3), halls[1]), halls[1])
    assert len(await met_or_reopened(bench)) == 1
    await bench.hear(given_back(need, date(2023, 3, 3), halls[0]), halls[0])
    assert len(await met_or_reopened(bench)) == (2 if named else 1)
    if named:
        with pytest.raises(MetBeforeItWasRaised):
            await bench.act(OFFICER, lambda uow: meet_urgent_need(uow, need, word_of(DAY_ONE)))


def word_of(day: dict[str, Any]) -> MeetUrgentNeed:
    return MeetUrgentNeed(how="By telephone.", **day)


async def test_the_thread_says_that_a_need_stands_again(bench: Bench) -> None:
    submit = SubmitIdea(
        title="A hub", summary="A place to meet.", ward=WARD, theme="community-focused", **DAY_ONE
    )
    idea = await bench.act(OFFICER, lambda uow: submit_idea(uow, submit, AnsweringPromise()))
    need, hall = await a_need(bench, idea_id=idea.idea_id), uuid4()
    await bench.hear(used(need, date(2023, 3, 2), hall), hall)
    await bench.hear(given_back(need, date(2023, 3, 3), hall), hall)
    rows = await bench.rows(
        "SELECT what FROM thread_steps WHERE idea_id IS NOT NULL ORDER BY position"
    )
    assert [row.what for row in rows][-2:] == [
        "The urgent need no longer has this space: flooded",
        "The urgent need stands again: flooded",
    ]
