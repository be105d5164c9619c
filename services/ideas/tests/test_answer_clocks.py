"""The promise to answer: what is due when, who is reminded, what is published of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from ideas.answering.commands.owning import AcknowledgeIdea, acknowledge_idea
from ideas.answering.commands.replying import AnswerIdea, answer_idea
from ideas.answering.domain import AcknowledgedOnce, AnsweredOnce
from ideas.answering.queries import response_times, work_list
from ideas.app import SERVICE
from ideas.intake.commands.moderating import ModerateIdea, moderate_idea
from ideas.intake.commands.submitting import SubmitIdea, submit_idea
from ideas.promise import AnsweringPromise
from ideas.reference import days_taken, due_after
from ideas.testing import MODERATOR, OFFICER, Bench
from servicekit.messaging.jobs import Jobs

LATE: dict[str, Any] = {"late_reason": "Entered from the files."}
EASTER_THURSDAY = datetime(2026, 4, 2, 10, tzinfo=UTC)


async def an_idea(bench: Bench, promise: AnsweringPromise, **more: Any) -> UUID:
    values = {"ward": "E05013794", **more}
    command = SubmitIdea(title="Boxes", summary="Boxes on balconies.", theme="greening", **values)
    made = await bench.act(OFFICER, lambda uow: submit_idea(uow, command, promise))
    return UUID(str(made.idea_id))


async def jobs_of(bench: Bench) -> list[tuple[datetime, str]]:
    rows = await bench.rows("SELECT due_at, key FROM kit.jobs WHERE done_at IS NULL ORDER BY 1, 2")
    return [(row.due_at, row.key.split(":", 1)[1]) for row in rows]


async def run_due(bench: Bench) -> None:
    jobs = Jobs(bench.work, SERVICE.jobs)
    while await jobs.run_next():
        pass


async def notices(bench: Bench) -> set[tuple[str, str]]:
    return {(row.clock, row.notice) for row in await bench.rows("SELECT * FROM clock_notices")}


async def test_working_days_pass_over_the_easter_holidays(bench: Bench) -> None:
    await bench.set_clock(EASTER_THURSDAY)
    await an_idea(bench, AnsweringPromise())
    row = (await bench.rows("SELECT * FROM ideas"))[0]
    assert row.submitted_on == date(2026, 4, 2)
    # Neither Good Friday nor Easter Monday counts, nor the holiday at the beginning of May.
    assert row.acknowledge_due_on == date(2026, 4, 8)
    assert row.answer_due_on == date(2026, 5, 5)


async def test_the_promise_is_configurable(bench: Bench) -> None:
    await bench.set_clock(EASTER_THURSDAY)
    await an_idea(bench, AnsweringPromise(acknowledge_days=1, answer_days=3))
    row = (await bench.rows("SELECT * FROM ideas"))[0]
    assert (row.acknowledge_due_on, row.answer_due_on) == (date(2026, 4, 7), date(2026, 4, 9))


async def test_reminded_overdue_escalated(bench: Bench) -> None:
    await bench.set_clock(EASTER_THURSDAY)
    await an_idea(bench, AnsweringPromise())
    await run_due(bench)
    assert await notices(bench) == set()
    # The last day begins at midnight in London, which is an hour before that in UTC.
    await bench.set_clock(datetime(2026, 4, 7, 23, 0, tzinfo=UTC))
    await run_due(bench)
    assert await notices(bench) == {("acknowledge", "reminder")}
    await bench.set_clock(datetime(2026, 4, 8, 23, 0, tzinfo=UTC))
    await run_due(bench)
    assert ("acknowledge", "overdue") in await notices(bench)
    await bench.set_clock(datetime(2026, 5, 20, tzinfo=UTC))
    await run_due(bench)
    assert len(await notices(bench)) == 6
    async with bench.work.engine.connect() as connection:
        (item,) = await work_list(connection, date(2026, 5, 20))
    assert item.acknowledge.overdue
    assert item.answer.notices == ["reminder", "overdue", "escalated"]


async def test_what_was_done_in_time_is_not_reminded_of(bench: Bench) -> None:
    await bench.set_clock(EASTER_THURSDAY)
    idea_id = await an_idea(bench, AnsweringPromise())
    acknowledge = AcknowledgeIdea(department="neighbourhoods")
    await bench.act(OFFICER, lambda uow: acknowledge_idea(uow, idea_id, acknowledge))
    with pytest.raises(AcknowledgedOnce):
        await bench.act(OFFICER, lambda uow: acknowledge_idea(uow, idea_id, acknowledge))
    told = (await bench.told())[-1]
    assert (told.working_days_taken, told.in_time, told.answer_due_on) == (
        0,
        True,
        date(2026, 5, 5),
    )
    await bench.set_clock(datetime(2026, 4, 24, 12, tzinfo=UTC))
    answer = AnswerIdea(outcome="not-now", reasons="No money.", department="finance")
    await bench.act(OFFICER, lambda uow: answer_idea(uow, idea_id, answer))
    with pytest.raises(AnsweredOnce):
        await bench.act(OFFICER, lambda uow: answer_idea(uow, idea_id, answer))
    await bench.set_clock(datetime(2026, 6, 20, tzinfo=UTC))
    await run_due(bench)
    assert await notices(bench) == set()
    async with bench.work.engine.connect() as connection:
        first, second = await response_times(connection, date(2026, 6, 20))
    assert (first.done, first.in_time, first.overdue_now) == (1, 1, 0)
    assert (second.done, second.in_time, second.median_working_days) == (1, 1, 14.0)


async def test_what_was_broken_while_the_idea_was_hidden_is_noted(bench: Bench) -> None:
    await bench.set_clock(EASTER_THURSDAY)
    idea_id = await an_idea(bench, AnsweringPromise())
    hide = ModerateIdea(outcome="hidden", reason="To be looked at.")
    await bench.act(MODERATOR, lambda uow: moderate_idea(uow, idea_id, hide))
    await bench.set_clock(datetime(2026, 4, 10, tzinfo=UTC))
    await run_due(bench)
    async with bench.work.engine.connect() as connection:
        assert await work_list(connection, date(2026, 4, 10)) == []
    show = ModerateIdea(outcome="published")
    await bench.act(MODERATOR, lambda uow: moderate_idea(uow, idea_id, show))
    async with bench.work.engine.connect() as connection:
        (item,) = await work_list(connection, date(2026, 4, 10))
    assert item.acknowledge.notices == ["reminder", "overdue"]


async def test_cases_of_2009_set_off_no_reminders(bench: Bench) -> None:
    day = date(2009, 6, 1)
    idea_id = await an_idea(bench, AnsweringPromise(), ward="E05000634", occurred_on=day, **LATE)
    assert await jobs_of(bench) == []
    answer = AnswerIdea(
        outcome="taken-up",
        reasons="It is a good idea.",
        department="neighbourhoods",
        occurred_on=date(2009, 7, 1),
        **LATE,
    )
    await bench.act(OFFICER, lambda uow: answer_idea(uow, idea_id, answer))
    told = (await bench.told())[-1]
    assert (told.working_days_taken, told.in_time) == (22, False)


async def test_an_idea_entered_a_day_late_is_reminded_of_what_is_left(bench: Bench) -> None:
    await bench.set_clock(EASTER_THURSDAY)
    early = EASTER_THURSDAY.date() - timedelta(days=10)
    await an_idea(bench, AnsweringPromise(), occurred_on=early, **LATE)
    assert [key for _, key in await jobs_of(bench)] == [
        "answer:reminder",
        "answer:overdue",
        "answer:escalated",
    ]


def test_years_without_known_holidays_count_weekdays(migrated: Bench) -> None:
    council = migrated.work.council
    assert due_after(council, date(2005, 3, 24), 1) == date(2005, 3, 25)
    assert days_taken(council, date(2005, 3, 24), date(2005, 3, 29)) == 3
