"""Every event of Civic Community, by the service that publishes them."""

from collections.abc import Iterator
from types import ModuleType

from civic_contracts.envelope import Event
from civic_contracts.events import (
    agreements,
    budgets,
    ideas,
    opportunities,
    people,
    projects,
    replay,
    reporting,
    urgent_needs,
    volunteers,
)

MODULES: tuple[ModuleType, ...] = (
    ideas,
    urgent_needs,
    budgets,
    agreements,
    projects,
    opportunities,
    volunteers,
    reporting,
    people,
    replay,
)
_NAMED = {module.__name__ for module in MODULES}


def _events_of(module: ModuleType) -> Iterator[type[Event]]:
    # A service's module passes on what its parts tell; a part that is named comes in its own place.
    elsewhere = _NAMED - {module.__name__}
    for value in vars(module).values():
        is_event = isinstance(value, type) and issubclass(value, Event)
        if is_event and "event_type" in vars(value) and value.__module__ not in elsewhere:
            yield value


def all_events() -> tuple[type[Event], ...]:
    """Return every published event class, in the order of the modules, each once."""
    return tuple(dict.fromkeys(found for module in MODULES for found in _events_of(module)))
