"""What is seen and shown under an agreement: conditions met, visits, figures."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText, Count, LongText, Text
from sqlalchemy import insert, update

from budgets.agreements import tables
from budgets.agreements.access import lock_in_own_ward
from budgets.agreements.domain import RUNNING, SUSPENDED, can_be_done_when
from budgets.agreements.publishing import tell_condition_met, tell_monitoring
from budgets.awards.domain import ConditionAlreadyMet, ConditionUnknown
from budgets.awards.tables import conditions, conditions_of
from budgets.chronology import comes_after


class MeetCondition(Command):
    """A condition of the award was met, and how that is known."""

    evidence: LongText


class MeasureGiven(BaseModel):
    """A figure: 44 singers is code ``singers``, value 44, unit ``people``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: CodeText
    value: Count
    unit: CodeText


class PrizeGiven(BaseModel):
    """What was won, and by which organisation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: CodeText
    organisation: Annotated[Text, Field(max_length=200)]


class RecordMonitoring(Command):
    """What a visit, a report or an evening showed."""

    kind: CodeText
    measures: Annotated[tuple[MeasureGiven, ...], Field(max_length=50)] = ()
    summary: LongText | None = None
    prizes: Annotated[tuple[PrizeGiven, ...], Field(max_length=20)] = ()


class ConditionMet(BaseModel):
    """The condition, and how many are still to be met."""

    agreement_id: UUID
    condition: str
    still_to_be_met: int


class Recorded(BaseModel):
    """What was recorded."""

    monitoring_id: UUID


async def meet_condition(
    uow: UnitOfWork, agreement_id: UUID, code: str, command: MeetCondition
) -> ConditionMet:
    """Notes the evidence for a condition, once, for as long as the agreement has not ended."""
    day = command.occurred(uow)
    bound = await lock_in_own_ward(uow, agreement_id)
    can_be_done_when("meeting a condition", bound.agreement.state, RUNNING, SUSPENDED)
    comes_after(day, {"was signed": bound.agreement.signed_on})
    known = {one.code: one for one in await conditions_of(uow.connection, bound.award.id)}
    if code not in known:
        raise ConditionUnknown
    if known[code].met_on is not None:
        raise ConditionAlreadyMet
    await uow.connection.execute(
        update(conditions)
        .where(conditions.c.award_id == bound.award.id, conditions.c.code == code)
        .values(met_on=day, evidence=command.evidence)
    )
    await tell_condition_met(uow, bound, code, command.evidence, day)
    return ConditionMet(
        agreement_id=agreement_id,
        condition=code,
        still_to_be_met=sum(one.met_on is None for one in known.values()) - 1,
    )


async def record_monitoring(
    uow: UnitOfWork, agreement_id: UUID, command: RecordMonitoring
) -> Recorded:
    """Keeps figures and words, and tells them."""
    day = command.occurred(uow)
    bound = await lock_in_own_ward(uow, agreement_id)
    can_be_done_when("monitoring", bound.agreement.state, RUNNING, SUSPENDED)
    comes_after(day, {"was signed": bound.agreement.signed_on})
    monitoring_id = uuid4()
    measures = [one.model_dump() for one in command.measures]
    prizes = [one.model_dump() for one in command.prizes]
    await uow.connection.execute(
        insert(tables.monitoring).values(
            id=monitoring_id,
            agreement_id=agreement_id,
            kind=command.kind,
            occurred_on=day,
            summary=command.summary,
            measures=measures,
            prizes=prizes,
            recorded_by=uow.actor.identifier,
        )
    )
    await tell_monitoring(
        uow,
        bound,
        monitoring_id=monitoring_id,
        kind=command.kind,
        measures=measures,
        summary=command.summary,
        prizes=prizes,
        day=day,
    )
    return Recorded(monitoring_id=monitoring_id)
