"""Happy Hub: a food bank without a roof, a clock of 48 hours, and a space found by volunteers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from civic_contracts.events.ideas import UrgentNeedMet, UrgentNeedReopened
from civic_contracts.events.volunteers import SpaceOffered, SpaceReleased, SpaceUsed
from civic_contracts.fields import PublicText
from hypothesis import given
from hypothesis import strategies as st
from ideas.app import SERVICE
from ideas.intake.commands.submitting import SubmitIdea, submit_idea
from ideas.promise import AnsweringPromise
from ideas.testing import FACILITATOR, OFFICER, Bench
from ideas.urgent_needs.commands import (
    MeetUrgentNeed,
    RaiseUrgentNeed,
    meet_urgent_need,
    raise_urgent_need,
)
from ideas.urgent_needs.domain import (
    MetBeforeItWasRaised,
    NothingIsNeeded,
    SpaceWasNotFoundForThisNeed,
    UrgentNeedWasMet,
    hours_between,
    moment_of_finding,
)
from servicekit import UnknownReference
from servicekit.messaging.jobs import Jobs

WARD = "E05013794"
MOMENTS = st.integers(1_230_768_000, 1_893_456_000).map(
    lambda one: datetime.fromtimestamp(one, UTC)
)
RAISED = datetime(2023, 3, 1, 11, 15, tzinfo=UTC)
DAY_ONE: dict[str, Any] = {
    "occurred_on": RAISED.date(),
    "late_reason": "Entered from the record of the session.",
}


async def a_need(bench: Bench, **more: Any) -> UUID:
    values = {"raised_at": RAISED, **DAY_ONE, **more}
    command = RaiseUrgentNeed(
        ward=WARD, title="A roof for the food bank", facilities=("kitchen",), **values
    )
    made = await bench.act(
        FACILITATOR, lambda uow: raise_urgent_need(uow, command, AnsweringPromise())
    )
    if command.raised_at is not None:
        assert made.deadline == command.raised_at + timedelta(hours=48)
    return UUID(str(made.urgent_need_id))


def offered(need: UUID, day: date, space: UUID | None = None, **more: Any) -> SpaceOffered:
    return SpaceOffered(
        occurred_on=day,
        space_id=space or uuid4(),
        urgent_need_id=need,
        ward=WARD,
        organisation="St Mary's Centre",
        title=PublicText(text="The lower hall"),
        kind="hall",
        temporary=True,
        **more,
    )


def used(need: UUID, day: date, space: UUID | None = None) -> SpaceUsed:
    """What a coordinator tells who gives a space to the need."""
    return SpaceUsed(
        occurred_on=day,
        space_id=space or uuid4(),
        urgent_need_id=need,
        ward=WARD,
        purpose="urgent-need",
        minutes=0,
    )


async def test_an_offer_that_nobody_accepted_does_not_stop_the_clock(bench: Bench) -> None:
    need, other = await a_need(bench), await a_need(bench)
    event = offered(need, date(2023, 3, 2))
    await bench.hear(event, event.space_id)
    assert not any(isinstance(one, UrgentNeedMet) for one in await bench.told())
    # The coordinator gives it to another need: that one is met by it, and no other.
    given_away = used(other, date(2023, 3, 2), event.space_id)
    await bench.hear(given_away, event.space_id)
    met = [one for one in await bench.told() if isinstance(one, UrgentNeedMet)]
    assert [(one.urgent_need_id, one.space_id) for one in met] == [(other, event.space_id)]


async def test_a_space_found_on_the_second_day_meets_the_need_in_time(bench: Bench) -> None:
    need = await a_need(bench)
    event = used(need, date(2023, 3, 2))
    await bench.hear(event, event.space_id)
    met = (await bench.told())[-1]
    assert isinstance(met, UrgentNeedMet)
    # 11:15 on the first day to the last minute of the second, rounded up.
    assert (met.hours_taken, met.in_time, met.space_id) == (37, True, event.space_id)
    await bench.hear(used(need, date(2023, 3, 3), event.space_id), event.space_id)
    assert sum(isinstance(one, UrgentNeedMet) for one in await bench.told()) == 1


async def test_two_spaces_needed_are_two_different_spaces(bench: Bench) -> None:
    need, space = await a_need(bench, spaces_needed=2), uuid4()
    for _ in range(2):
        await bench.hear(used(need, date(2023, 3, 2), space), space)
    assert not any(isinstance(one, UrgentNeedMet) for one in await bench.told())
    other = used(need, date(2023, 3, 4))
    await bench.hear(other, other.space_id)
    met = (await bench.told())[-1]
    assert isinstance(met, UrgentNeedMet)
    assert not met.in_time


async def test_found_today_counts_to_this_minute(bench: Bench) -> None:
    need = await a_need(bench, raised_at=None, occurred_on=None, late_reason=None)
    row = (await bench.rows("SELECT raised_at FROM urgent_needs"))[0]
    await bench.set_clock(row.raised_at + timedelta(hours=3, minutes=5))
    today = (row.raised_at + timedelta(hours=3, minutes=5)).date()
    event = used(need, today)
    await bench.hear(event, event.space_id)
    assert (await bench.told())[-1].hours_taken == 4


async def test_steps_stand_on_the_thread_of_the_idea(bench: Bench) -> None:
    submit = SubmitIdea(
        title="A hub", summary="A place to meet.", ward=WARD, theme="community-focused", **DAY_ONE
    )
    idea = await bench.act(OFFICER, lambda uow: submit_idea(uow, submit, AnsweringPromise()))
    need = await a_need(bench, idea_id=idea.idea_id)
    event = offered(need, date(2023, 3, 2))
    await bench.hear(event, event.space_id)
    await bench.hear(used(need, date(2023, 3, 2), event.space_id), event.space_id)
    rows = await bench.rows("SELECT kind FROM thread_steps WHERE idea_id IS NOT NULL ORDER BY 1")
    assert [row.kind for row in rows] == [
        "idea.submitted",
        "space.offered",
        "space.used",
        "urgent-need.met",
        "urgent-need.raised",
    ]


async def test_a_need_not_known_yet_holds_the_event(bench: Bench) -> None:
    event = offered(uuid4(), date(2023, 3, 2))
    with pytest.raises(UnknownReference):
        await bench.hear(event, event.space_id)


async def test_an_officers_word_is_checked_against_the_events(bench: Bench) -> None:
    need = await a_need(bench, spaces_needed=2)
    event = used(need, date(2023, 3, 2))
    await bench.hear(event, event.space_id)
    invented = MeetUrgentNeed(how="By telephone.", space_id=uuid4(), **DAY_ONE)
    with pytest.raises(SpaceWasNotFoundForThisNeed):
        await bench.act(OFFICER, lambda uow: meet_urgent_need(uow, need, invented))
    real = MeetUrgentNeed(how="One hall is enough.", space_id=event.space_id, **DAY_ONE)
    met = await bench.act(OFFICER, lambda uow: meet_urgent_need(uow, need, real))
    assert (met.hours_taken, met.in_time) == (13, True)
    with pytest.raises(UrgentNeedWasMet):
        await bench.act(OFFICER, lambda uow: meet_urgent_need(uow, need, real))


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


async def test_the_clock_runs_out(bench: Bench) -> None:
    await a_need(bench, raised_at=None, occurred_on=None, late_reason=None)
    row = (await bench.rows("SELECT deadline FROM urgent_needs"))[0]
    await bench.set_clock(row.deadline + timedelta(seconds=1))
    assert await Jobs(bench.work, SERVICE.jobs).run_next()
    assert (await bench.rows("SELECT overdue_at FROM urgent_needs"))[0].overdue_at is not None
    assert (await bench.rows("SELECT count(*) AS n FROM kit.jobs WHERE done_at IS NULL"))[0].n == 0


async def test_something_has_to_be_needed(bench: Bench) -> None:
    with pytest.raises(NothingIsNeeded):
        await a_need(bench, spaces_needed=0, people_needed=0)


@given(
    MOMENTS,
    st.timedeltas(timedelta(0), timedelta(days=400)),
)
def test_hours_are_rounded_up(raised: datetime, taken: timedelta) -> None:
    hours = hours_between(raised, raised + taken)
    assert timedelta(hours=hours) >= taken > timedelta(hours=hours - 1)


@given(
    MOMENTS,
    st.integers(0, 3000),
)
def test_nothing_is_found_in_the_future(now: datetime, days_ago: int) -> None:
    day = now.date() - timedelta(days=days_ago)
    assert moment_of_finding(day, now) <= now
