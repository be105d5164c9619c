"""What is told about taking ideas in, to the other services and on the thread."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from civic_contracts.events.ideas import (
    IdeaModerated,
    IdeaSubmitted,
    IdeaSupported,
    IdeaTextWithdrawn,
    IdeaWithdrawn,
)
from civic_contracts.fields import PublicText
from servicekit import UnitOfWork

from ideas.intake.domain import BUSINESS, HIDDEN, PUBLISHED, RESIDENT, Idea
from ideas.threads.rewording import AGAIN, EDITED
from ideas.threads.step import PLAIN, STOPPED, Figure, Step
from ideas.threads.wording import phrase, ward_name
from ideas.threads.writing import tell

SUBMITTED = "idea.submitted"
PLACES = {
    "online": "online",
    "change-makers-table": "at a Change Makers table",
    "area-forum": "at an Area Forum",
    "living-city-conversation": "in the Living City Conversation",
    "phone": "by telephone",
    "post": "by post",
}
JUDGED = {
    PUBLISHED: AGAIN,
    "edited": EDITED,
    HIDDEN: "A moderator has hidden the words",
}


async def tell_submitted(uow: UnitOfWork, idea: Idea) -> None:
    """An idea whose words are approved was taken in on ``submitted_on``."""
    event = IdeaSubmitted(
        occurred_on=idea.submitted_on,
        idea_id=idea.id,
        conversation_id=idea.conversation_id,
        table=idea.table_number,
        channel=idea.channel,
        owner_kind=idea.owner_kind,
        owner_organisation=idea.owner_organisation,
        ward=idea.ward,
        theme=idea.theme,
        area=idea.area,
        principles=tuple(idea.principles),
        title=PublicText(text=idea.title),
        summary=PublicText(text=idea.summary),
    )
    where, ward = PLACES.get(idea.channel), ward_name(uow.council, idea.ward)
    through = f"The idea was heard through {phrase(idea.channel)}"
    step = Step(
        on=idea.submitted_on,
        service="ideas",
        kind=SUBMITTED,
        what=f"The idea was heard {where}" if where else through,
        # A sentence of its own for a resident, so that it can be said in another language.
        who=f"A resident, {ward}" if is_resident(idea) else f"{owner_in_words(idea)}, {ward}",
        text=idea.summary,
    )
    await tell(uow, await uow.publish(event, subject=idea.id), step, idea_id=idea.id)


async def tell_supported(uow: UnitOfWork, idea: Idea, supporters: int, day: date) -> None:
    """One person more supports the idea; only the number is told."""
    event = IdeaSupported(occurred_on=day, idea_id=idea.id, supporters=supporters)
    step = Step(
        on=day,
        service="ideas",
        kind="idea.supported",
        what="Others support it",
        who="Residents",
        measures=(Figure("supporters", supporters, "people"),),
        slot="supporters",
    )
    await tell(uow, await uow.publish(event, subject=idea.id), step, idea_id=idea.id)


async def tell_moderated(
    uow: UnitOfWork, idea: Idea, outcome: str, reason: str | None, day: date, *, again: bool
) -> None:
    """A moderator published, edited or hid the words; ``idea`` is as it stands now.

    Words that become public ``again`` are said anew: everybody was told to erase them.
    """
    again = again and idea.is_published
    edited = outcome == "edited"
    event = IdeaModerated(
        occurred_on=day,
        idea_id=idea.id,
        outcome=outcome,
        reason=PublicText(text=reason) if reason else None,
        title=PublicText(text=idea.title) if edited or again else None,
        summary=PublicText(text=idea.summary) if edited or again else None,
    )
    event_id = await uow.publish(event, subject=idea.id)
    if outcome == PUBLISHED and not again:
        return
    step = Step(
        on=day,
        service="ideas",
        kind="idea.moderated",
        what=JUDGED[outcome],
        who="Moderator",
        text=reason or "",
        tone=PLAIN if idea.is_published else STOPPED,
    )
    await tell(uow, event_id, step, idea_id=idea.id)


async def tell_text_withdrawn(
    uow: UnitOfWork, idea: Idea, event_ids: Sequence[UUID], day: date
) -> None:
    """The words that these events carry are to be erased everywhere."""
    for first in range(0, len(event_ids), 1000):
        event = IdeaTextWithdrawn(
            occurred_on=day,
            idea_id=idea.id,
            event_ids=tuple(event_ids[first : first + 1000]),
            reason="moderated",
        )
        await uow.publish(event, subject=idea.id)


async def tell_withdrawn(uow: UnitOfWork, idea: Idea, reason: str, day: date) -> None:
    """The owner took the idea back."""
    event = IdeaWithdrawn(occurred_on=day, idea_id=idea.id, reason=reason)
    step = Step(
        on=day,
        service="ideas",
        kind="idea.withdrawn",
        what="The idea was withdrawn",
        who=owner_in_words(idea),
        text=f"Reason given: {phrase(reason)}.",
        tone=STOPPED,
    )
    await tell(uow, await uow.publish(event, subject=idea.id), step, idea_id=idea.id)


def is_resident(idea: Idea) -> bool:
    """Whether nobody is named as the owner."""
    return idea.owner_kind == RESIDENT or idea.owner_organisation is None


def owner_in_words(idea: Idea) -> str:
    """The owner as a thread names them: an organisation by name, a resident as such."""
    if is_resident(idea):
        return "A resident"
    kind = "a business" if idea.owner_kind == BUSINESS else "a group"
    return f"{idea.owner_organisation} ({kind})"
