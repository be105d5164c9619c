"""The PROJECTS section."""

from __future__ import annotations

from dataclasses import dataclass

from civic_counting.elections import MOST_PROJECTS
from civic_counting.errors import PbError
from civic_counting.money import Decimal, parse_decimal, parse_whole
from civic_counting.pb.rows import Rows, fitted, section_of


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One row of PROJECTS.

    Attributes:
        line: where it stands.
        id: the project's number or code.
        cost: as written, in units of the currency.
        name: its name, or empty.
        categories: none or more.
        votes: published number of voters, or None.
        score: published score, or None.
        selected: published outcome (0, 1, 2, 3), or None.
    """

    line: int
    id: str
    cost: Decimal
    name: str
    categories: tuple[str, ...]
    votes: int | None
    score: Decimal | None
    selected: int | None


def read_projects(rows: Rows) -> list[ProjectRow]:
    """Read from the columns of PROJECTS to the title VOTES, included."""
    columns = read_columns(rows, "PROJECTS", ("project_id", "cost"))
    found: list[ProjectRow] = []
    seen: dict[str, int] = {}
    while True:
        row = rows.next()
        if row is None:
            raise PbError(rows.line, "the file ends inside PROJECTS")
        title = section_of(row)
        if title == "VOTES":
            return found
        if title is not None:
            raise PbError(rows.line, f"{title} where VOTES should begin")
        project = _project(rows.line, columns, row)
        if project.id in seen:
            raise PbError(
                rows.line, f"project {project.id} stands in line {seen[project.id]} already"
            )
        seen[project.id] = rows.line
        found.append(project)
        if len(found) > MOST_PROJECTS:
            raise PbError(rows.line, f"more than {MOST_PROJECTS} projects cannot be counted")


def read_columns(rows: Rows, section: str, needed: tuple[str, ...]) -> list[str]:
    """Read the row of column names of a section."""
    row = rows.next()
    if row is None:
        raise PbError(rows.line, f"the file ends where the columns of {section} should be")
    columns = [cell.strip().lower() for cell in row]
    while columns and not columns[-1]:
        columns.pop()
    for name in needed:
        if name not in columns:
            raise PbError(rows.line, f"{section} has no column {name}")
    for name in columns:
        if columns.count(name) > 1:
            raise PbError(rows.line, f"{section} has the column {name!r} twice")
    return columns


def _project(line: int, columns: list[str], row: list[str]) -> ProjectRow:
    try:
        cells = dict(zip(columns, fitted(row, len(columns)), strict=True))
        number = cells["project_id"].strip()
        _check_id(number)
        cost = parse_decimal(cells["cost"])
        if cost.digits == 0:
            raise ValueError("its cost is zero")
        return ProjectRow(
            line,
            number,
            cost,
            cells.get("name", "").strip(),
            _split(cells.get("category", "")),
            _optional_whole(cells.get("votes", "")),
            parse_decimal(cells["score"]) if cells.get("score", "").strip() else None,
            _selected(cells.get("selected", "")),
        )
    except ValueError as error:
        raise PbError(line, f"project {row[0][:40]!r}: {error}") from None


def _check_id(number: str) -> None:
    if not number:
        raise ValueError("it has no project_id")
    if "," in number:
        raise ValueError("a project_id cannot hold a comma: ballots separate projects by it")
    if not number.isprintable():
        raise ValueError("its project_id holds invisible characters")


def _split(text: str) -> tuple[str, ...]:
    parts = (part.strip() for part in text.split(","))
    return tuple(part for part in parts if part and part != "None")


def _optional_whole(text: str) -> int | None:
    return parse_whole(text) if text.strip() else None


def _selected(text: str) -> int | None:
    value = _optional_whole(text)
    if value is not None and value > 9:
        raise ValueError(f"selected is {value}; 0, 1, 2 and 3 are known")
    return value
