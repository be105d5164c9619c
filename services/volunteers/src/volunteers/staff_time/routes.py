"""The JSON interface of staff time."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from servicekit import public
from servicekit.web import Api, Execute, Reading
from servicekit.web.fields import CodeText

from volunteers.finding import Find, Listed
from volunteers.policies import staff
from volunteers.staff_time import commands, queries

api = Api()


@api.post("/staff-time", permit=staff, response_model=commands.GivenStaffTime)
async def post_staff_time(command: commands.GiveStaffTime, execute: Execute) -> Response:
    """Enters time that a department gave."""
    return await execute(lambda uow: commands.give_staff_time(uow, command))


@api.post(
    "/staff-time/{entry_id}/corrections",
    permit=staff,
    status_code=200,
    response_model=commands.CorrectedStaffTime,
)
async def post_correction(
    entry_id: UUID, command: commands.CorrectStaffTime, execute: Execute
) -> Response:
    """Puts an entry right."""
    return await execute(
        lambda uow: commands.correct_staff_time(uow, entry_id, command), status=200
    )


@api.get("/staff-time", permit=public)
async def get_staff_time(
    find: Find, reading: Reading, department: Annotated[CodeText | None, Query()] = None
) -> Listed[queries.StaffTimeView]:
    """Time that departments gave, newest first."""
    return await queries.staff_time_found(reading.connection, find, department)


@api.get("/staff-time/departments", permit=public)
async def get_departments(reading: Reading) -> list[queries.DepartmentTime]:
    """Every department with what it has given in all."""
    return await queries.time_by_department(reading.connection, reading.council.departments)
