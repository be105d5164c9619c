"""Ideas as everybody may read them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from ideas.intake.domain import Idea


class IdeaSummary(BaseModel):
    """One idea in a list."""

    idea_id: UUID
    title: str
    summary: str
    ward: str
    theme: str
    owner_kind: str
    owner_organisation: str | None
    submitted_on: date
    supporters: int
    progress: str


class IdeaView(IdeaSummary):
    """One idea with its clocks and who answers for it."""

    area: str | None
    principles: list[str]
    channel: str
    conversation_id: UUID | None
    table: int | None
    moderation: str
    acknowledge_due_on: date
    acknowledged_on: date | None
    answer_due_on: date
    answered_on: date | None
    answer_outcome: str | None
    answer_reasons: str | None
    department: str | None
    role: str | None
    tested_on: date | None
    referral_id: UUID | None
    referred_on: date | None
    referral_stage: str | None
    withdrawn_on: date | None


class SimilarIdea(BaseModel):
    """An idea that may be the same; ``likeness`` in thousandths."""

    idea_id: UUID
    title: str
    ward: str
    supporters: int
    progress: str
    likeness: int


class IdeaPage(BaseModel):
    """Part of a list; ``next`` is the ``after`` of the part that follows, if there is one."""

    items: list[IdeaSummary]
    next: UUID | None


def summary_of(idea: Idea) -> IdeaSummary:
    """An idea as it stands in a list."""
    return IdeaSummary(
        idea_id=idea.id,
        title=idea.title,
        summary=idea.summary,
        ward=idea.ward,
        theme=idea.theme,
        owner_kind=idea.owner_kind,
        owner_organisation=idea.owner_organisation,
        submitted_on=idea.submitted_on,
        supporters=idea.supporters,
        progress=idea.progress,
    )


def view_of(idea: Idea) -> IdeaView:
    """An idea by itself."""
    return IdeaView(
        **summary_of(idea).model_dump(),
        area=idea.area,
        principles=idea.principles,
        channel=idea.channel,
        conversation_id=idea.conversation_id,
        table=idea.table_number,
        moderation=idea.moderation,
        acknowledge_due_on=idea.acknowledge_due_on,
        acknowledged_on=idea.acknowledged_on,
        answer_due_on=idea.answer_due_on,
        answered_on=idea.answered_on,
        answer_outcome=idea.answer_outcome,
        answer_reasons=idea.answer_reasons,
        department=idea.department,
        role=idea.role,
        tested_on=idea.tested_on,
        referral_id=idea.referral_id,
        referred_on=idea.referred_on,
        referral_stage=idea.referral_stage,
        withdrawn_on=idea.withdrawn_on,
    )
