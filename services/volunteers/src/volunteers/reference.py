"""Codes in a command that the council's reference data must know."""

from __future__ import annotations

from datetime import date

from civic_reference import Council, UnknownWard
from servicekit import Unprocessable


def ward_on(council: Council, code: str, day: date) -> str:
    """The ward's code, if the ward exists on the day; else ``Unprocessable`` at ``/ward``."""
    try:
        ward = council.ward(code)
    except UnknownWard:
        raise Unprocessable("There is no such ward.", pointer="/ward") from None
    if not ward.is_valid_on(day):
        detail = f"{ward.name} with this code was no ward on that day."
        raise Unprocessable(detail, pointer="/ward")
    return code


def department_of(council: Council, code: str | None) -> str | None:
    """The department's code; ``Unprocessable`` at ``/department`` where the council has none."""
    if code is not None and code not in council.departments:
        raise Unprocessable("The council has no such department.", pointer="/department")
    return code


def theme_of(council: Council, code: str | None) -> str | None:
    """The theme's code; ``Unprocessable`` at ``/theme`` where there is none."""
    if code is not None and code not in council.themes:
        raise Unprocessable("There is no such theme.", pointer="/theme")
    return code


def ward_name(council: Council, code: str | None) -> str:
    """What a ward is called; its code where another council's ward came with an event."""
    if code is None:
        return ""
    try:
        return council.ward(code).name
    except UnknownWard:
        return code
