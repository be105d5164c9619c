"""Sentences that code has put together, said again in the language of the page.

A thread's steps are kept, and rules answer, as English sentences with names and figures in them:
"An agreement was signed with Wigmore Hall". The catalogues have the sentence with places,
"An agreement was signed with %(organisation)s", noted as built by code. Here a sentence is
recognised by what stands between its places, and what was in them goes into the translation.
So no rule and no event has to know of languages, and what was kept long ago is translated too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from gettext import NullTranslations

from babel.dates import get_month_names

BUILT = "built by code"  # the note in a catalogue at what can be recognised
_PLACE = re.compile(r"%\((\w+)\)s|%%")
_LETTER = re.compile(r"[^\W\d_]")
_FEWEST_LETTERS = 5  # between its places; less would be found everywhere
_MONTHS = {str(name): number for number, name in get_month_names("wide", locale="en").items()}
_DAY = re.compile(rf"(?:(\d{{1,2}}) )?({'|'.join(_MONTHS)}) (\d{{4}})")
_JOINTS = re.compile(r"(, |; )")
_DEEPEST = 3  # a sentence in a place of a sentence in a place


@dataclass(frozen=True, slots=True)
class Pattern:
    """A message with places, and how a sentence made from it reads."""

    message: str
    places: tuple[str, ...]
    reads: re.Pattern[str]
    letters: int

    @classmethod
    def of(cls, message: str) -> Pattern | None:
        """Nothing for a message without places, or with too few words between them."""
        places = tuple(found[1] for found in _PLACE.finditer(message) if found[1])
        fixed = _PLACE.sub("", message)
        letters = len(_LETTER.findall(fixed))
        if not places or letters < _FEWEST_LETTERS:
            return None
        parts, end = [], 0
        for found in _PLACE.finditer(message):
            parts.append(re.escape(message[end : found.start()]))
            parts.append("(.+?)" if found[1] else "%")
            end = found.end()
        parts.append(re.escape(message[end:]))
        return cls(message, places, re.compile("".join(parts), re.DOTALL), letters)


def patterns(messages: Iterable[str]) -> tuple[Pattern, ...]:
    """Those of the messages that can be recognised, the most particular first."""
    found = {one.message: one for one in map(Pattern.of, messages) if one is not None}
    return tuple(sorted(found.values(), key=lambda one: (-one.letters, one.message)))


@dataclass(frozen=True, eq=False)
class Teller:
    """Says English sentences again in one language; ``known`` has its messages."""

    language: str
    known: Mapping[str, str] = field(default_factory=dict)
    built: tuple[Pattern, ...] = ()
    told: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        said = set(self.known.values())
        told = said | {one[:1].lower() + one[1:] for one in said}
        object.__setattr__(self, "told", frozenset(told))

    def said(self, text: str) -> str | None:
        """The text in this language; nothing where it is no message and made from none."""
        return _said(self, text, 0)


@lru_cache(maxsize=20_000)
def _said(teller: Teller, text: str, depth: int) -> str | None:
    exactly = _exactly(teller, text)
    if exactly is not None or depth > _DEEPEST:
        return exactly
    for pattern in teller.built:
        found = pattern.reads.fullmatch(text)
        if found and teller.known.get(pattern.message):
            inside = {
                name: _inside(teller, value, depth)
                for name, value in zip(pattern.places, found.groups(), strict=True)
            }
            return teller.known[pattern.message] % inside
    pieces = _JOINTS.split(text)
    if len(pieces) > 1:
        told = [_exactly(teller, one) for one in pieces[::2]]
        # All of them: "Concert, at last" is somebody's own words, not one of ours and a rest.
        if all(told):
            pieces[::2] = [new or old for new, old in zip(told, pieces[::2], strict=True)]
            return "".join(pieces)
    return None


def _exactly(teller: Teller, text: str) -> str | None:
    """A message as it stands, or with its first letter the other way, or a day."""
    if text in teller.known:
        return teller.known[text] or None
    if text in teller.told:
        return text  # said again before it came here
    turned = text[:1].swapcase() + text[1:]
    if teller.known.get(turned):
        first = str.lower if text[:1].islower() else str.upper
        said = teller.known[turned]
        return first(said[:1]) + said[1:]
    return _DAY.sub(lambda found: _day(teller, found), text) if _DAY.fullmatch(text) else None


def _inside(teller: Teller, value: str, depth: int) -> str:
    return _said(teller, value, depth + 1) or value


def _day(teller: Teller, found: re.Match[str]) -> str:
    number, month, year = found.groups()
    named = get_month_names("wide", locale=teller.language)[_MONTHS[month]]
    return " ".join(part for part in (number, str(named), year) if part)


def teller_of(catalogue: NullTranslations) -> Teller:
    """What a catalogue can say again; English says nothing again."""
    told = getattr(catalogue, "teller", None)
    return told if isinstance(told, Teller) else Teller("en")
