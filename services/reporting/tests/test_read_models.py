"""Every event of the contracts is kept, read back as it was, and counted where it counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from civic_contracts import READER
from civic_contracts.events import all_events, budgets, ideas, volunteers
from civic_contracts.fields import Measure, PublicText
from civic_contracts.sampling import sample_of
from civic_contracts.topology import may_leave
from reporting.log import entries
from reporting.projections import figures, response_times, volunteering
from reporting.projections.fold import MODELS
from reporting.testing import Bench, samples

pytestmark = pytest.mark.stack

HARROW_ROAD = "E05000635"
LAST = 2**62


def submitted(**changed: object) -> ideas.IdeaSubmitted:
    values = {
        "idea_id": uuid4(),
        "occurred_on": date(2009, 5, 11),
        "channel": "area-forum",
        "owner_kind": "resident",
        "ward": HARROW_ROAD,
        "theme": "community-focused",
        "title": PublicText(text="A choir"),
        "summary": PublicText(text="For all of us."),
        **changed,
    }
    return ideas.IdeaSubmitted.model_validate(values)


async def test_every_event_is_kept_and_read_back(bench: Bench) -> None:
    batch = [bench.received(event) for event in samples()]
    await bench.take(batch)
    async with bench.work.engine.connect() as connection:
        kept = await entries.read(connection, after=0, until=LAST, limit=1000)
    assert [entry.envelope for entry in kept] == [received.envelope for received in batch]
    assert [entry.event for entry in kept] == [received.event for received in batch]


async def test_person_events_and_requests_are_not_kept(bench: Bench) -> None:
    inside = [kind for kind in all_events() if not may_leave(kind.routing_key)]
    assert len(inside) >= 8
    key = "a" * 64
    asked = [kind for kind in inside if kind.subject_kind != "person"]
    batch = [bench.received(READER.event_in(sample_of(kind)), key) for kind in asked]
    await bench.take(batch)
    assert await bench.rows("SELECT 1 FROM event_log") == []


async def test_the_columns_of_the_models_are_those_of_the_database(bench: Bench) -> None:
    for model in MODELS:
        rows = await bench.rows(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_schema = 'live' AND table_name = :name ORDER BY ordinal_position",
            name=model.table,
        )
        assert tuple(row.column_name for row in rows) == model.columns


async def test_a_scheme_counts_once_residents_began_it_and_the_council_supports_it(
    bench: Bench,
) -> None:
    idea = submitted()
    await bench.hear(idea)
    assert await bench.figure("schemes") == 0
    await bench.hear(
        ideas.IdeaSupportOffered(
            idea_id=idea.idea_id, department="parks", kind="venue", occurred_on=date(2009, 6, 1)
        )
    )
    assert await bench.figure("schemes", HARROW_ROAD) == 1
    rows = await bench.rows("SELECT counts_on FROM live.schemes")
    assert rows[0].counts_on == date(2009, 6, 1)
    into = uuid4()
    await bench.hear(
        ideas.IdeaMerged(
            idea_id=idea.idea_id, into_idea_id=into, supporters=3, occurred_on=date(2009, 6, 2)
        )
    )
    assert await bench.figure("schemes") == 0


async def test_what_an_officer_began_is_no_scheme(bench: Bench) -> None:
    idea = submitted(owner_kind="officer")
    offered = ideas.IdeaSupportOffered(
        idea_id=idea.idea_id, department="parks", kind="venue", occurred_on=date(2009, 6, 1)
    )
    await bench.hear(idea, offered)
    assert await bench.figure("schemes") == 0
    assert await bench.figure("ideas") == 1


async def test_measures_count_with_their_newest_value_wherever_the_idea_came_from(
    bench: Bench,
) -> None:
    idea = submitted()

    def monitored(day: date, singers: int) -> budgets.AgreementMonitoringRecorded:
        return budgets.AgreementMonitoringRecorded(
            agreement_id=uuid4(),
            award_id=uuid4(),
            project_id=uuid4(),
            idea_id=idea.idea_id,
            kind="concert",
            measures=(Measure(code="singers", value=singers, unit="people"),),
            occurred_on=day,
        )

    # Another service's events may be here before the idea itself.
    await bench.hear(monitored(date(2010, 1, 20), 18))
    await bench.hear(idea)
    await bench.hear(monitored(date(2010, 3, 21), 44))
    await bench.hear(monitored(date(2010, 2, 1), 30))
    assert await bench.figure("measured:singers:people", HARROW_ROAD) == 44
    assert await bench.figure("measured:singers:people") == 44


async def test_staff_time_counts_as_it_was_put_right(bench: Bench) -> None:
    entry: dict[str, Any] = {"staff_time_id": uuid4(), "department": "parks", "ward": HARROW_ROAD}
    given = volunteers.StaffTimeGiven(
        **entry, people=40, minutes=9600, occurred_on=date(2010, 1, 9)
    )
    right = volunteers.StaffTimeCorrected(
        **entry,
        change=-8640,
        people_change=-36,
        reason="wrong-length",
        given_on=date(2010, 1, 9),
        occurred_on=date(2010, 3, 1),
    )
    await bench.hear(given)
    await bench.hear(right)
    async with bench.work.engine.connect() as connection:
        (parks,) = await volunteering.staff_time(connection)
        by_month = await figures.by_month(connection, ["staff-minutes"])
    assert (parks.people, parks.minutes) == (4, 960)
    assert {month: told["staff-minutes"] for month, told in by_month.items()} == {
        date(2010, 1, 1): 960
    }


async def test_response_times_have_a_median_in_working_days(bench: Bench) -> None:
    async def acknowledged(days: int | None, in_time: bool | None) -> None:
        await bench.hear(
            ideas.IdeaAcknowledged(
                idea_id=uuid4(),
                department="parks",
                role="neighbourhood-officer",
                working_days_taken=days,
                in_time=in_time,
                occurred_on=date(2009, 5, 12),
            )
        )

    for days in (0, 1, 1, 2, 9):
        await acknowledged(days, days <= 2)
    await acknowledged(None, None)
    await acknowledged(None, None)
    async with bench.work.engine.connect() as connection:
        times = await response_times.by_department(connection)
    (parks,) = times
    assert (parks.ideas, parks.in_time, parks.late, parks.median) == (7, 4, 1, 1)
    assert response_times.together(times, "answered").median is None


async def test_corrected_hours_move_the_month_they_belong_to(bench: Bench) -> None:
    """Put right in March, as volunteers tells it: the hours that are wrong are January's."""
    idea, entry = submitted(), uuid4()
    place = {
        "placement_id": uuid4(),
        "opportunity_id": uuid4(),
        "idea_id": idea.idea_id,
        "ward": HARROW_ROAD,
    }
    logged = {**place, "volunteer_kind": "resident"}
    confirmed = volunteers.PlacementConfirmed(
        **place,
        role="steward",
        volunteer_kind="resident",
        opportunity_filled=1,
        opportunity_places=4,
        occurred_on=date(2010, 1, 5),
    )
    first = volunteers.PlacementHoursLogged(
        **logged, entry_id=entry, minutes=600, occurred_on=date(2010, 1, 9)
    )
    second = volunteers.PlacementHoursLogged(
        **logged, entry_id=uuid4(), minutes=90, occurred_on=date(2010, 2, 9)
    )
    right = volunteers.PlacementHoursCorrected(
        **place,
        entry_id=entry,
        change=-540,
        reason="wrong-length",
        occurred_on=date(2010, 3, 1),
        given_on=date(2010, 1, 9),
    )
    await bench.hear(idea, confirmed, first, second)
    await bench.hear(right)
    # What is given to a scheme counts when it was given, not when the idea came in.
    for code in ("volunteer-minutes", "scheme-minutes"):
        async with bench.work.engine.connect() as connection:
            by_month = await figures.by_month(connection, [code])
        assert {month: told[code] for month, told in by_month.items()} == {
            date(2010, 1, 1): 60,
            date(2010, 2, 1): 90,
        }


async def test_a_need_that_stands_again_is_not_met(bench: Bench) -> None:
    need, raised = uuid4(), datetime(2023, 3, 1, 11, 15, tzinfo=UTC)
    opened = ideas.UrgentNeedRaised(
        occurred_on=raised.date(),
        urgent_need_id=need,
        ward=HARROW_ROAD,
        title=PublicText(text="A roof for the food bank"),
        spaces_needed=1,
        people_needed=0,
        raised_at=raised,
        deadline=raised + timedelta(hours=48),
    )

    def met(hours: int) -> ideas.UrgentNeedMet:
        at = raised + timedelta(hours=hours)
        return ideas.UrgentNeedMet(
            occurred_on=at.date(),
            urgent_need_id=need,
            met_at=at,
            hours_taken=hours,
            in_time=hours <= 48,
        )

    again = ideas.UrgentNeedReopened(
        occurred_on=date(2023, 3, 4), urgent_need_id=need, reason="flooded"
    )
    counted = ("urgent-needs", "urgent-needs-met", "urgent-needs-met-in-time")
    await bench.hear(opened, met(37))
    assert [await bench.figure(code) for code in counted] == [1, 1, 1]
    await bench.hear(again)
    assert [await bench.figure(code) for code in counted] == [1, 0, 0]
    await bench.hear(met(85))
    assert [await bench.figure(code) for code in counted] == [1, 1, 0]


async def test_an_opportunity_that_opens_again_is_not_closed(bench: Bench) -> None:
    wanted: dict[str, Any] = {"opportunity_id": uuid4(), "occurred_on": date(2010, 2, 1)}
    opened = volunteers.OpportunityOpened(
        **wanted,
        title=PublicText(text="Welcome singers"),
        role="steward",
        places=4,
        ward=HARROW_ROAD,
    )
    counts: dict[str, Any] = {**wanted, "places": 4, "filled": 1}
    closed = volunteers.OpportunityClosed(**counts, reason="agreement-suspended")
    again = volunteers.OpportunityReopened(**counts, reason="agreement-resumed")
    days = "SELECT closed_on FROM live.opportunities"
    await bench.hear(opened, closed)
    assert [row.closed_on for row in await bench.rows(days)] == [date(2010, 2, 1)]
    await bench.hear(again)
    assert [row.closed_on for row in await bench.rows(days)] == [None]
