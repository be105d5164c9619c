"""What an idea is, and what may be done with it when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from ideas.rules import RuleBroken

WAITING, PUBLISHED, HIDDEN = "waiting", "published", "hidden"
RESIDENT, GROUP, BUSINESS = "resident", "group", "business"
OWNER_KINDS = (RESIDENT, GROUP, BUSINESS)
ONLINE = "online"


class IdeaWaitsForModerator(RuleBroken):
    """A moderator has to approve the words of the idea first."""


class IdeaIsHidden(RuleBroken):
    """A moderator has hidden this idea."""


class IdeaWasWithdrawn(RuleBroken):
    """The owner has taken this idea back."""


class PersonSupportsOnce(RuleBroken):
    """You support this idea already: a person supports an idea once."""


class NothingToModerate(RuleBroken):
    """The idea already is as the moderator wants it."""


class HidingNeedsAReason(RuleBroken):
    """A moderator who changes or hides words says why."""


class EditingNeedsNewWords(RuleBroken):
    """A moderator who edits gives a new title or a new summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """One idea as it is kept. ``owner_person_key`` never leaves this service."""

    id: UUID
    conversation_id: UUID | None
    table_number: int | None
    channel: str
    owner_kind: str
    owner_person_key: str | None
    owner_organisation: str | None
    ward: str
    theme: str
    area: str | None
    principles: list[str]
    title: str
    summary: str
    submitted_on: date
    recorded_at: datetime
    moderation: str
    acknowledge_due_on: date
    answer_due_on: date
    moderation_reason: str | None = None
    supporters: int = 0
    progress: str = "heard"
    acknowledged_on: date | None = None
    acknowledged_in: int | None = None
    adopted_on: date | None = None
    department: str | None = None
    role: str | None = None
    tested_on: date | None = None
    referral_id: UUID | None = None
    referred_on: date | None = None
    referral_open: bool = False
    referral_stage: str | None = None
    answered_on: date | None = None
    answered_in: int | None = None
    answer_outcome: str | None = None
    answer_reasons: str | None = None
    withdrawn_on: date | None = None

    @property
    def is_published(self) -> bool:
        """Whether everybody may read it."""
        return self.moderation == PUBLISHED


def the_idea_is_public_and_stands(idea: Idea) -> None:
    """Raises unless the idea is published and not withdrawn."""
    if idea.moderation == WAITING:
        raise IdeaWaitsForModerator
    if idea.moderation == HIDDEN:
        raise IdeaIsHidden
    if idea.withdrawn_on is not None:
        raise IdeaWasWithdrawn


def the_idea_can_be_withdrawn(idea: Idea) -> None:
    """Raises where the idea has been withdrawn before."""
    if idea.withdrawn_on is not None:
        raise IdeaWasWithdrawn


def the_moderator_may(idea: Idea, outcome: str, reason: str | None, *, new_words: bool) -> None:
    """Raises where a moderator's judgement changes nothing or lacks what it needs."""
    if outcome == PUBLISHED and idea.moderation == PUBLISHED:
        raise NothingToModerate
    if outcome == HIDDEN and idea.moderation == HIDDEN:
        raise NothingToModerate
    if outcome != HIDDEN and idea.withdrawn_on is not None:
        raise IdeaWasWithdrawn
    if outcome != PUBLISHED and not reason:
        raise HidingNeedsAReason
    if outcome == "edited" and not new_words:
        raise EditingNeedsNewWords


def owner_is_named_rightly(kind: str, organisation: str | None) -> bool:
    """A group or business is named, a resident never is."""
    return (kind == RESIDENT) == (organisation is None)
