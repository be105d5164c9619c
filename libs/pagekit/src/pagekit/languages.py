"""The languages that pages can be in, and the one in which a page is being rendered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from gettext import NullTranslations


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its BCP 47 tag, its own name for itself, and whether a draft is all there is."""

    code: str
    name: str
    draft: bool = False


LANGUAGES = {
    one.code: one for one in (Language("en", "English"), Language("cy", "Cymraeg", draft=True))
}


@dataclass(frozen=True, slots=True)
class Rendering:
    """One rendering of one page: its language, and the errors its fields have shown so far.

    ``shown`` has the text of each error under its field's name, in the order of the page;
    ``besides`` are fields of which the form's own errors say nothing.
    """

    language: str = "en"
    catalogue: NullTranslations = field(default_factory=NullTranslations)
    shown: dict[str, str] = field(default_factory=dict)
    besides: set[str] = field(default_factory=set)


_rendering: ContextVar[Rendering] = ContextVar("rendering")


def current() -> Rendering:
    """The rendering under way; outside of any, an English one."""
    return _rendering.get(None) or Rendering()


@contextmanager
def rendered_as(rendering: Rendering) -> Iterator[None]:
    """Everything inside is part of this rendering."""
    token = _rendering.set(rendering)
    try:
        yield
    finally:
        _rendering.reset(token)


def gettext(message: str) -> str:
    """The message in the language of the page; English where the catalogue has none."""
    return current().catalogue.gettext(message) if message else message


def ngettext(one: str, many: str, number: int) -> str:
    """The form of a message that goes with the number."""
    return current().catalogue.ngettext(one, many, number)


def marked(message: str) -> str:
    """The message itself: marks it for the catalogues where it is translated only later."""
    return message
