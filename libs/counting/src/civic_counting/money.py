"""Amounts of money and points as exact integers.

A .pb file writes decimals ("1331751.11", and in some countries "1331751,11"). Nothing here
passes through binary floating point: text becomes digits and a number of decimal places.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LARGEST_AMOUNT = 2**63 - 1
"""Largest amount in minor units; what a 64-bit integer column can hold."""

MOST_PLACES = 6
"""Most decimal places an amount may carry."""

_DECIMAL = re.compile(r"([+-]?)([0-9]+)(?:([.,])([0-9]+))?", re.ASCII)


class Decimal(NamedTuple):
    """An exact decimal: ``digits / 10**places``, without trailing zeros after the point."""

    digits: int
    places: int

    def scaled(self, places: int) -> int:
        """The value in units of ``10**-places``. ``places`` must be at least ``self.places``."""
        return int(self.digits * 10 ** (places - self.places))


def parse_decimal(text: str) -> Decimal:
    """Read a non-negative decimal with a point or a comma.

    Raises:
        ValueError: the text is no plain number, is negative, is too large or too fine, or
            could be read in two ways ("1,000": a thousand, or one with three decimals).
    """
    matched = _DECIMAL.fullmatch(text.strip())
    if matched is None:
        raise ValueError(f"{_shown(text)} is not a plain number")
    sign, whole, separator, fraction = matched.groups()
    if sign == "-" and (whole.strip("0") or (fraction or "").strip("0")):
        raise ValueError(f"{_shown(text)} is negative")
    if separator == "," and len(fraction) == 3:
        raise ValueError(f"{_shown(text)} could be thousands or decimals; write it with a point")
    fraction = (fraction or "").rstrip("0")
    if len(fraction) > MOST_PLACES:
        raise ValueError(f"{_shown(text)} has more than {MOST_PLACES} decimal places")
    if len(whole.lstrip("0")) + len(fraction) > 19:
        raise ValueError(f"{_shown(text)} is too large to count with")
    return Decimal(int(whole + fraction), len(fraction))


def parse_whole(text: str) -> int:
    """Read a non-negative whole number; "3.0" is accepted, "3.5" is not.

    Raises:
        ValueError: the text is no whole number or is negative.
    """
    value = parse_decimal(text)
    if value.places:
        raise ValueError(f"{_shown(text)} is not a whole number")
    return value.digits


def show(amount: int, minor_per_major: int = 100, currency: str = "") -> str:
    """An amount in minor units as people write it: ``show(123450, 100, "PLN")`` is
    "1,234.50 PLN"; whole amounts are shown without decimals.
    """
    sign = "-" if amount < 0 else ""
    major, minor = divmod(abs(amount), minor_per_major)
    places = len(str(minor_per_major)) - 1
    decimals = f".{minor:0{places}d}" if minor else ""
    return f"{sign}{major:,}{decimals}{' ' + currency if currency else ''}"


def plain(amount: int, minor_per_major: int = 100) -> str:
    """An amount in minor units as a .pb file writes it: no separators, no currency."""
    return show(amount, minor_per_major).replace(",", "")


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")
