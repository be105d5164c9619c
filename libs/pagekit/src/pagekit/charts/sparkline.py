"""A small line without axes, for a row of figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from pagekit.charts.figure import Chart, Numbers, Picture, Size, number_table
from pagekit.charts.lettering import clean
from pagekit.charts.marks import mark
from pagekit.charts.series import Series
from pagekit.charts.svg import element, number
from pagekit.charts.units import COUNT, Number, Unit
from pagekit.languages import gettext, marked

_EDGE = 8.0
_HEIGHT = 48.0


@dataclass(frozen=True, kw_only=True)
class Sparkline(Chart):
    """How one figure went: (label, amount), oldest first, at even distances.

    In words below it stand the first, the last, the lowest and the highest; the table with all
    the amounts is there for whoever cannot see the line, and on paper.
    """

    points: tuple[tuple[str, Number], ...]
    unit: Unit = COUNT

    sizes: ClassVar[tuple[Size, ...]] = (Size("small", 200),)
    kind: ClassVar[str] = "spark"

    def __post_init__(self) -> None:
        super().__post_init__()
        Series(self.title, tuple(value for _, value in self.points))

    def numbers(self) -> tuple[Numbers, ...]:
        """One row to a point."""
        rows = tuple((label, self.unit.full(value)) for label, value in self.points)
        return (Numbers((marked("When"), self.unit.title), rows),)

    def picture(self, size: Size) -> Picture:
        """The line between its lowest and its highest point, with a mark at the last."""
        amounts = [float(value) for _, value in self.points]
        low, span = min(amounts), (max(amounts) - min(amounts)) or 1.0
        step = (size.width - 2 * _EDGE) / max(1, len(amounts) - 1)
        places = [
            (_EDGE + at * step, _HEIGHT - _EDGE - (one - low) / span * (_HEIGHT - 2 * _EDGE))
            for at, one in enumerate(amounts)
        ]
        path = "L".join(f"{number(x)} {number(y)}" for x, y in places)
        drawn = element("path", d=f"M{path}", class_="civic-line civic-line--0")
        return Picture(_HEIGHT, drawn + mark(*places[-1], 0))

    def _tables(self, tables: Sequence[Numbers]) -> Markup:
        table = number_table(self._name(tables[0]), tables[0], "")
        hidden = element("div", table, class_="govuk-visually-hidden civic-spark__numbers")
        return element("p", self._summary(), class_="civic-spark__words") + hidden

    def _summary(self) -> str:
        first, last = self.points[0], self.points[-1]
        amounts = [value for _, value in self.points]
        return gettext(
            "%(now)s in %(last)s, from %(then)s in %(first)s; "
            "lowest %(lowest)s, highest %(highest)s."
        ) % {
            "now": self.unit.full(last[1]),
            "last": clean(last[0]),
            "then": self.unit.full(first[1]),
            "first": clean(first[0]),
            "lowest": self.unit.full(min(amounts)),
            "highest": self.unit.full(max(amounts)),
        }
