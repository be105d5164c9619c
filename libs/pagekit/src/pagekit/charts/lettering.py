"""How much room words take, without a font at hand.

The server does not know the reader's typeface. Widths are those of DejaVu Sans, the widest of
the usual system fonts, rounded up, so that a label that fits here fits everywhere.
"""

import unicodedata

from pagekit.wording import retold

ELLIPSIS = "…"
_WIDTHS = {
    0.42: "ijlIft.,:;'|!()[]{}/\\- \u00a0r\"`°",
    0.90: "mwGMOQCDHNU&+<>=~#−…",
    1.04: "MW@%—ŒÆ‰",
}
_BY_LETTER = {letter: width for width, letters in _WIDTHS.items() for letter in letters}


def clean(text: str) -> str:
    """The text on one line, without the characters that XML cannot carry.

    A text of ours is in the language of the page.
    """
    told = retold(text)
    spaced = "".join(" " if one.isspace() else one if _printable(one) else "\ufffd" for one in told)
    return " ".join(spaced.split())


def _printable(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cc", "Cs", "Cn", "Co"} and letter not in (
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff"
    )


def _letter(letter: str) -> float:
    if letter in _BY_LETTER:
        return _BY_LETTER[letter]
    if ord(letter) < 0x250:
        return 0.78 if letter.isupper() else 0.66
    if unicodedata.combining(letter):
        return 0.0
    return 1.3


def width(text: str, size: float) -> float:
    """An upper bound for the width of a text at a font size, in the same unit as the size."""
    return sum(_letter(letter) for letter in text) * size


BOLD = 1.12  # how much wider bold letters are


def fitted(text: str, size: float, room: float) -> str:
    """The text, or as much of it as fits into `room` with an ellipsis; never wider."""
    if width(text, size) <= room:
        return text
    kept = text
    while kept and width(kept.rstrip() + ELLIPSIS, size) > room:
        kept = kept[:-1]
    if kept:
        return kept.rstrip() + ELLIPSIS
    return ELLIPSIS if width(ELLIPSIS, size) <= room else ""


def wrapped(text: str, size: float, room: float, lines: int) -> list[str]:
    """The text in at most `lines` lines, each no wider than `room`; the last takes what is left."""
    made: list[str] = []
    rest = text.split(" ")
    while rest and len(made) < lines - 1:
        taken = 1
        while taken < len(rest) and width(" ".join(rest[: taken + 1]), size) <= room:
            taken += 1
        made.append(fitted(" ".join(rest[:taken]), size, room))
        rest = rest[taken:]
    return [*made, fitted(" ".join(rest), size, room)] if rest else made
