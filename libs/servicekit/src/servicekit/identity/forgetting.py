"""What the kit itself holds under a person key, and how that is erased.

Rows of ``kit.audit`` keep the key: who took a privileged action is a statutory record, and the
database refuses every change of that table. The streams of the events about a person bear the key
as their subject, in the outbox and in the inbox's bookkeeping, and no other fact about them.
"""

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.identity.tables import sessions

FORGET_ANSWERS = text("DELETE FROM kit.idempotency WHERE scope = :person_key")


async def forget_person(connection: AsyncConnection, person_key: str) -> int:
    """Deletes a person's sessions and the answers to their commands; returns how many rows.

    They are signed out at once. A command of theirs that is sent once more is a fresh command
    afterwards. That is acceptable: an answer kept may repeat what the person said, it would be
    gone after thirty days anyway, and to send the command they must sign in anew first, as
    somebody of whom nothing is known here. Rules that hold for a person (one vote, one support)
    do not rest on these rows. A command that erases its own key leaves no answer either.
    """
    signed_in = await connection.execute(
        delete(sessions).where(sessions.c.person_key == person_key)
    )
    answered = await connection.execute(FORGET_ANSWERS, {"person_key": person_key})
    return signed_in.rowcount + answered.rowcount
