"""What a service is made of: its table of contents, in one value."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment

from servicekit.messaging.handlers import Handlers
from servicekit.messaging.jobs import Job
from servicekit.messaging.reading import Parse
from servicekit.settings import Settings
from servicekit.web.routing import Api, Pages

if TYPE_CHECKING:
    from servicekit.process import Process

Background = Callable[["Process"], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service: everything it answers to, hears, and does by itself.

    ``parse`` turns a message into an envelope and a typed event; ``council`` reads the council's
    reference data from a path; ``environment`` makes the template environment of its pages.
    ``background`` are further tasks of the jobs role, each running for as long as the process.
    """

    name: str
    parse: Parse
    rule_broken: type[Exception]
    migrations: Path
    environment: Callable[[], Environment]
    council: Callable[[Path], Any]
    assets: Path
    apis: Sequence[Api] = ()
    pages: Sequence[Pages] = ()
    handlers: Sequence[Handlers] = ()
    jobs: Mapping[str, Job] = field(default_factory=dict)
    background: Mapping[str, Background] = field(default_factory=dict)
    settings: type[Settings] = Settings

    def notices(self) -> dict[str, str]:
        """What a page says once the form before it was done, by the key of each sentence."""
        declared = [notice for some in self.pages for notice in some.notices]
        return dict(keyed for notice in declared for keyed in notice.keyed())

    def all_handlers(self) -> Handlers:
        """Every event handler of the service in one table; a doubled one is an error."""
        together = Handlers()
        for some in self.handlers:
            together.include(some)
        return together


def load(address: str) -> Service:
    """The service at ``module:name``, such as ``budgets.app:SERVICE``."""
    module, _, name = address.partition(":")
    found = getattr(import_module(module), name or "SERVICE")
    if not isinstance(found, Service):
        raise TypeError(f"{address} is no Service")
    return found
