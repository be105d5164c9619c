"""Horizontal bars, one to a category: side by side or stacked."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from pagekit.charts.figure import Chart, Numbers, Picture, Size
from pagekit.charts.invalid import ChartError
from pagekit.charts.lettering import BOLD, clean, fitted, width, wrapped
from pagekit.charts.scales import Scale, linear_scale
from pagekit.charts.series import MOST, Series, pattern_of, patterns, swatches
from pagekit.charts.svg import joined, line, rectangle, text
from pagekit.charts.ticks import LETTERS, tick_labels
from pagekit.charts.units import COUNT, Number, Unit, total
from pagekit.languages import gettext, marked

_BOLD = LETTERS * BOLD
_LINE = 18.0
_BAR = 22.0
_AXIS = 26.0


@dataclass(frozen=True, kw_only=True)
class BarChart(Chart):
    """Categories downwards, amounts to the right; amounts below nought go to the left.

    `stacked` puts the series of a category end to end, with their sum behind them; it takes
    no amounts below nought. At most six series.
    """

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Unit = COUNT
    stacked: bool = False
    category_title: str = marked("Category")

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= len(self.series) <= MOST:
            raise ChartError(f"a bar chart has one to {MOST} series")
        for one in self.series:
            if len(one.values) != len(self.categories):
                raise ChartError(f"series {one.name!r} needs a value for each category")
        below = any(value is not None and value < 0 for one in self.series for value in one.values)
        if self.stacked and below:
            raise ChartError("amounts below nought cannot be stacked")

    def numbers(self) -> tuple[Numbers, ...]:
        """One row to a category, one column to a series, and the sum where they are stacked."""
        names = [one.name or self.unit.title for one in self.series]
        summed = self.stacked and len(self.series) > 1
        rows = []
        for at, category in enumerate(self.categories):
            values = [one.values[at] for one in self.series]
            cells = ["–" if value is None else self.unit.full(value) for value in values]
            if summed:
                cells.append(
                    self.unit.full(total([value for value in values if value is not None]))
                )
            rows.append((category, *cells))
        return (Numbers((self.category_title, *names, *([marked("Total")] * summed)), tuple(rows)),)

    def definitions(self) -> Markup:
        """The patterns of its series."""
        return patterns(self.id, len(self.series))

    def legend(self) -> Markup:
        """The names of its series, where there are several."""
        if len(self.series) == 1:
            return Markup("")
        return swatches(self.id, [one.name for one in self.series])

    def picture(self, size: Size) -> Picture:
        """Labels to the left of the bars where there is room, above them where there is not."""
        return _Drawing(self, size).picture()


class _Drawing:
    """One picture of a bar chart, worked out from the left edge to the right and downwards."""

    def __init__(self, chart: BarChart, size: Size) -> None:
        self.chart = chart
        self.size = size
        self.bars = 1 if chart.stacked else len(chart.series)
        self.scale = self._scale()
        self.figure = chart.unit.full
        self.no_figure = "–" if size.narrow else gettext("no figure")
        self.label_room = size.width if size.narrow else self._label_room()
        self.left = 1.0 if size.narrow else self.label_room + 12.0
        self.room_for_values = self._value_room()
        # Amounts below nought have their figures to the left of the bars.
        below = any(one < 0 for one in self._amounts())
        self.begin = self.left + (self.room_for_values if below else 0.0)
        self.end = size.width - max(self.room_for_values, self._last_tick_room())

    def _amounts(self) -> list[Number]:
        rows = zip(*(one.values for one in self.chart.series), strict=True)
        known = [[value for value in row if value is not None] for row in rows]
        if self.chart.stacked:
            return [total(row) for row in known]
        return [value for row in known for value in row]

    def _scale(self) -> Scale:
        amounts = self._amounts()
        whole = self.chart.unit.kind == "number" and all(isinstance(one, int) for one in amounts)
        wanted = 3 if self.size.narrow else 5
        return linear_scale([float(one) for one in amounts], whole=whole, wanted=wanted)

    def _label_room(self) -> float:
        widest = max((width(clean(one), LETTERS) for one in self.chart.categories), default=0.0)
        return min(widest, self.size.width * 0.32)

    def _value_room(self) -> float:
        """Room for the figures in full where that leaves enough for the bars, else in short."""
        most = self.size.width * 0.22
        widest = self._widest(self.chart.unit.full)
        if widest > most:
            self.figure = self.chart.unit.short
            widest = min(most, self._widest(self.figure))
        return widest + 10.0

    def _widest(self, figure: Callable[[Number], str]) -> float:
        texts = [figure(value) for value in self._amounts()]
        return max(width(one, _BOLD) for one in [*texts, self.no_figure])

    def _last_tick_room(self) -> float:
        return width(self.chart.unit.short(self.scale.high), LETTERS) / 2 + 2.0

    def _x(self, value: float) -> float:
        return self.begin + self.scale.share(value) * (self.end - self.begin)

    def picture(self) -> Picture:
        """Every category in turn, then the axis behind them."""
        top = 8.0
        drawn = []
        for at, category in enumerate(self.chart.categories):
            part, height = self._category(at, clean(category), top)
            drawn.append(part)
            top += height
        return Picture(top + _AXIS, self._axis(top) + self._nought(top) + joined(drawn))

    def _category(self, at: int, name: str, top: float) -> tuple[Markup, float]:
        lines = wrapped(name, LETTERS, self.label_room, 2)
        height = self.bars * _BAR
        if self.size.narrow:
            labels, bars_top = self._lines(lines, 0.0, top + 14.0), top + len(lines) * _LINE + 2.0
            used = len(lines) * _LINE + 2.0 + height + 14.0
        else:
            used = max(height, len(lines) * _LINE) + 12.0
            bars_top = top + (used - 12.0 - height) / 2
            first = top + (used - 12.0 - len(lines) * _LINE) / 2 + 14.0
            labels = self._lines(lines, 0.0, first)
        bars = self._stack(at, bars_top) if self.chart.stacked else self._group(at, bars_top)
        return labels + bars, used

    @staticmethod
    def _lines(lines: list[str], x: float, y: float) -> Markup:
        return joined(
            text(x, y + at * _LINE, words, "civic-chart__label") for at, words in enumerate(lines)
        )

    def _group(self, at: int, top: float) -> Markup:
        parts = []
        for index, one in enumerate(self.chart.series):
            value = one.values[at]
            y = top + index * _BAR
            if value is None:
                parts.append(self._value(0, y, self.no_figure))
                continue
            begin, end = sorted((self._x(0.0), self._x(float(value))))
            parts.append(self._bar(begin, y, end - begin, index))
            parts.append(self._value(value, y, self.figure(value)))
        return joined(parts)

    def _stack(self, at: int, top: float) -> Markup:
        known = [one.values[at] for one in self.chart.series if one.values[at] is not None]
        parts, begin = [], 0.0
        for index, one in enumerate(self.chart.series):
            end = begin + float(one.values[at] or 0)
            if end > begin:
                parts.append(self._bar(self._x(begin), top, self._x(end) - self._x(begin), index))
            begin = end
        whole = total([value for value in known if value is not None])
        words = self.figure(whole) if known else self.no_figure
        return joined([*parts, self._value(whole, top, words)])

    def _bar(self, x: float, y: float, wide: float, index: int) -> Markup:
        fill = pattern_of(self.chart.id, index)
        return rectangle(x, y + 2.0, wide, _BAR - 5.0, f"civic-edge-{index}", fill)

    def _value(self, value: Number, y: float, words: str) -> Markup:
        fits = fitted(words, _BOLD, self.room_for_values - 8.0)
        x = self._x(float(value))
        if value < 0:
            return text(x - 6.0, y + 16.0, fits, "civic-chart__value", anchor="end")
        return text(x + 6.0, y + 16.0, fits, "civic-chart__value")

    def _axis(self, bottom: float) -> Markup:
        parts = []
        for tick in self.scale.ticks:
            x = self._x(tick)
            parts.append(line(x, 4.0, x, bottom, "civic-chart__grid"))
        return joined(parts) + self._tick_labels(bottom)

    def _tick_labels(self, bottom: float) -> Markup:
        places = [(self._x(tick), self.chart.unit.short(tick)) for tick in self.scale.ticks]
        return tick_labels(places, bottom + 18.0, self.size.width)

    def _nought(self, bottom: float) -> Markup:
        return line(self._x(0.0), 4.0, self._x(0.0), bottom, "civic-chart__axis")
