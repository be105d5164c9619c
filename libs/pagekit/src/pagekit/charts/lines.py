"""Amounts over time: one line to a series."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from markupsafe import Markup

from pagekit.charts.figure import Chart, Numbers, Picture, Size
from pagekit.charts.invalid import ChartError
from pagekit.charts.marks import line_sign, mark
from pagekit.charts.plane import Plane
from pagekit.charts.series import MOST, legend
from pagekit.charts.svg import element, joined, number
from pagekit.charts.units import COUNT, Number, Unit, finite
from pagekit.languages import marked
from pagekit.wording import short_day

_FEW = 24  # more marks than these would hide the line


@dataclass(frozen=True, slots=True)
class Course:
    """How one thing went: (day, amount), the days rising; an amount of None breaks the line."""

    name: str
    points: tuple[tuple[date, Number | None], ...]

    def __post_init__(self) -> None:
        days = [day for day, _ in self.points]
        if any(one >= other for one, other in pairwise(days)):
            raise ChartError(f"the days of {self.name!r} must rise")
        for _, value in self.points:
            if value is not None and not finite(value):
                raise ChartError(f"{value!r} in {self.name!r} cannot be drawn")


@dataclass(frozen=True, kw_only=True)
class LineChart(Chart):
    """Time to the right, amounts upwards from nought. At most six courses.

    `stepped` draws an amount that holds until the next one (a running count) as steps.
    """

    courses: tuple[Course, ...]
    unit: Unit = COUNT
    stepped: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= len(self.courses) <= MOST:
            raise ChartError(f"a line chart has one to {MOST} courses")

    def days(self) -> list[date]:
        """Every day for which some course has a point, in order."""
        return sorted({day for one in self.courses for day, _ in one.points})

    def numbers(self) -> tuple[Numbers, ...]:
        """One row to a day, one column to a course."""
        names = [one.name or self.unit.title for one in self.courses]
        known = [dict(one.points) for one in self.courses]
        rows = []
        for day in self.days():
            values = [one.get(day) for one in known]
            cells = ["–" if value is None else self.unit.full(value) for value in values]
            rows.append((short_day(day), *cells))
        return (Numbers((marked("Date"), *names), tuple(rows)),)

    def legend(self) -> Markup:
        """The names of its courses, where there are several, beside their marks."""
        if len(self.courses) == 1:
            return Markup("")
        return legend([(one.name, line_sign(at)) for at, one in enumerate(self.courses)])

    def picture(self, size: Size) -> Picture:
        """The axes and every line over them."""
        amounts = [value for one in self.courses for _, value in one.points if value is not None]
        plane = Plane(size, self.unit, amounts, self.days())
        lines = joined(
            course_lines(plane, one.points, at, stepped=self.stepped)
            for at, one in enumerate(self.courses)
        )
        return Picture(plane.height, plane.axes() + lines)


def course_lines(
    plane: Plane, points: tuple[tuple[date, Number | None], ...], index: int, *, stepped: bool
) -> Markup:
    """The line of a course, broken where an amount is unknown, and its marks where they are few."""
    runs: list[list[tuple[float, float]]] = [[]]
    for day, value in points:
        if value is None:
            runs.append([])
        else:
            runs[-1].append((plane.x(day), plane.y(float(value))))
    paths = [
        element("path", d=_path(run, stepped=stepped), class_=f"civic-line civic-line--{index}")
        for run in runs
        if len(run) > 1
    ]
    few = sum(len(run) for run in runs) <= _FEW
    marks = [mark(x, y, index) for run in runs for x, y in (run if few or len(run) == 1 else [])]
    return joined([*paths, *marks])


def _path(run: list[tuple[float, float]], *, stepped: bool) -> str:
    first, *others = run
    parts = [f"M{number(first[0])} {number(first[1])}"]
    for x, y in others:
        parts.append(f"H{number(x)}V{number(y)}" if stepped else f"L{number(x)} {number(y)}")
    return "".join(parts)
