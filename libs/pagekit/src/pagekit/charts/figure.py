"""The figure around every chart: its title, its legend, its pictures and its table."""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from markupsafe import Markup, escape

from pagekit.charts.invalid import ChartError
from pagekit.charts.lettering import clean
from pagekit.charts.svg import element, joined
from pagekit.languages import gettext, marked
from pagekit.wording import when

_ID = re.compile(r"[a-z][a-z0-9-]*")
_BESIDE = 3  # columns; a table with more stands below the picture


@dataclass(frozen=True, slots=True)
class Numbers:
    """A table beside a chart: column headings, and rows that begin with their heading.

    `wordy` are the columns, by position, that hold words and not figures.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    name: str = marked("the numbers")
    wordy: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Size:
    """The room a picture has, in the units of its viewBox (CSS pixels at its natural size)."""

    name: str
    width: float

    @property
    def narrow(self) -> bool:
        """Whether this is the picture for a telephone."""
        return self.name == "narrow"


WIDE = Size("wide", 600)
NARROW = Size("narrow", 280)


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: its height in the units of the viewBox, and the elements in it."""

    height: float
    drawn: Markup


@dataclass(frozen=True, kw_only=True)
class Chart(ABC):
    """What every chart has. In a template `{{ chart }}` draws it.

    `id` is unique on its page; `description` says in a sentence what the picture shows;
    `as_at` is the moment for which the figures hold; `source` the address of the events
    behind them.
    """

    id: str
    title: str
    description: str = ""
    as_at: date | None = None
    source: str = ""

    sizes: ClassVar[tuple[Size, ...]] = (WIDE, NARROW)
    kind: ClassVar[str] = "beside"

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ChartError(f"{self.id!r} is no id: lower-case letters, digits and hyphens")
        if not self.title.strip():
            raise ChartError("a chart needs a title")

    @abstractmethod
    def numbers(self) -> tuple[Numbers, ...]:
        """Everything the picture shows, in words and figures: one table or more."""

    @abstractmethod
    def picture(self, size: Size) -> Picture:
        """The picture for this much room."""

    def legend(self) -> Markup:
        """What the colours, patterns and marks stand for; nothing where there is one of them."""
        return Markup("")

    def definitions(self) -> Markup:
        """The patterns its pictures are filled with."""
        return Markup("")

    def render(self) -> Markup:
        """The whole figure as HTML; the same chart always gives the same text."""
        tables = [one for one in self.numbers() if one.rows]
        if tables:
            many = any(len(one.columns) > _BESIDE for one in tables)
            body = self._pictures() + self._tables(tables)
        else:
            many = False
            body = element("p", gettext("No figures yet."), class_="govuk-body civic-chart__empty")
        return element(
            "figure",
            self._caption(),
            body,
            class_=f"civic-chart civic-chart--{'below' if many else self.kind}",
            id=self.id,
            aria_labelledby=f"{self.id}-caption",
        )

    def __html__(self) -> str:
        return self.render()

    def _caption(self) -> Markup:
        title = element("strong", clean(self.title), class_="civic-chart__title")
        stem = f"{self.id}-caption"
        return element(
            "figcaption", title, self._provenance(), class_="civic-chart__caption", id=stem
        )

    def _provenance(self) -> Markup:
        parts = []
        if self.as_at is not None:
            parts.append(escape(gettext("As at %(moment)s")) % {"moment": when(self.as_at)})
        if self.source:
            hidden = element("span", f": {clean(self.title)}", class_="govuk-visually-hidden")
            words = gettext("The events behind it")
            link = element("a", words, hidden, href=self.source, class_="govuk-link")
            parts.append(link)
        if not parts:
            return Markup("")
        return element("span", Markup(" · ").join(parts), class_="civic-chart__provenance")

    def _pictures(self) -> Markup:
        drawings = joined(self._svg(size) for size in self.sizes)
        return element(
            "div", self.definitions(), self.legend(), drawings, class_="civic-chart__pictures"
        )

    def _svg(self, size: Size) -> Markup:
        picture = self.picture(size)
        stem = f"{self.id}-{size.name}"
        title = element("title", clean(self.title), id=f"{stem}-title")
        elsewhere = gettext("The same numbers are in the table that follows.")
        words = clean(self.description) or elsewhere
        return element(
            "svg",
            title,
            element("desc", words, id=f"{stem}-desc"),
            picture.drawn,
            class_=f"civic-picture civic-picture--{size.name}",
            viewBox=f"0 0 {size.width:g} {picture.height:g}",
            role="img",
            aria_labelledby=f"{stem}-title {stem}-desc",
        )

    def _tables(self, tables: Sequence[Numbers]) -> Markup:
        drawn = (
            element(
                "div",
                number_table(self._name(one), one, "govuk-table civic-table civic-chart__numbers"),
                class_="civic-scroll civic-chart__table",
                role="region",
                tabindex="0",
                aria_label=self._name(one),
            )
            for one in tables
        )
        return element("div", *drawn, class_="civic-chart__tables")

    def _name(self, numbers: Numbers) -> str:
        return f"{clean(self.title)}: {gettext(numbers.name)}"


def number_table(name: str, numbers: Numbers, class_: str) -> Markup:
    """The numbers as a table; its name is for those who cannot see the chart above it."""
    head = element("tr", *_headings(numbers), class_="govuk-table__row")
    rows = (element("tr", *_cells(row, numbers), class_="govuk-table__row") for row in numbers.rows)
    return element(
        "table",
        element("caption", name, class_="govuk-visually-hidden"),
        element("thead", head, class_="govuk-table__head"),
        element("tbody", *rows, class_="govuk-table__body"),
        class_=class_,
    )


def _class(stem: str, at: int, numbers: Numbers) -> str:
    return stem if at == 0 or at in numbers.wordy else f"{stem} {stem}--numeric"


def _headings(numbers: Numbers) -> list[Markup]:
    return [
        element("th", clean(one), scope="col", class_=_class("govuk-table__header", at, numbers))
        for at, one in enumerate(numbers.columns)
    ]


def _cells(row: Sequence[str], numbers: Numbers) -> list[Markup]:
    first = element("th", clean(row[0]), scope="row", class_="govuk-table__header")
    cells = (
        element("td", clean(one), class_=_class("govuk-table__cell", at, numbers))
        for at, one in enumerate(row[1:], start=1)
    )
    return [first, *cells]
