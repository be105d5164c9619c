"""The steps of a thread: when, in which service, who by role, what, and what was measured."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pagekit.layout import section


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure recorded with a step, as it shall be read: Measure("44", "singers")."""

    figure: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One step of a thread.

    `on` is the day it occurred; `who` a role, never a person ("Ward councillors"); `service`
    the code of the service that said so; `text` the words of it, plain. `tone` marks what
    stands out: good news, a stop, or nothing in particular.
    """

    on: date
    what: str
    who: str
    service: str
    text: str = ""
    measures: tuple[Measure, ...] = ()
    link: str = ""
    link_text: str = ""
    tone: Literal["plain", "good", "stopped"] = "plain"

    def __post_init__(self) -> None:
        section(self.service)

    @property
    def section_name(self) -> str:
        """The service's name on screen."""
        return section(self.service).name
