"""What every command has: strict fields, and the day on which what it tells of took place."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field

from servicekit.errors import Forbidden, Unprocessable
from servicekit.identity.actor import Role
from servicekit.unit_of_work import UnitOfWork
from servicekit.web.fields import Day, LongText

# Who may enter what happened on an earlier day, such as a letter or a sheet from a meeting.
MAY_ENTER_LATE = (
    Role.NEIGHBOURHOOD_OFFICER,
    Role.FACILITATOR,
    Role.FINANCE,
    Role.VOLUNTEER_COORDINATOR,
    Role.OPERATOR,
    Role.SYSTEM,
)


class Command(BaseModel):
    """Base of all commands; unknown fields are refused, nothing is converted silently."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=10_000)

    occurred_on: Day | None = Field(default=None, description="Today where it is left out.")
    late_reason: LongText | None = Field(
        default=None, description="Why an earlier day is entered now; officers only."
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Has every day of a command be a ``Day``: what is told of a mistyped year stays told."""
        for name, field in cls.model_fields.items():
            if _has_any_year(field.annotation, field.metadata):
                raise TypeError(f"{cls.__name__}.{name}: the days of a command are fields.Day")

    def occurred(self, uow: UnitOfWork) -> date:
        """The day on which this took place.

        Today by default; an earlier day only for officers, with a reason; never a later one.
        Raises ``Unprocessable`` or ``Forbidden``.
        """
        day = self.occurred_on or uow.today
        if day > uow.today:
            raise Unprocessable("The day is in the future.", pointer="/occurred_on")
        if day < uow.today:
            if not uow.actor.has(*MAY_ENTER_LATE):
                raise Forbidden("Only an officer may enter something for an earlier day.")
            if self.late_reason is None:
                raise Unprocessable(
                    "Give the reason why an earlier day is entered now.", pointer="/late_reason"
                )
        return day


def _has_any_year(kind: Any, metadata: Any = ()) -> bool:
    """Whether a field, or one within it, is a day of whatever year."""
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        return _has_any_year(inner, more)
    if kind is date:
        return not metadata
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = kind.model_fields.values()
        return any(_has_any_year(one.annotation, one.metadata) for one in fields)
    return any(_has_any_year(one) for one in get_args(kind))
