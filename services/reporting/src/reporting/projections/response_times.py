"""How long residents wait for a word: by department, step and working days taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from civic_contracts.envelope import Event
from civic_contracts.events.ideas import IdeaAcknowledged, IdeaAnswered
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.log.facts import Fact

ADD = text("""
    INSERT INTO response_times AS known (department, step, working_days, in_time, ideas)
    SELECT * FROM unnest(
        cast(:departments AS text[]), cast(:steps AS text[]), cast(:working_days AS int[]),
        cast(:in_time AS boolean[]), cast(:ideas AS bigint[]))
    ON CONFLICT (department, step, working_days, in_time)
    DO UPDATE SET ideas = known.ideas + excluded.ideas
""")

ALL = text("""
    SELECT department, step, working_days, in_time, ideas FROM live.response_times
    ORDER BY department, step, working_days
""")

STEPS: dict[type[Event], str] = {IdeaAcknowledged: "acknowledged", IdeaAnswered: "answered"}


class _Place(NamedTuple):
    department: str
    step: str
    working_days: int | None
    in_time: bool | None


@dataclass(slots=True)
class ResponseTime:
    """What one department took for one step; days are working days, where they were told."""

    department: str
    step: str
    ideas: int = 0
    in_time: int = 0
    late: int = 0
    days: Counter[int] = field(default_factory=Counter)

    @property
    def median(self) -> int | None:
        """The middle one of all waits, in working days; the lower one of two."""
        seen, half = 0, (sum(self.days.values()) + 1) // 2
        for days, ideas in sorted(self.days.items()):
            seen += ideas
            if seen >= half:
                return days
        return None


async def apply(connection: AsyncConnection, batch: Sequence[Fact]) -> None:
    """Counts the acknowledgements and answers of a batch."""
    told: Counter[_Place] = Counter()
    for fact in batch:
        event = fact.event
        if isinstance(event, IdeaAcknowledged | IdeaAnswered):
            step = STEPS[type(event)]
            told[_Place(event.department, step, event.working_days_taken, event.in_time)] += 1
    if told:
        await connection.execute(
            ADD,
            {
                "departments": [place.department for place in told],
                "steps": [place.step for place in told],
                "working_days": [place.working_days for place in told],
                "in_time": [place.in_time for place in told],
                "ideas": list(told.values()),
            },
        )


async def by_department(connection: AsyncConnection) -> list[ResponseTime]:
    """Every department's times, acknowledging and answering apart."""
    found: dict[tuple[str, str], ResponseTime] = {}
    for row in await connection.execute(ALL):
        time = found.setdefault((row.department, row.step), ResponseTime(row.department, row.step))
        time.ideas += row.ideas
        if row.in_time is not None:
            time.in_time += row.ideas if row.in_time else 0
            time.late += 0 if row.in_time else row.ideas
        if row.working_days is not None:
            time.days[row.working_days] += row.ideas
    return list(found.values())


def together(times: Sequence[ResponseTime], step: str) -> ResponseTime:
    """One step's times over all departments."""
    whole = ResponseTime("", step)
    for time in times:
        if time.step == step:
            whole.ideas += time.ideas
            whole.in_time += time.in_time
            whole.late += time.late
            whole.days.update(time.days)
    return whole
