"""Putting together what the pages and the JSON show beside areas: one function a view."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from civic_reference import Council, UnknownWard
from servicekit import NotFound
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.dashboards import views
from reporting.dashboards.areas import AsAt, MeasureView, MoneyView, as_at, told
from reporting.log import entries
from reporting.log.entries import Entry
from reporting.projections import (
    community,
    figures,
    listening,
    milestones,
    money,
    response_times,
    scheme_lists,
    volunteering,
)

FACILITIES_TARGET = 20
# Two free hours a week in each of twenty facilities: 2,080 hours a year.
PLEDGED_MINUTES_TARGET = 20 * 2 * 52 * 60

LONGEST_THREAD = 500


def ward_name(council: Council, code: str) -> str:
    """A ward's name; its code where the reference data does not know it."""
    try:
        return council.ward(code).name
    except UnknownWard:
        return code


async def milestones_view(connection: AsyncConnection, today: date) -> views.MilestonesView:
    """The schemes against the milestones."""
    found = await milestones.progress(connection, today)
    return milestones_told(found, await as_at(connection))


def milestones_told(found: milestones.Progress, at: AsAt) -> views.MilestonesView:
    """The same from what was counted."""
    return views.MilestonesView(
        as_at=at,
        today=found.today,
        schemes=found.schemes,
        forecast_days=milestones.FORECAST_DAYS,
        forecast_from=found.lately,
        reached=list(found.reached),
        milestones=[
            views.MilestoneView(
                target=one.milestone.target,
                by=one.milestone.by,
                name=one.milestone.name,
                met_on=one.met_on,
                in_time=one.in_time,
                missed=one.missed,
                missing=one.missing,
                expected_on=one.expected_on,
            )
            for one in found.standings
        ],
    )


async def money_view(connection: AsyncConnection, council: Council) -> views.MoneyPageView:
    """Every ward's money by financial year, and who was awarded it."""
    balances = await money.balances(connection)
    together: money.Accounts = money.Accounts()
    for accounts in balances.values():
        together.update(accounts)
    return views.MoneyPageView(
        as_at=await as_at(connection),
        sum=await money.trial(connection),
        money=MoneyView.of(together),
        wards=[
            views.WardYearView(
                ward=ward,
                name=ward_name(council, ward),
                financial_year=year,
                accounts=dict(accounts),
                money=MoneyView.of(accounts),
            )
            for (ward, year), accounts in balances.items()
        ],
        organisations=[
            views.OrganisationView.model_validate(row, from_attributes=True)
            for row in await scheme_lists.by_organisation(connection)
        ],
    )


async def volunteering_view(connection: AsyncConnection, today: date) -> views.VolunteeringView:
    """Volunteers, their hours, staff time and groups."""
    return views.VolunteeringView(
        as_at=await as_at(connection),
        figures=(await told(connection, today))[0],
        departments=[
            views.DepartmentTimeView.model_validate(row, from_attributes=True)
            for row in await volunteering.staff_time(connection)
        ],
        groups=[
            views.GroupView.model_validate(row, from_attributes=True)
            for row in await community.groups(connection)
        ],
    )


async def spaces_view(connection: AsyncConnection, today: date) -> views.SpacesView:
    """Spaces against the target of the ActivePlaces pledge."""
    counted = await figures.totals(connection, today)
    return views.SpacesView(
        as_at=await as_at(connection),
        facilities=counted["facilities-pledged"],
        facilities_target=FACILITIES_TARGET,
        pledged_minutes=counted["minutes-pledged"],
        pledged_minutes_target=PLEDGED_MINUTES_TARGET,
        used_minutes=await community.free_use(connection, today),
        spaces=[
            views.SpaceView.model_validate(
                {**row._mapping, "pledged_minutes": row.minutes_in_force}
            )
            for row in await community.spaces(connection, today)
        ],
    )


async def listening_view(connection: AsyncConnection, today: date) -> views.ListeningView:
    """Conversations, urgent needs and barriers, and how long answers take."""
    return views.ListeningView(
        as_at=await as_at(connection),
        figures=(await told(connection, today))[0],
        conversations=[
            views.ConversationView.model_validate(
                {**row._mapping, "measures": measures_of(row.measures)}
            )
            for row in await listening.conversations(connection)
        ],
        urgent_needs=[
            views.UrgentNeedView.model_validate(row, from_attributes=True)
            for row in await listening.urgent_needs(connection)
        ],
        barriers=[
            views.BarrierView.model_validate(row, from_attributes=True)
            for row in await listening.barriers(connection)
        ],
        response_times=await response_times_view(connection),
    )


async def response_times_view(connection: AsyncConnection) -> list[views.ResponseTimeView]:
    """How long each department takes to acknowledge and to answer; all together first."""
    times = await response_times.by_department(connection)
    whole = [response_times.together(times, step) for step in ("acknowledged", "answered")]
    return [
        views.ResponseTimeView(
            department=one.department,
            step=one.step,
            ideas=one.ideas,
            in_time=one.in_time,
            late=one.late,
            median_working_days=one.median,
        )
        for one in [*whole, *times]
    ]


async def idea_view(connection: AsyncConnection, idea_id: UUID) -> views.IdeaView:
    """One idea with its steps by the day they happened; ``NotFound`` where nothing was heard."""
    row = await scheme_lists.one(connection, idea_id)
    if row is None:
        raise NotFound("idea", idea_id)
    steps = [_step(entry) for entry in await thread(connection, idea_id)]
    projects = await scheme_lists.projects_of(connection, idea_id)
    known = {**row._mapping}
    return views.IdeaView.model_validate(
        {
            **{name: known[name] for name in views.IdeaView.model_fields if name in known},
            "as_at": await as_at(connection),
            "organisations": list(dict.fromkeys(one.organisation for one in projects)),
            "dates": _dates(row),
            "measures": measures_of(row.measures),
            "steps": steps,
        }
    )


async def thread(connection: AsyncConnection, idea_id: UUID) -> list[Entry]:
    """The events about one idea by the day they happened, and then as they were recorded."""
    found = await entries.of_idea(connection, idea_id, limit=LONGEST_THREAD)
    return sorted(found, key=lambda entry: (entry.event.occurred_on, entry.position))


def measures_of(measures: Mapping[str, Mapping[str, Any]]) -> list[MeasureView]:
    """The measures of a row of a read model, by code."""
    return [
        MeasureView(code=code, unit=one["unit"], value=one["value"])
        for code, one in sorted(measures.items())
    ]


def _dates(row: Row[Any]) -> dict[str, date]:
    return {
        name.removesuffix("_on"): day
        for name, day in row._mapping.items()
        if name.endswith("_on") and day is not None
    }


def _step(entry: Entry) -> views.StepView:
    return views.StepView(
        position=entry.position,
        on=entry.event.occurred_on,
        service=entry.envelope.service,
        type=entry.envelope.type,
        event_id=entry.envelope.id,
        data=entry.envelope.data,
    )
