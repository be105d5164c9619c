"""Conversations, urgent needs and barriers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from civic_contracts.events import ideas
from sqlalchemy import Row
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.log.facts import Fact
from reporting.projections.model import Counted, Model, State, figure, measured, take_measures
from reporting.projections.titles import titled


def _opened(state: State, event: ideas.ConversationOpened, fact: Fact) -> None:
    state.update(
        title_of=str(fact.event_id),
        kind=event.kind,
        theme=event.theme,
        commissioning_department=event.commissioning_department,
        opened_on=str(event.occurred_on),
    )


def _held(state: State, event: ideas.ConversationEventHeld, fact: Fact) -> None:
    state["events"] += 1
    state["participants"] += event.participants
    state["topic_kept"] = state["topic_kept"] and event.topic_kept
    state["ladder_rung"] = event.ladder_rung or state["ladder_rung"]
    state["ward"] = event.ward or state["ward"]
    take_measures(state, event.measures, fact)


def _heard(state: State, _: ideas.IdeaSubmitted, __: Fact) -> None:
    state["ideas"] += 1


def _closed(state: State, event: ideas.ConversationClosed, _: Fact) -> None:
    state["closed_on"] = str(event.occurred_on)


def _conversation_figures(state: State) -> Counted:
    if state["opened_on"] is not None:
        yield figure("conversations", state, state["opened_on"]), 1
        yield figure("participants", state, state["opened_on"]), state["participants"]
    yield from measured(state)


CONVERSATIONS = Model(
    table="conversations",
    key="conversation_id",
    fields={
        "title_of": None,
        "kind": None,
        "theme": None,
        "ward": None,
        "commissioning_department": None,
        "events": 0,
        "participants": 0,
        "ideas": 0,
        "topic_kept": True,
        "ladder_rung": None,
        "opened_on": None,
        "closed_on": None,
        "measures": {},
    },
    folds={
        ideas.ConversationOpened: _opened,
        ideas.ConversationEventHeld: _held,
        ideas.ConversationClosed: _closed,
        ideas.IdeaSubmitted: _heard,
    },
    figures=_conversation_figures,
)


def _raised(state: State, event: ideas.UrgentNeedRaised, fact: Fact) -> None:
    state.update(
        title_of=str(fact.event_id),
        ward=event.ward,
        idea_id=event.idea_id and str(event.idea_id),
        raised_on=str(event.occurred_on),
        deadline=event.deadline.isoformat(),
    )


def _met(state: State, event: ideas.UrgentNeedMet, _: Fact) -> None:
    state.update(
        met_on=str(event.occurred_on), hours_taken=event.hours_taken, in_time=event.in_time
    )


def _reopened(state: State, _: ideas.UrgentNeedReopened, __: Fact) -> None:
    state.update(met_on=None, hours_taken=None, in_time=None)


def _need_figures(state: State) -> Counted:
    if state["raised_on"] is not None:
        yield figure("urgent-needs", state, state["raised_on"]), 1
    if state["met_on"] is not None:
        yield figure("urgent-needs-met", state, state["met_on"]), 1
    if state["in_time"]:
        yield figure("urgent-needs-met-in-time", state, state["met_on"]), 1


URGENT_NEEDS = Model(
    table="urgent_needs",
    key="urgent_need_id",
    fields={
        "title_of": None,
        "ward": None,
        "idea_id": None,
        "raised_on": None,
        "deadline": None,
        "met_on": None,
        "hours_taken": None,
        "in_time": None,
    },
    folds={
        ideas.UrgentNeedRaised: _raised,
        ideas.UrgentNeedMet: _met,
        ideas.UrgentNeedReopened: _reopened,
    },
    figures=_need_figures,
)


def _logged(state: State, event: ideas.BarrierLogged, fact: Fact) -> None:
    state.update(
        title_of=str(fact.event_id),
        kind=event.kind,
        owner_department=event.owner_department,
        idea_id=event.idea_id and str(event.idea_id),
        logged_on=str(event.occurred_on),
    )


def _removed(state: State, event: ideas.BarrierRemoved, _: Fact) -> None:
    state.update(removed_on=str(event.occurred_on), days_standing=event.days_standing)


def _barrier_figures(state: State) -> Counted:
    if state["logged_on"] is not None:
        yield figure("barriers", state, state["logged_on"]), 1
    if state["removed_on"] is not None:
        yield figure("barriers-removed", state, state["removed_on"]), 1


BARRIERS = Model(
    table="barriers",
    key="barrier_id",
    fields={
        "title_of": None,
        "kind": None,
        "owner_department": None,
        "idea_id": None,
        "logged_on": None,
        "removed_on": None,
        "days_standing": None,
    },
    folds={ideas.BarrierLogged: _logged, ideas.BarrierRemoved: _removed},
    figures=_barrier_figures,
)

LIST = "ORDER BY thing.{day} DESC, thing.{key} LIMIT :limit"
CONVERSATION_LIST = titled(
    "conversations", LIST.format(day="opened_on", key="conversation_id")
).columns(measures=JSONB)
NEED_LIST = titled("urgent_needs", LIST.format(day="raised_on", key="urgent_need_id"))
BARRIER_LIST = titled("barriers", LIST.format(day="logged_on", key="barrier_id"))


async def conversations(connection: AsyncConnection, *, limit: int = 50) -> Sequence[Row[Any]]:
    """The newest conversations, with their titles."""
    return (await connection.execute(CONVERSATION_LIST, {"limit": limit})).all()


async def urgent_needs(connection: AsyncConnection, *, limit: int = 50) -> Sequence[Row[Any]]:
    """The newest urgent needs, with their titles."""
    return (await connection.execute(NEED_LIST, {"limit": limit})).all()


async def barriers(connection: AsyncConnection, *, limit: int = 50) -> Sequence[Row[Any]]:
    """The newest barriers, with their titles."""
    return (await connection.execute(BARRIER_LIST, {"limit": limit})).all()
