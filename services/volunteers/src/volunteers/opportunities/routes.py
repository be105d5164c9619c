"""The JSON interface of opportunities."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response
from servicekit import public
from servicekit.web import Api, Execute, Reading

from volunteers.finding import Find, Listed
from volunteers.opportunities import commands, queries, withdrawing
from volunteers.policies import coordinator, moderator

api = Api()


@api.post("/opportunities", permit=coordinator, response_model=commands.OpenedOpportunity)
async def post_opportunity(command: commands.OpenOpportunity, execute: Execute) -> Response:
    """Opens an opportunity."""
    return await execute(lambda uow: commands.open_opportunity(uow, command))


@api.get("/opportunities", permit=public)
async def get_opportunities(
    find: Find,
    reading: Reading,
    open: bool = True,  # noqa: A002 - the name of the parameter in the address
    project_id: UUID | None = None,
    idea_id: UUID | None = None,
    urgent_need_id: UUID | None = None,
) -> Listed[queries.OpportunityView]:
    """Opportunities by ward, words and scheme; ``open=false`` shows full and closed ones too."""
    return await queries.opportunities_found(
        reading.connection,
        find,
        only_open=open,
        project_id=project_id,
        idea_id=idea_id,
        urgent_need_id=urgent_need_id,
    )


@api.get("/opportunities/{opportunity_id}", permit=public)
async def get_opportunity(opportunity_id: UUID, reading: Reading) -> queries.OpportunityView:
    """One opportunity."""
    return await queries.opportunity(reading.connection, opportunity_id)


@api.post(
    "/opportunities/{opportunity_id}/closure",
    permit=coordinator,
    status_code=200,
    response_model=commands.ClosedOpportunity,
)
async def post_closure(
    opportunity_id: UUID, command: commands.CloseOpportunity, execute: Execute
) -> Response:
    """Closes an opportunity."""
    return await execute(
        lambda uow: commands.close_opportunity(uow, opportunity_id, command), status=200
    )


@api.post(
    "/opportunities/{opportunity_id}/words/withdrawal",
    permit=moderator,
    status_code=200,
    response_model=withdrawing.OpportunityWithoutWords,
)
async def post_words_withdrawal(
    opportunity_id: UUID, command: withdrawing.WithdrawOpportunityWords, execute: Execute
) -> Response:
    """Takes the words of an opportunity away for good."""
    return await execute(
        lambda uow: withdrawing.withdraw_words(uow, opportunity_id, command), status=200
    )
