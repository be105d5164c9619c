"""Staff time, entry by entry and by department."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.finding import Listed, Search, View, find_as
from volunteers.staff_time.tables import staff_time


class StaffTimeView(View):
    """Time that a department gave."""

    id: UUID
    department: str
    ward: str | None
    project_id: UUID | None
    idea_id: UUID | None
    people: int
    minutes: int
    given_on: date


class DepartmentTime(View):
    """What a department has given in all; ``linked`` says whether to anything at all."""

    department: str
    label: str
    entries: int
    minutes: int
    linked: bool


async def staff_time_found(
    connection: AsyncConnection, search: Search, department: str | None
) -> Listed[StaffTimeView]:
    """Entries, newest first."""
    wanted = select(staff_time)
    if department is not None:
        wanted = wanted.where(staff_time.c.department == department)
    by_ward = Search(search.ward, None, search.after, search.limit)
    return await find_as(StaffTimeView, connection, wanted, staff_time, by_ward)


async def time_by_department(
    connection: AsyncConnection, departments: Mapping[str, str]
) -> list[DepartmentTime]:
    """Every department of the council, also those that have given nothing yet."""
    sums = select(
        staff_time.c.department,
        func.count().label("entries"),
        func.sum(staff_time.c.minutes).label("minutes"),
    )
    # What was put right to nothing was never given.
    sums = sums.where(staff_time.c.minutes > 0).group_by(staff_time.c.department)
    given = {row.department: row for row in await connection.execute(sums)}
    return [
        DepartmentTime(
            department=code,
            label=label,
            entries=given[code].entries if code in given else 0,
            minutes=int(given[code].minutes) if code in given else 0,
            linked=code in given,
        )
        for code, label in departments.items()
    ]
