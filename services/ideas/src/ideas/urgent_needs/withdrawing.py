"""Taking back the words of an urgent need; what was needed and found stays."""

from __future__ import annotations

from uuid import UUID

from servicekit import NotFound, UnitOfWork
from sqlalchemy import or_, update

from ideas.threads.own_words import WithdrawnWords, WithdrawWords, take_words_back
from ideas.threads.tables import steps
from ideas.threads.withdrawing import TAKEN
from ideas.urgent_needs import publishing
from ideas.urgent_needs.domain import UrgentNeed
from ideas.urgent_needs.tables import WITHOUT_WORDS, find_need, urgent_needs

NOWHERE = UUID(int=0)


async def withdraw_words_of_need(
    uow: UnitOfWork, need_id: UUID, command: WithdrawWords
) -> WithdrawnWords:
    """Erases its title, its summary and how it was met, here and in what was told."""
    need = await find_need(uow.connection, need_id, lock=True)
    if need is None:
        raise NotFound("urgent need", need_id)
    day = command.occurred(uow)
    event_ids = await take_words_back(uow, need_id, day)
    await _take_title_off_others_steps(uow, need)
    await uow.connection.execute(
        update(urgent_needs).where(urgent_needs.c.id == need_id).values(**WITHOUT_WORDS)
    )
    if event_ids:
        await publishing.tell_words_withdrawn(uow, need, event_ids, command.reason, day)
    await uow.audit("urgent-need.words-withdrawn", str(need_id), reason=command.reason)
    return WithdrawnWords(events=len(event_ids))


async def _take_title_off_others_steps(uow: UnitOfWork, need: UrgentNeed) -> None:
    """What volunteers tell of a space for the need stands on its thread with the need's title."""
    await uow.connection.execute(
        update(steps)
        .where(
            or_(
                steps.c.idea_id == (need.idea_id or NOWHERE),
                steps.c.conversation_id == (need.conversation_id or NOWHERE),
            ),
            steps.c.what == f"{TAKEN}: {need.title}",
        )
        .values(what=TAKEN)
    )
