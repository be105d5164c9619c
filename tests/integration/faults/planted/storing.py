"""Defects where a command is stored."""

import asyncio
from typing import Any

from servicekit.messaging import outbox
from servicekit.unit_of_work import Work
from servicekit.web import execution, idempotency
from servicekit.web.idempotency import Answer, Key
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

LATER_SECONDS = 0.2
_background: set[asyncio.Task[Any]] = set()


def _later(work: Any) -> None:
    task = asyncio.ensure_future(work)
    _background.add(task)
    task.add_done_callback(_background.discard)


def answer_before_commit() -> None:
    """The answer is given as soon as it is known; COMMIT follows a moment later."""
    commit_once = execution.commit_once

    async def hasty(runtime: Any, actor: Any, cause: Any, key: Any, decide: Any) -> Any:
        answered: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        async def decide_and_answer(uow: Any) -> Any:
            answer = await decide(uow)
            if not answered.done():
                answered.set_result(execution.Outcome(answer, repeated=False))
            await asyncio.sleep(LATER_SECONDS)
            return answer

        async def finish() -> None:
            try:
                outcome = await commit_once(runtime, actor, cause, key, decide_and_answer)
            except Exception as error:
                if not answered.done():
                    answered.set_exception(error)
                return
            if not answered.done():
                answered.set_result(outcome)

        _later(finish())
        return await answered

    execution.commit_once = hasty


def claim_without_constraint() -> None:
    """A key is looked up and then stored, with nothing that keeps two from doing so at once."""
    idempotency.CLAIM = text("""
        INSERT INTO kit.idempotency (scope, key, fingerprint)
        SELECT :scope || ' ' || gen_random_uuid(), :key, :fingerprint
        WHERE NOT EXISTS (
            SELECT 1 FROM kit.idempotency WHERE split_part(scope, ' ', 1) = :scope AND key = :key)
        RETURNING key
    """)
    idempotency.EARLIER = text("""
        SELECT fingerprint, status, answer, location FROM kit.idempotency
        WHERE split_part(scope, ' ', 1) = :scope AND key = :key LIMIT 1
    """)
    idempotency.REMEMBER = text("""
        UPDATE kit.idempotency SET status = :status, answer = :answer, location = :location
        WHERE split_part(scope, ' ', 1) = :scope AND key = :key
    """)


def key_outside_transaction() -> None:
    """A key is noted after its command's COMMIT, in a transaction of its own."""
    begin = Work.begin
    engines: list[Any] = []

    def noted(self: Work, *arguments: Any) -> Any:
        engines[:] = [self.engine]
        return begin(self, *arguments)

    async def claim(self: Key, connection: AsyncConnection) -> Answer | None:
        names = {"scope": self.scope, "key": self.key}
        row = (await connection.execute(idempotency.EARLIER, names)).one_or_none()
        return None if row is None else Answer(row.status, row.answer, row.location)

    async def remember(self: Key, _: AsyncConnection, answer: Answer) -> None:
        async def store() -> None:
            await asyncio.sleep(LATER_SECONDS)
            names = {"scope": self.scope, "key": self.key}
            said = {"status": answer.status, "answer": answer.body, "location": answer.location}
            async with engines[0].begin() as own:
                fingerprint = {"fingerprint": self.fingerprint}
                await own.execute(idempotency.CLAIM, names | fingerprint)
                await own.execute(idempotency.REMEMBER, names | said)

        _later(store())

    Work.begin = noted  # type: ignore[method-assign]
    Key.claim, Key.remember = claim, remember  # type: ignore[method-assign]


def event_outside_transaction() -> None:
    """The event is stored in a transaction of its own, before the command's COMMIT."""
    append = outbox.append

    async def alone(connection: AsyncConnection, *arguments: Any, **named: Any) -> Any:
        async with connection.engine.begin() as own:
            return await append(own, *arguments, **named)

    outbox.append = alone
