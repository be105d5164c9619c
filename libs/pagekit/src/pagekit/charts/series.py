"""The series of a chart: how each is told from the others without its colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pagekit.charts.invalid import ChartError
from pagekit.charts.lettering import clean
from pagekit.charts.svg import element, joined
from pagekit.charts.units import Number, finite

MOST = 6  # more than six cannot be told apart


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers, in the order of the chart's categories; None where none is known."""

    name: str
    values: tuple[Number | None, ...]

    def __post_init__(self) -> None:
        for value in self.values:
            if value is not None and not finite(value):
                raise ChartError(f"{value!r} in series {self.name!r} cannot be drawn")


# What lies over the colour, in a tile of 8 by 8; the first series is plain.
_TILES: tuple[str, ...] = (
    "",
    "M-2 6l8 8M-2 -2l12 12M2 -6l12 12",
    "M0 2h8M0 6h8",
    "M2 2h2v2h-2zM6 6h2v2h-2z",
    "M2 0v8M6 0v8",
    "M0 0l8 8M8 0l-8 8",
)


def pattern_of(chart: str, index: int) -> str:
    """The fill of a series' shapes."""
    return f"url(#{chart}-pattern-{index})"


def patterns(chart: str, amount: int) -> Markup:
    """The patterns of a chart's series, for its pictures and its legend."""
    tiles = joined(_pattern(chart, index) for index in range(amount))
    return element(
        "svg",
        element("defs", tiles),
        class_="civic-chart__patterns",
        aria_hidden="true",
        width=0,
        height=0,
        focusable="false",
    )


def _pattern(chart: str, index: int) -> Markup:
    ground = element("rect", width=8, height=8, class_=f"civic-ink-{index}")
    over = element("path", d=_TILES[index], class_="civic-hatch") if _TILES[index] else Markup("")
    return element(
        "pattern",
        ground,
        over,
        id=f"{chart}-pattern-{index}",
        width=8,
        height=8,
        patternUnits="userSpaceOnUse",
    )


def swatches(chart: str, names: Sequence[str]) -> Markup:
    """The legend of filled shapes."""
    boxes = [
        element(
            "rect",
            x=1,
            y=1,
            width=22,
            height=14,
            class_=f"civic-edge-{index}",
            fill=pattern_of(chart, index),
        )
        for index in range(len(names))
    ]
    return legend(list(zip(names, boxes, strict=True)))


def legend(entries: Sequence[tuple[str, Markup]]) -> Markup:
    """A list of names, each beside its sign: a drawing in a viewBox of 24 by 16."""
    items = (
        element(
            "li",
            element(
                "svg",
                sign,
                viewBox="0 0 24 16",
                class_="civic-legend__sign",
                aria_hidden="true",
                focusable="false",
            ),
            clean(name),
            class_="civic-legend__item",
        )
        for name, sign in entries
    )
    return element("ul", *items, class_="civic-legend")
