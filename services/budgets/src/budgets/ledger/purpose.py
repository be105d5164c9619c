"""What money is moved for."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """The proposal, award and idea that a transaction belongs to; empty for ward money itself."""

    proposal_id: UUID | None = None
    award_id: UUID | None = None
    project_id: UUID | None = None
    idea_id: UUID | None = None
    theme: str | None = None
    organisation: str | None = None


WARD_MONEY = Purpose()
