"""Progress against milestones: so many by such a day, as in "10 schemes by Christmas 2010"."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from pagekit.charts.figure import Chart, Numbers, Picture, Size
from pagekit.charts.invalid import ChartError
from pagekit.charts.lettering import clean, fitted, width
from pagekit.charts.lines import Course, course_lines
from pagekit.charts.marks import line_sign, mark
from pagekit.charts.plane import Plane
from pagekit.charts.series import legend
from pagekit.charts.svg import element, joined, line, text
from pagekit.charts.ticks import LETTERS
from pagekit.charts.units import COUNT, Unit
from pagekit.languages import gettext, marked
from pagekit.wording import day, short_day

_TARGET = 3  # the diamond
_FORECAST = 1


@dataclass(frozen=True, slots=True)
class Milestone:
    """`target` (above nought) to be reached by the end of a day; `name` as people say it."""

    target: int
    by: date
    name: str


@dataclass(frozen=True, kw_only=True)
class MilestoneChart(Chart):
    """A running count as steps, with the milestones before it.

    `reached` is (day, count from that day on), days rising and counts never falling; `today`
    decides which milestones are past. `forecast` is where the count is expected to be.
    """

    reached: tuple[tuple[date, int], ...]
    milestones: tuple[Milestone, ...]
    today: date
    forecast: tuple[tuple[date, int], ...] = ()
    unit: Unit = COUNT

    def __post_init__(self) -> None:
        super().__post_init__()
        Course(self.title, self.reached)
        Course(self.title, self.forecast)
        counts = [count for _, count in self.reached]
        if counts != sorted(counts) or any(one < 0 for one in counts):
            raise ChartError("a running count never falls and is never below nought")
        if any(one.target <= 0 for one in self.milestones):
            raise ChartError("a milestone is above nought")
        if any(on > self.today for on, _ in self.reached):
            raise ChartError("what was reached lies in the past; use forecast")

    def met_on(self, milestone: Milestone) -> date | None:
        """The day on which its target was reached, in time or late."""
        return next((on for on, count in self.reached if count >= milestone.target), None)

    def count_on(self, on: date) -> int:
        """The count at the end of a day."""
        return max((count for since, count in self.reached if since <= on), default=0)

    def state(self, milestone: Milestone) -> str:
        """How the milestone stands, in words."""
        met = self.met_on(milestone)
        if met is not None:
            late = marked("Reached on %(day)s, late")
            words = marked("Reached on %(day)s") if met <= milestone.by else late
            return gettext(words) % {"day": day(met)}
        # A promise is judged by the count on its own day, not by what came years later.
        missed = milestone.by < self.today
        missing = milestone.target - self.count_on(milestone.by if missed else self.today)
        words = marked("Missed: %(number)s short") if missed else marked("%(number)s to go")
        return gettext(words) % {"number": missing}

    def numbers(self) -> tuple[Numbers, ...]:
        """The milestones; then the counts behind the line, with what is expected."""
        stages = tuple(
            (one.name, short_day(one.by), self.unit.full(one.target), self.state(one))
            for one in self.milestones
        )
        known = [
            (short_day(on), self.unit.full(count), marked("Counted")) for on, count in self.reached
        ]
        known += [
            (short_day(on), self.unit.full(count), marked("Forecast"))
            for on, count in self.forecast
        ]
        heads = (marked("Milestone"), marked("By"), marked("Target"), marked("How it stands"))
        return (
            Numbers(heads, stages, name=marked("the milestones"), wordy=(1, 3)),
            Numbers(
                (marked("Date"), self.unit.title, marked("Known by")), tuple(known), wordy=(2,)
            ),
        )

    def legend(self) -> Markup:
        """What the line, the diamonds and the dashes are."""
        entries = [
            (marked("Counted"), line_sign(0)),
            (marked("Milestone"), mark(12.0, 8.0, _TARGET, 6.0)),
        ]
        if self.forecast:
            entries.append((marked("Forecast"), line_sign(_FORECAST)))
        return legend(entries)

    def picture(self, size: Size) -> Picture:
        """The steps of the count up to today, and the milestones."""
        targets = [one.target for one in self.milestones]
        counts = [count for _, count in (*self.reached, *self.forecast)]
        days = [on for on, _ in (*self.reached, *self.forecast)]
        days += [one.by for one in self.milestones] + [self.today]
        plane = Plane(size, self.unit, [*targets, *counts], days)
        drawn = [plane.axes(), self._today(plane), self._steps(plane)]
        drawn.append(course_lines(plane, self.forecast, _FORECAST, stepped=False))
        drawn += [self._milestone(plane, one) for one in self.milestones]
        return Picture(plane.height, joined(drawn))

    def _steps(self, plane: Plane) -> Markup:
        if not self.reached:
            return Markup("")
        points = dict(self.reached) | {self.today: self.count_on(self.today)}
        return course_lines(plane, tuple(sorted(points.items())), 0, stepped=True)

    def _today(self, plane: Plane) -> Markup:
        x = plane.x(self.today)
        return line(x, plane.y(plane.amounts.high), x, plane.bottom, "civic-chart__today")

    def _milestone(self, plane: Plane, one: Milestone) -> Markup:
        """A diamond with its name beside it, on the side where there is room.

        In narrow pictures the number alone: the table has the names.
        """
        x, y = plane.x(one.by), plane.y(float(one.target))
        name = "" if plane.size.narrow else f" {clean(one.name)}"
        words = self.unit.short(one.target) + name
        before, after = x - 14.0, plane.size.width - x - 14.0
        room = before if before > after or width(words, LETTERS) <= before else after
        words = fitted(words, LETTERS, room)
        at, anchor = (x - 12.0, "end") if room == before else (x + 12.0, "start")
        label = text(at, y - 7.0, words, "civic-chart__label", anchor=anchor)
        return element("g", mark(x, y, _TARGET, 6.0), label)
