"""Days that commands take: written out, and of a century in which something can have happened."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError
from servicekit.web.fields import Day

DAY = TypeAdapter(Day)


@pytest.mark.parametrize("day", ["1990-01-01", "2009-05-11", "2199-12-31"])
def test_a_day_is_taken(day: str) -> None:
    assert str(DAY.validate_python(day)) == day


@pytest.mark.parametrize(
    "day",
    ["0201-12-01", "0001-01-01", "1989-12-31", "2200-01-01", "9999-12-31", 20090511, "1.5.09"],
)
def test_a_day_mistyped_is_refused(day: object) -> None:
    with pytest.raises(ValidationError):
        DAY.validate_python(day)
