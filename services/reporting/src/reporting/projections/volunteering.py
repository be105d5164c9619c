"""Opportunities with their places and hours, and the time that council staff give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from civic_contracts.events import volunteers
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.log.facts import Fact
from reporting.projections.model import Counted, Model, State, add_in_month, figure


def _opened(state: State, event: volunteers.OpportunityOpened, fact: Fact) -> None:
    state.update(
        title_of=str(fact.event_id),
        role=event.role,
        ward=event.ward,
        theme=event.theme,
        places=event.places,
        organisation=event.organisation,
        idea_id=event.idea_id and str(event.idea_id),
        opened_on=str(event.occurred_on),
    )


def _reworded(state: State, event: volunteers.OpportunityTextWithdrawn, fact: Fact) -> None:
    if event.title is not None:
        state["title_of"] = str(fact.event_id)


def _filled(state: State, event: volunteers.OpportunityFilled, _: Fact) -> None:
    state["filled_on"] = str(event.occurred_on)


def _closed(state: State, event: volunteers.OpportunityClosed, _: Fact) -> None:
    state["closed_on"] = str(event.occurred_on)


def _reopened(state: State, _: volunteers.OpportunityReopened, __: Fact) -> None:
    state["closed_on"] = None


def _figures(state: State) -> Counted:
    if state["opened_on"] is not None:
        yield figure("opportunities", state, state["opened_on"]), 1
        yield figure("volunteer-places", state, state["opened_on"]), state["places"]


OPPORTUNITIES = Model(
    table="opportunities",
    key="opportunity_id",
    fields={
        "title_of": None,
        "role": None,
        "ward": None,
        "theme": None,
        "places": 0,
        "organisation": None,
        "idea_id": None,
        "opened_on": None,
        "filled_on": None,
        "closed_on": None,
    },
    folds={
        volunteers.OpportunityOpened: _opened,
        volunteers.OpportunityTextWithdrawn: _reworded,
        volunteers.OpportunityFilled: _filled,
        volunteers.OpportunityClosed: _closed,
        volunteers.OpportunityReopened: _reopened,
    },
    figures=_figures,
)


def _confirmed(state: State, event: volunteers.PlacementConfirmed, _: Fact) -> None:
    state.update(
        ward=event.ward,
        volunteer_kind=event.volunteer_kind,
        opportunity_id=str(event.opportunity_id),
        confirmed_on=str(event.occurred_on),
    )


def _logged(state: State, event: volunteers.PlacementHoursLogged, _: Fact) -> None:
    state["minutes"] += event.minutes
    add_in_month(state, event.occurred_on, event.minutes)


def _corrected(state: State, event: volunteers.PlacementHoursCorrected, _: Fact) -> None:
    state["minutes"] += event.change
    add_in_month(state, event.given_on or event.occurred_on, event.change)


def _ended(state: State, event: volunteers.PlacementEnded, _: Fact) -> None:
    state["ended_on"] = str(event.occurred_on)


def _placement_figures(state: State) -> Counted:
    if state["confirmed_on"] is None:
        return
    yield figure("placements", state, state["confirmed_on"]), 1
    for month, minutes in state["by_month"].items():
        yield figure("volunteer-minutes", state, month), minutes


PLACEMENTS = Model(
    table="placements",
    key="placement_id",
    fields={
        "ward": None,
        "opportunity_id": None,
        "volunteer_kind": None,
        "confirmed_on": None,
        "ended_on": None,
        "minutes": 0,
        "by_month": {},
    },
    folds={
        volunteers.PlacementConfirmed: _confirmed,
        volunteers.PlacementHoursLogged: _logged,
        volunteers.PlacementHoursCorrected: _corrected,
        volunteers.PlacementEnded: _ended,
    },
    figures=_placement_figures,
)


def _given(state: State, event: volunteers.StaffTimeGiven, _: Fact) -> None:
    state.update(
        department=event.department,
        ward=event.ward,
        people=event.people,
        minutes=event.minutes,
        given_on=str(event.occurred_on),
    )


def _given_corrected(state: State, event: volunteers.StaffTimeCorrected, _: Fact) -> None:
    state["people"] += event.people_change
    state["minutes"] += event.change


def _staff_figures(state: State) -> Counted:
    if state["given_on"] is None:
        return
    yield figure("staff-minutes", state, state["given_on"]), state["minutes"]


STAFF_TIME = Model(
    table="staff_time",
    key="staff_time_id",
    fields={"department": None, "ward": None, "people": 0, "minutes": 0, "given_on": None},
    folds={volunteers.StaffTimeGiven: _given, volunteers.StaffTimeCorrected: _given_corrected},
    figures=_staff_figures,
)

BY_DEPARTMENT = text("""
    SELECT department, sum(people)::bigint AS people, sum(minutes)::bigint AS minutes
    FROM live.staff_time WHERE given_on IS NOT NULL
    GROUP BY department ORDER BY minutes DESC, department
""")


async def staff_time(connection: AsyncConnection) -> Sequence[Row[Any]]:
    """(department, people, minutes) that the council's departments gave, most first.

    People are counted each time that they give; who they are, and so how many, nobody is told.
    """
    return (await connection.execute(BY_DEPARTMENT)).all()
