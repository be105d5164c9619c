"""The API of the register of councillors' terms."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from fastapi.responses import Response
from servicekit import Unprocessable, public
from servicekit.web import Api, CurrentRuntime, Execute, Reading
from sqlalchemy import select

from budgets import policies
from budgets.councillors import commands
from budgets.councillors.tables import held_on, terms
from budgets.parameters import DayQuery, WardQuery

api = Api()


@api.post("/councillors", permit=policies.may_keep_register)
async def post_term(
    command: commands.RegisterTerm, execute: Execute, runtime: CurrentRuntime
) -> Response:
    """Registers a term; the person is kept under a key, never under the subject."""
    try:
        key = runtime.identity.person_key(command.subject)
    except ValueError as error:
        raise Unprocessable(str(error), pointer="/subject") from error
    return await execute(lambda uow: commands.register_term(uow, command, key))


@api.post("/councillors/{term_id}/end", permit=policies.may_keep_register, status_code=200)
async def post_end(term_id: UUID, command: commands.EndTerm, execute: Execute) -> Response:
    """Ends a term."""
    return await execute(lambda uow: commands.end_term(uow, term_id, command), status=200)


@api.get("/councillors", permit=public)
async def get_terms(
    reading: Reading, ward: WardQuery = None, on: DayQuery = None
) -> list[dict[str, Any]]:
    """Which seats are held, on a day (today by default); who holds them is not said here."""
    day: date = on or reading.today
    query = select(terms).where(held_on(day)).order_by(terms.c.ward, terms.c.seat)
    if ward is not None:
        query = query.where(terms.c.ward == ward)
    rows = await reading.connection.execute(query)
    return [
        {
            "term_id": row.id,
            "ward": row.ward,
            "seat": row.seat,
            "from": row.starts_on,
            "to": row.ends_on,
        }
        for row in rows
    ]
