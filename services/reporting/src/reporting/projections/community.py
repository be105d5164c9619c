"""Groups with their members, and spaces with what is pledged and used of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from civic_contracts.events import volunteers
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.log.facts import Fact
from reporting.projections.model import Counted, Model, State, figure
from reporting.projections.titles import titled


def _registered(state: State, event: volunteers.GroupRegistered, _: Fact) -> None:
    state.update(
        organisation=event.organisation,
        kind=event.kind,
        ward=event.ward,
        theme=event.theme,
        idea_id=event.idea_id and str(event.idea_id),
        parent_group_id=event.parent_group_id and str(event.parent_group_id),
        registered_on=str(event.occurred_on),
    )
    _members(state, event)


def _counted(state: State, event: volunteers.GroupMembershipCounted, _: Fact) -> None:
    _members(state, event)


def _members(
    state: State, event: volunteers.GroupRegistered | volunteers.GroupMembershipCounted
) -> None:
    """The latest day's count is the group's membership, whenever it was entered.

    A group's events come in their order: of one day, the last one counts.
    """
    counted_on = str(event.occurred_on)
    if state["counted_on"] is None or state["counted_on"] <= counted_on:
        state.update(members=event.members, counted_on=counted_on)


def _group_closed(state: State, event: volunteers.GroupClosed, _: Fact) -> None:
    state["closed_on"] = str(event.occurred_on)


def _group_figures(state: State) -> Counted:
    if state["registered_on"] is not None and state["closed_on"] is None:
        yield figure("groups", state, state["registered_on"]), 1
        # A committee's members are members of its group, and counted there.
        if state["parent_group_id"] is None:
            yield figure("group-members", state, state["registered_on"]), state["members"]


GROUPS = Model(
    table="groups",
    key="group_id",
    fields={
        "organisation": None,
        "kind": None,
        "ward": None,
        "theme": None,
        "idea_id": None,
        "parent_group_id": None,
        "members": 0,
        "registered_on": None,
        "closed_on": None,
        "counted_on": None,
    },
    folds={
        volunteers.GroupRegistered: _registered,
        volunteers.GroupMembershipCounted: _counted,
        volunteers.GroupClosed: _group_closed,
    },
    figures=_group_figures,
)


def _offered(state: State, event: volunteers.SpaceOffered, fact: Fact) -> None:
    state.update(
        organisation=event.organisation,
        title_of=str(fact.event_id),
        kind=event.kind,
        ward=event.ward,
        temporary=event.temporary,
        offered_on=str(event.occurred_on),
    )


def _pledged(state: State, event: volunteers.SpacePledged, _: Fact) -> None:
    state.update(
        organisation=event.organisation,
        ward=event.ward,
        # What the version before counted by; a process of it may still go on.
        pledged_on=str(event.occurred_on),
        pledged_minutes=event.minutes_a_year,
    )
    state["pledges"][str(event.pledge_id)] = {
        "from": str(event.starts_on),
        "until": event.ends_on and str(event.ends_on),
        "minutes": event.minutes_a_year,
    }


def _used(state: State, event: volunteers.SpaceUsed, _: Fact) -> None:
    state["ward"] = event.ward
    state["used_minutes"] += event.minutes
    state["last_used_on"] = str(event.occurred_on)
    if event.pledge_id is not None:
        day = str(event.occurred_on)
        state["pledged_uses"][day] = state["pledged_uses"].get(day, 0) + event.minutes


def _use_corrected(state: State, event: volunteers.SpaceUseCorrected, _: Fact) -> None:
    state["ward"] = event.ward
    state["used_minutes"] += event.change
    if event.pledge_id is not None:
        day = str(event.given_on)
        state["pledged_uses"][day] = state["pledged_uses"].get(day, 0) + event.change


def _released(state: State, event: volunteers.SpaceReleased, _: Fact) -> None:
    if event.stays_offered:
        return
    state["released_on"] = str(event.occurred_on)


def _space_figures(state: State) -> Counted:
    if state["offered_on"] is not None:
        yield figure("spaces", state, state["offered_on"]), 1
    for pledge in state["pledges"].values():
        yield from _in_force(state, pledge)
    if state["last_used_on"] is not None:
        yield figure("space-minutes-used", state, state["last_used_on"]), state["used_minutes"]


def _in_force(state: State, pledge: State) -> Counted:
    """A pledge counts from its first day, and from the day after its last one no more.

    Whoever adds these figures up to a day has what is in force on it.
    """
    days = [(pledge["from"], 1)]
    gone = [state["released_on"], pledge["until"] and _day_after(pledge["until"])]
    over = min((day for day in gone if day is not None), default=None)
    if over is not None:
        days.append((max(over, pledge["from"]), -1))
    for day, sign in days:
        yield figure("facilities-pledged", state, day, exact=True), sign
        yield figure("minutes-pledged", state, day, exact=True), sign * pledge["minutes"]


def _day_after(day: str) -> str | None:
    last = date.fromisoformat(day)
    return None if last == date.max else str(last + timedelta(days=1))


SPACES = Model(
    table="spaces",
    key="space_id",
    fields={
        "organisation": None,
        "title_of": None,
        "kind": None,
        "ward": None,
        "temporary": False,
        "offered_on": None,
        "pledged_on": None,
        "pledged_minutes": 0,
        "used_minutes": 0,
        "last_used_on": None,
        "released_on": None,
        "pledges": {},
        "pledged_uses": {},
    },
    folds={
        volunteers.SpaceOffered: _offered,
        volunteers.SpacePledged: _pledged,
        volunteers.SpaceUsed: _used,
        volunteers.SpaceUseCorrected: _use_corrected,
        volunteers.SpaceReleased: _released,
    },
    figures=_space_figures,
)

GROUP_LIST = text("""
    SELECT group_id, organisation, kind, ward, theme, members, registered_on FROM live.groups
    WHERE closed_on IS NULL AND registered_on IS NOT NULL
    ORDER BY members DESC, group_id LIMIT :limit
""")

IN_FORCE = """
    SELECT coalesce(sum((pledge.value ->> 'minutes')::bigint), 0)::bigint AS minutes,
           count(*) AS pledges
    FROM jsonb_each(thing.pledges) AS pledge
    WHERE pledge.value ->> 'from' <= :day
      AND coalesce(pledge.value ->> 'until', '9999-12-31') >= :day
"""

SPACE_LIST = titled(
    "spaces",
    f"""CROSS JOIN LATERAL ({IN_FORCE}) AS in_force
    WHERE thing.released_on IS NULL
    ORDER BY in_force.minutes DESC, thing.space_id LIMIT :limit""",
    also="in_force.minutes AS minutes_in_force",
)

FREE_USE = text(f"""
    SELECT coalesce(sum(used.minutes::bigint), 0)::bigint AS minutes
    FROM live.spaces AS thing
    CROSS JOIN LATERAL ({IN_FORCE}) AS in_force
    CROSS JOIN LATERAL jsonb_each_text(thing.pledged_uses) AS used (day, minutes)
    WHERE thing.released_on IS NULL AND in_force.pledges > 0
      AND used.day > :year_before AND used.day <= :day
""")  # noqa: S608 - our own words


async def groups(connection: AsyncConnection, *, limit: int = 50) -> Sequence[Row[Any]]:
    """The groups with most members."""
    return (await connection.execute(GROUP_LIST, {"limit": limit})).all()


async def spaces(
    connection: AsyncConnection, today: date, *, limit: int = 50
) -> Sequence[Row[Any]]:
    """The spaces of which most is pledged today, with their titles; minutes a year."""
    return (await connection.execute(SPACE_LIST, {"limit": limit, "day": str(today)})).all()


async def free_use(connection: AsyncConnection, today: date) -> int:
    """The minutes used under pledges in the year up to today, of spaces with one in force.

    It is what ``/volunteers/api/pledges/progress`` says.
    """
    days = {"day": str(today), "year_before": str(today - timedelta(days=365))}
    minutes: int = (await connection.execute(FREE_USE, days)).scalar_one()
    return minutes
