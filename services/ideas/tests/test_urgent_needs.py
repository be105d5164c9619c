"""Happy Hub: a food bank without a roof, a clock of 48 hours, and a space found by volunteers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from civic_contracts.events.ideas import UrgentNeedMet
from civic_contracts.events.volunteers import SpaceOffered
from civic_contracts.fields import PublicText
from hypothesis import given
from hypothesis import strategies as st
from ideas.app import SERVICE
from ideas.intake.commands.submitting import SubmitIdea, submit_idea
from ideas.promise import AnsweringPromise
from ideas.testing import OFFICER, Bench
from ideas.urgent_needs.commands import (
    MeetUrgentNeed,
    meet_urgent_need,
)
from ideas.urgent_needs.domain import (
    NothingIsNeeded,
    SpaceWasNotFoundForThisNeed,
    UrgentNeedWasMet,
    hours_between,
    moment_of_finding,
)
from ideas_needs import DAY_ONE, WARD, a_need, used
from servicekit import UnknownReference
from servicekit.messaging.jobs import Jobs

MOMENTS = st.integers(1_230_768_000, 1_893_456_000).map(
    lambda one: datetime.fromtimestamp(one, UTC)
)


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


@pytest.mark.parametrize("day", [date(2023, 3, 25), date(2023, 10, 28), date(2023, 6, 1)])
async def test_the_clock_runs_48_hours_also_when_the_clocks_change(bench: Bench, day: date) -> None:
    need = await a_need(bench, raised_at=None, occurred_on=day)
    (row,) = await bench.rows("SELECT deadline - raised_at AS given FROM urgent_needs")
    assert row.given == timedelta(hours=48)
    # 9:00 to the last minute of the next day, which has an hour less or more.
    event = used(need, day + timedelta(days=1))
    await bench.hear(event, event.space_id)
    shift = {3: -1, 10: 1}.get(day.month, 0)
    assert (await bench.told())[-1].hours_taken == 39 + shift


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
