"""Which function of a service hears which event."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from civic_contracts.envelope import Envelope, Event

if TYPE_CHECKING:
    from servicekit.unit_of_work import UnitOfWork

E_co = TypeVar("E_co", bound=Event, covariant=True)
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Received(Generic[E_co]):
    """One event as it arrived: typed, with its envelope and the bytes it came in."""

    event: E_co
    envelope: Envelope
    body: bytes = field(repr=False)


class HandlerFailed(Exception):
    """A handler raised, which is the cause; ``at`` is the place in its batch of what it was given.

    It is None where the handler was given many events at once, and any of them may be to blame.
    """

    def __init__(self, at: int | None = None) -> None:
        super().__init__(at)
        self.at = at


OneByOne = Callable[["UnitOfWork", Any, Envelope], Awaitable[None]]
BySet = Callable[["UnitOfWork", Sequence[Received[Any]]], Awaitable[None]]


class Handlers:
    """A table of event handlers; a service composes several, one per subject kind it hears.

    An event that no handler of a service names is acknowledged and ignored, and its sequence
    still counts, so that a service may start to listen to a type later without a gap.
    """

    def __init__(self) -> None:
        self.one_by_one: dict[type[Event], OneByOne] = {}
        self.by_set: list[tuple[frozenset[type[Event]], BySet]] = []

    def on(
        self, kind: type[E]
    ) -> Callable[
        [Callable[[UnitOfWork, E, Envelope], Awaitable[None]]],
        Callable[[UnitOfWork, E, Envelope], Awaitable[None]],
    ]:
        """Declares the handler of one event type; a second one for the same type is an error."""

        def declare(
            handler: Callable[[UnitOfWork, E, Envelope], Awaitable[None]],
        ) -> Callable[[UnitOfWork, E, Envelope], Awaitable[None]]:
            if kind in self.one_by_one:
                raise ValueError(f"{kind.__name__} has a handler already")
            self.one_by_one[kind] = handler
            return handler

        return declare

    def on_batch(self, *kinds: type[Event]) -> Callable[[BySet], BySet]:
        """Declares a handler of many events at once, in order; without ``kinds`` it hears all.

        For projections, which write what a whole batch amounts to in a few statements.
        """

        def declare(handler: BySet) -> BySet:
            self.by_set.append((frozenset(kinds), handler))
            return handler

        return declare

    def include(self, other: Handlers) -> None:
        """Adds another table's handlers to this one."""
        doubled = self.one_by_one.keys() & other.one_by_one.keys()
        if doubled:
            raise ValueError(f"{', '.join(kind.__name__ for kind in doubled)}: two handlers")
        self.one_by_one.update(other.one_by_one)
        self.by_set.extend(other.by_set)

    async def apply(
        self,
        batch: Sequence[Received[Event]],
        unit_for: Callable[[Envelope], UnitOfWork],
    ) -> None:
        """Runs every handler on what it hears of ``batch``, which is in order per subject.

        Whatever a handler raises is the cause of a ``HandlerFailed``.
        """
        for at, received in enumerate(batch):
            handler = self.one_by_one.get(type(received.event))
            if handler is not None:
                try:
                    await handler(unit_for(received.envelope), received.event, received.envelope)
                except Exception as error:
                    raise HandlerFailed(at) from error
        for kinds, by_set in self.by_set:
            heard = [received for received in batch if not kinds or type(received.event) in kinds]
            if heard:
                try:
                    await by_set(unit_for(heard[-1].envelope), heard)
                except Exception as error:
                    raise HandlerFailed from error
