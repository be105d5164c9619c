"""JSON of answering."""

from __future__ import annotations

from uuid import UUID

from fastapi.responses import Response
from servicekit import public
from servicekit.web import Api, Execute, Reading

from ideas.answering.commands.measuring import RecordMeasures, record_measures
from ideas.answering.commands.offering import OfferSupport, offer_support
from ideas.answering.commands.owning import AcknowledgeIdea, AdoptIdea, acknowledge_idea, adopt_idea
from ideas.answering.commands.referring import ReferIdea, refer_idea
from ideas.answering.commands.replying import AnswerIdea, GiveFeedback, answer_idea, give_feedback
from ideas.answering.commands.six_questions import TestIdea, put_idea_to_the_test
from ideas.answering.queries import ResponseTimes, WorkItem, response_times, work_list
from ideas.paging import Limit
from ideas.policies import is_staff, may_answer, may_host_conversations, may_offer_support

api = Api(tags=["answering"])


@api.post("/ideas/{idea_id}/acknowledge", permit=may_answer, status_code=200)
async def post_acknowledgement(
    idea_id: UUID, command: AcknowledgeIdea, execute: Execute
) -> Response:
    """Tells the owner that the idea has arrived."""
    return await execute(lambda uow: acknowledge_idea(uow, idea_id, command), status=200)


@api.post("/ideas/{idea_id}/adopt", permit=may_answer, status_code=200)
async def post_adoption(idea_id: UUID, command: AdoptIdea, execute: Execute) -> Response:
    """Takes responsibility."""
    return await execute(lambda uow: adopt_idea(uow, idea_id, command), status=200)


@api.post("/ideas/{idea_id}/test", permit=may_answer, status_code=200)
async def post_test(idea_id: UUID, command: TestIdea, execute: Execute) -> Response:
    """Answers the six questions."""
    return await execute(lambda uow: put_idea_to_the_test(uow, idea_id, command), status=200)


@api.post("/ideas/{idea_id}/offers", permit=may_offer_support)
async def post_offer(idea_id: UUID, command: OfferSupport, execute: Execute) -> Response:
    """Offers support."""
    return await execute(lambda uow: offer_support(uow, idea_id, command))


@api.post("/ideas/{idea_id}/refer", permit=may_answer)
async def post_referral(idea_id: UUID, command: ReferIdea, execute: Execute) -> Response:
    """Refers the idea for funding."""
    return await execute(lambda uow: refer_idea(uow, idea_id, command))


@api.post("/ideas/{idea_id}/answer", permit=may_answer, status_code=200)
async def post_answer(idea_id: UUID, command: AnswerIdea, execute: Execute) -> Response:
    """Answers in public."""
    return await execute(lambda uow: answer_idea(uow, idea_id, command), status=200)


@api.post("/ideas/{idea_id}/feedback", permit=may_answer)
async def post_feedback(idea_id: UUID, command: GiveFeedback, execute: Execute) -> Response:
    """You said, we did."""
    return await execute(lambda uow: give_feedback(uow, idea_id, command))


@api.post("/ideas/{idea_id}/measures", permit=may_host_conversations)
async def post_measures(idea_id: UUID, command: RecordMeasures, execute: Execute) -> Response:
    """Records figures."""
    return await execute(lambda uow: record_measures(uow, idea_id, command))


@api.get("/work", permit=is_staff)
async def get_work(reading: Reading, limit: Limit = 100) -> dict[str, list[WorkItem]]:
    """Ideas that still want an answer, the most urgent first."""
    wards = reading.actor.wards
    items = await work_list(reading.connection, reading.today, wards=wards, limit=limit)
    return {"items": items}


@api.get("/response-times", permit=public)
async def get_response_times(reading: Reading) -> dict[str, list[ResponseTimes]]:
    """How the promises to acknowledge and to answer were kept."""
    return {"items": await response_times(reading.connection, reading.today)}
