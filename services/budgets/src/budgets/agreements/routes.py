"""The API of awards' agreements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi.responses import Response
from servicekit import public
from servicekit.web import Api, Execute, Reading

from budgets import policies
from budgets.agreements import queries
from budgets.agreements.commands.drawing_up import DrawUpAgreement, draw_up_agreement
from budgets.agreements.commands.following import (
    MeetCondition,
    RecordMonitoring,
    meet_condition,
    record_monitoring,
)
from budgets.agreements.commands.signing import (
    SignAgreement,
    SignOffer,
    sign_agreement,
    sign_offer,
)
from budgets.agreements.commands.stopping import (
    EndAgreement,
    ResumeAgreement,
    SuspendAgreement,
    end_agreement,
    resume_agreement,
    suspend_agreement,
)
from budgets.parameters import CodePath

api = Api()


@api.post("/awards/{award_id}/agreement", permit=policies.may_commission)
async def post_agreement(award_id: UUID, command: SignAgreement, execute: Execute) -> Response:
    """Signs the agreement of an award."""
    return await execute(lambda uow: sign_agreement(uow, award_id, command))


@api.post("/awards/{award_id}/agreement/terms", permit=policies.may_commission, status_code=200)
async def post_terms(award_id: UUID, command: DrawUpAgreement, execute: Execute) -> Response:
    """Draws up the agreement of an award, for the applicant to sign."""
    return await execute(lambda uow: draw_up_agreement(uow, award_id, command), status=200)


@api.post("/awards/{award_id}/agreement/signature", permit=policies.may_sign)
async def post_signature(award_id: UUID, command: SignOffer, execute: Execute) -> Response:
    """Signs what was drawn up."""
    return await execute(lambda uow: sign_offer(uow, award_id, command))


@api.post(
    "/agreements/{agreement_id}/conditions/{code}/met",
    permit=policies.may_commission,
    status_code=200,
)
async def post_condition_met(
    agreement_id: UUID, code: CodePath, command: MeetCondition, execute: Execute
) -> Response:
    """Notes that a condition was met."""
    return await execute(lambda uow: meet_condition(uow, agreement_id, code, command), status=200)


@api.post("/agreements/{agreement_id}/monitoring", permit=policies.may_commission)
async def post_monitoring(
    agreement_id: UUID, command: RecordMonitoring, execute: Execute
) -> Response:
    """Records what monitoring showed."""
    return await execute(lambda uow: record_monitoring(uow, agreement_id, command))


@api.post("/agreements/{agreement_id}/suspend", permit=policies.may_commission, status_code=200)
async def post_suspend(agreement_id: UUID, command: SuspendAgreement, execute: Execute) -> Response:
    """Suspends payments."""
    return await execute(lambda uow: suspend_agreement(uow, agreement_id, command), status=200)


@api.post("/agreements/{agreement_id}/resume", permit=policies.may_commission, status_code=200)
async def post_resume(agreement_id: UUID, command: ResumeAgreement, execute: Execute) -> Response:
    """Lets payments go on."""
    return await execute(lambda uow: resume_agreement(uow, agreement_id, command), status=200)


@api.post("/agreements/{agreement_id}/end", permit=policies.may_end_agreement, status_code=200)
async def post_end(agreement_id: UUID, command: EndAgreement, execute: Execute) -> Response:
    """Ends an agreement and releases what was not paid."""
    return await execute(lambda uow: end_agreement(uow, agreement_id, command), status=200)


@api.get("/agreements/{agreement_id}", permit=public)
async def get_agreement(agreement_id: UUID, reading: Reading) -> dict[str, Any]:
    """An agreement and what happened under it."""
    return await queries.agreement(reading.connection, agreement_id, reading.actor)
