"""Words of a space that are withdrawn: here, and in what was told of it."""

from __future__ import annotations

from uuid import UUID

from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText

from volunteers.chronology import comes_after
from volunteers.schemes.withdrawing import INSTEAD
from volunteers.spaces.offering import SpaceState, change_space, lock_space
from volunteers.spaces.publishing import tell_text_withdrawn


class WithdrawSpaceWords(Command):
    """The words must not be shown any more; pledges and uses stay."""

    reason: CodeText


async def withdraw_words(
    uow: UnitOfWork, space_id: UUID, command: WithdrawSpaceWords
) -> SpaceState:
    """A moderator takes the title away for good; who offers the space is named as before."""
    day = command.occurred(uow)
    row = await lock_space(uow.connection, space_id)
    comes_after(day, {"was offered": row.offered_on})
    await change_space(uow, space_id, title=INSTEAD)
    if row.told_event_ids:
        await tell_text_withdrawn(uow, row, command.reason, day)
    await uow.audit("space-words-withdrawn", str(space_id), reason=command.reason)
    return SpaceState(space_id=space_id, status=row.status)
