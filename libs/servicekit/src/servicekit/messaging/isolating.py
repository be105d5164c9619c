"""Finding what in a batch its handlers cannot bear, so that all the rest is applied at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.database import CHECK_AT_COMMIT, CHECK_NOW, is_of_the_database
from servicekit.messaging.failing import Failure
from servicekit.messaging.handlers import HandlerFailed
from servicekit.messaging.ordering import Arrival


async def apply_sound(
    batch: Sequence[Arrival], apply: Callable[[Sequence[Arrival]], Awaitable[None]]
) -> list[Failure]:
    """Applies all of ``batch`` that can be; returns what failed, which is one event of a subject.

    ``apply`` applies a stretch whole, or not at all and raises ``HandlerFailed``. What follows a
    failed event in its subject is not tried. A handler of single events says where it failed, and
    what came before goes in one stretch; so a batch with many bad events is run twice, not once
    for each. One of many at once does not, and the stretch is halved.
    """
    failed: dict[str, Failure] = {}
    stretches = [list(batch)]
    while stretches:
        stretch = [one for one in stretches.pop() if one.place.source not in failed]
        if not stretch:
            continue
        try:
            await apply(stretch)
        except HandlerFailed as failure:
            if len(stretch) == 1:
                place = stretch[0].place
                failed[place.source] = Failure(place, failure.__cause__)
            else:
                stretches += reversed(_parts(stretch, failure.at))
    return list(failed.values())


async def check_constraints(connection: AsyncConnection) -> None:
    """Has what only COMMIT would refuse be refused now, as the failure of who was to be blamed."""
    try:
        await connection.execute(CHECK_NOW)
        await connection.execute(CHECK_AT_COMMIT)
    except DBAPIError as error:
        if is_of_the_database(error):
            raise
        raise HandlerFailed from error


def _parts(stretch: list[Arrival], failed_at: int | None) -> list[list[Arrival]]:
    """Shorter stretches that make up ``stretch``, in its order."""
    if failed_at is None:
        half = len(stretch) // 2
        return [stretch[:half], stretch[half:]]
    return [stretch[:failed_at], [stretch[failed_at]], stretch[failed_at + 1 :]]
