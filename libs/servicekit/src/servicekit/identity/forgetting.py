"""What the kit itself holds under a person key, and how that is erased.

Rows of ``kit.audit`` keep the key: who took a privileged action is a statutory record, and the
database refuses every change of that table. The streams of the events about a person bear the key
as their subject, in the outbox and in the inbox's bookkeeping, and no other fact about them: what
else an erasure has to say is said unlinked (``UnitOfWork.unlinked``), on other chains than theirs.
"""

from typing import Final

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.identity.actor import Actor
from servicekit.identity.tables import sessions

# A dead letter is no event: what is in it, nobody has checked. What names the person, and what was
# done for them by a job, says afterwards only that it was there.
FORGET_DEAD_LETTERS = text("""
    UPDATE kit.dead_letters SET body = '(erased)'
    WHERE position(convert_to(:person_key, 'UTF8') in body) > 0 AND body <> '(erased)'
""")

FORGET_DONE_JOBS = text("""
    DELETE FROM kit.jobs WHERE done_at IS NOT NULL
        AND (strpos(payload::text, :person_key) > 0 OR strpos(key, :person_key) > 0)
""")

AUDIT_RECORDS: Final = "audit-records"
"""What is told as kept where rows of ``kit.audit`` bear the person key."""

STANDS_IN_AUDIT = text("SELECT EXISTS (SELECT FROM kit.audit WHERE actor = :person_key)")

FORGET_ANSWERS = text("DELETE FROM kit.idempotency WHERE scope = :person_key")


async def forget_person(connection: AsyncConnection, person_key: str) -> int:
    """Deletes a person's sessions, the answers to their commands, and what is left of failures.

    Returns how many rows. A job that is still to run is the business of the service whose job it
    is. A held event says nothing about a person but that a key asked to be forgotten.

    They are signed out at once. A command of theirs that is sent once more is a fresh command
    afterwards. That is acceptable: an answer kept may repeat what the person said, it would be
    gone after thirty days anyway, and to send the command they must sign in anew first, as
    somebody of whom nothing is known here. Rules that hold for a person (one vote, one support)
    do not rest on these rows. A command that erases its own key leaves no answer either.
    """
    signed_in = await connection.execute(
        delete(sessions).where(sessions.c.person_key == person_key)
    )
    erased = signed_in.rowcount
    for statement in (FORGET_ANSWERS, FORGET_DEAD_LETTERS, FORGET_DONE_JOBS):
        erased += (await connection.execute(statement, {"person_key": person_key})).rowcount
    return erased


async def kept_records(
    connection: AsyncConnection, person_key: str, actor: Actor | None = None
) -> tuple[str, ...]:
    """The codes of what the kit keeps under a person key, for the answer to who is forgotten.

    ``actor`` is who asks by a command: where they hold an office, the command itself is noted
    when it is done.
    """
    of_this = actor is not None and actor.person_key == person_key and actor.holds_office
    found = await connection.execute(STANDS_IN_AUDIT, {"person_key": person_key})
    return (AUDIT_RECORDS,) if found.scalar_one() or of_this else ()
