"""Every event of Civic Community, one module per service that publishes them."""

from collections.abc import Iterator
from types import ModuleType

from civic_contracts.envelope import Event
from civic_contracts.events import budgets, ideas, people, replay, reporting, volunteers

MODULES: tuple[ModuleType, ...] = (ideas, budgets, volunteers, reporting, people, replay)


def _events_of(module: ModuleType) -> Iterator[type[Event]]:
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Event) and "event_type" in vars(value):
            yield value


def all_events() -> tuple[type[Event], ...]:
    """Return every published event class, in the order of the modules, each once."""
    return tuple(dict.fromkeys(found for module in MODULES for found in _events_of(module)))
