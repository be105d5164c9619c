"""What stays in English on a page in another language is marked so, for those who hear it read.

A text without a translation goes through the template between two marks. When the page is
whole, they become ``<span lang="en">`` where HTML may have an element, and vanish where it may
not: in attributes, in pictures, in choices. The marks hold a word made anew in each process, so
that nobody can type them into a form.
"""

from __future__ import annotations

import re
from gettext import NullTranslations
from secrets import token_hex

_SECRET = token_hex(8)
_OPEN = f"\N{OBJECT REPLACEMENT CHARACTER}{_SECRET}("
_CLOSE = f"){_SECRET}\N{OBJECT REPLACEMENT CHARACTER}"
# Elements in whose text no other element may stand.
_PLAIN = r"(?:title|textarea|option|script|style|svg)"
_PIECES = re.compile(rf"(<({_PLAIN})\b.*?</\2\s*>|<!--.*?-->|<[^>]*>)", re.DOTALL)


def in_english(message: str) -> str:
    """The message between marks."""
    return f"{_OPEN}{message}{_CLOSE}" if message else message


def unmarked(text: str) -> str:
    """The text without any marks."""
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def with_elements(html: str) -> str:
    """A whole page, its marks turned into elements."""
    if _OPEN not in html:
        return html
    pieces = _PIECES.split(html)
    # Two groups: markup stands at 1, 4, 7, … and the name of a plain element behind it.
    for at in range(0, len(pieces), 3):
        pieces[at] = pieces[at].replace(_OPEN, '<span lang="en">').replace(_CLOSE, "</span>")
        if at + 1 < len(pieces):
            pieces[at + 1] = unmarked(pieces[at + 1])
            pieces[at + 2] = ""
    return "".join(pieces)


class EnglishMarked(NullTranslations):
    """What a catalogue falls back to: the English message, marked."""

    def gettext(self, message: str) -> str:
        """The message between marks."""
        return in_english(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The English form for the number, between marks."""
        return in_english(msgid1 if n == 1 else msgid2)
