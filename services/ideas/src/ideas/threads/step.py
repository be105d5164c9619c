"""One step of a thread: what happened, said so that everybody understands it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

PLAIN, GOOD, STOPPED = "plain", "good", "stopped"

THREAD = "/ideas/threads/{}"
"""Where the thread of an idea is."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A recorded figure: 44 singers is ``Figure("singers", 44, "people")``.

    ``of`` says whose figure it is where several on one thread have one: a group's id, a meeting.
    ``within`` names the group that it is a part of, whose figure counts it already.
    """

    code: str
    value: int
    unit: str
    of: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in pence and what it is: awarded, paid, spent, continued."""

    label: str
    pence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happened ``on`` a day, by which role, department or organisation.

    ``kind`` is the event's name without the service, such as ``award.made``. Steps of one
    ``slot`` are one line on the page, which the latest of them replaces.
    """

    on: date
    service: str
    kind: str
    what: str
    who: str
    text: str = ""
    measures: tuple[Figure, ...] = ()
    money: tuple[Money, ...] = ()
    tone: str = PLAIN
    link: str = ""
    slot: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a step belongs, and which event it tells of."""

    event_id: UUID
    recorded_at: datetime
    idea_id: UUID | None = None
    conversation_id: UUID | None = None


def figures(measures: Iterable[object], of: str = "") -> tuple[Figure, ...]:
    """An event's measures as figures of a step."""
    return tuple(
        Figure(one.code, one.value, one.unit, of)  # type: ignore[attr-defined]  # a contracts Measure, which this file may not import
        for one in measures
    )
