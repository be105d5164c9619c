"""The plane of time and amounts on which lines are drawn."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from pagekit.charts.figure import Size
from pagekit.charts.lettering import fitted, width
from pagekit.charts.scales import linear_scale, time_scale
from pagekit.charts.svg import joined, line, text
from pagekit.charts.ticks import LETTERS, tick_labels
from pagekit.charts.units import Number, Unit

_TOP = 22.0
_BOTTOM = 34.0
_MARGIN = 10.0  # a mark on the edge of the plane stays in the picture


class Plane:
    """Where a day and an amount lie in a picture; `days` has at least one."""

    def __init__(
        self, size: Size, unit: Unit, amounts: Sequence[Number], days: Sequence[date]
    ) -> None:
        whole = unit.kind == "number" and all(isinstance(one, int) for one in amounts)
        self.unit = unit
        self.size = size
        self.amounts = linear_scale([float(one) for one in amounts], whole=whole)
        self.days = time_scale(list(days), most=4 if size.narrow else 7)
        self.height = 240.0 if size.narrow else 320.0
        widest = max(width(unit.short(tick), LETTERS) for tick in self.amounts.ticks)
        self.left = min(widest + 10.0, size.width * 0.45)
        self.right = size.width - _MARGIN
        self.bottom = self.height - _BOTTOM

    def x(self, day: date) -> float:
        """The place of a day; a single day stands in the middle."""
        if self.days.first == self.days.last:
            return (self.left + self.right) / 2
        begin = self.left + _MARGIN
        return begin + self.days.share(day) * (self.right - begin)

    def y(self, amount: float) -> float:
        """The place of an amount."""
        return self.bottom - self.amounts.share(amount) * (self.bottom - _TOP)

    def axes(self) -> Markup:
        """The grid, the ticks and the line of nought."""
        rows = [
            line(self.left, self.y(tick), self.right, self.y(tick), "civic-chart__grid")
            + text(
                self.left - 8.0,
                self.y(tick) + 5.0,
                fitted(self.unit.short(tick), LETTERS, self.left - 8.0),
                "civic-chart__tick",
                anchor="end",
            )
            for tick in self.amounts.ticks
        ]
        nought = line(self.left, self.y(0.0), self.right, self.y(0.0), "civic-chart__axis")
        return joined(rows) + self._day_labels() + nought

    def _day_labels(self) -> Markup:
        strokes = (
            line(self.x(day), self.bottom, self.x(day), self.bottom + 6.0, "civic-chart__axis")
            for day, _ in self.days.ticks
        )
        places = ((self.x(day), words) for day, words in self.days.ticks)
        return joined(strokes) + tick_labels(places, self.bottom + 24.0, self.size.width)
