"""Days that commands take: written out, and of a century in which something can have happened."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError, create_model
from servicekit.web import Command
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


class Part(BaseModel):
    """A part of a command, with a day of whatever year."""

    due_on: date | None = None


@pytest.mark.parametrize(
    "kind",
    [date, date | None, Annotated[date, Field(alias="from")], tuple[Part, ...], list[date]],
    ids=["plain", "optional", "renamed", "nested", "listed"],
)
def test_a_command_with_a_day_of_whatever_year_cannot_be_written(kind: Any) -> None:
    with pytest.raises(TypeError, match=r"Planted\.day"):
        create_model("Planted", __base__=Command, day=(kind, ...))


@pytest.mark.parametrize(
    "kind",
    [Day, Day | None, Annotated[Day, Field(alias="to")]],
    ids=["plain", "optional", "renamed"],
)
def test_a_command_with_days_of_ours_can(kind: Any) -> None:
    assert create_model("Sound", __base__=Command, day=(kind, ...)).model_fields["day"]
