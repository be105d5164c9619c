"""Codes as people read them on a thread."""

from __future__ import annotations

from civic_reference import Council, UnknownWard
from pagekit.languages import gettext
from pagekit.wording import words

ACRONYMS = {"nhs": "NHS", "gp": "GP"}


def department_name(council: Council, code: str | None) -> str:
    """A department's name; the code in words where the council's file does not know it."""
    if code is None:
        return council.name
    return council.departments.get(code) or words(code)


def office(council: Council, role: str, department: str) -> str:
    """A role in a department: "Neighbourhood officer, Neighbourhoods"."""
    return f"{words(role)}, {department_name(council, department)}"


def ward_name(council: Council, code: str) -> str:
    """A ward's name; its code where the council's file does not know it."""
    try:
        return council.ward(code).name
    except UnknownWard:
        return code


def ward_with_its_time(council: Council, code: str) -> str:
    """A ward's name; of one that is gone, with the year in which it ended."""
    name = ward_name(council, code)
    ended = next((one.valid_until for one in council.wards if one.code == code), None)
    if ended is None:
        return name
    return gettext("%(name)s (until %(year)s)") % {"name": name, "year": ended.year}


def phrase(code: str) -> str:
    """A code inside a sentence: "venue-management" is "venue management"."""
    return ACRONYMS.get(code, code.replace("-", " "))


def sentence(code: str) -> str:
    """A code at the beginning of a line."""
    return words(code)
