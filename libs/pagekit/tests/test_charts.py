"""Charts: the same numbers in picture and table, nothing outside the picture, all of it escaped."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pagekit.charts import (
    COUNT,
    POUNDS,
    BarChart,
    Chart,
    ChartError,
    Course,
    LineChart,
    Milestone,
    MilestoneChart,
    Series,
    Sparkline,
    Unit,
)
from pagekit.charts.lettering import width

NAMES = st.text(max_size=70)
AMOUNTS = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.integers(-300, 300))
BEGIN = date(2008, 4, 1)


def tree(chart: Chart) -> Xml.Element:
    """The figure as a tree: it must be well-formed XML."""
    return Xml.fromstring(chart.render())  # noqa: S314 - our own output


def coordinates(node: Xml.Element) -> Iterator[tuple[float, float]]:
    """Every point an element reaches; of a text the corners of its widest possible extent."""
    get = lambda name: float(node.get(name, "0"))  # noqa: E731 - short for its few uses
    if node.tag == "line":
        yield from ((get("x1"), get("y1")), (get("x2"), get("y2")))
    elif node.tag == "rect":
        yield from ((get("x"), get("y")), (get("x") + get("width"), get("y") + get("height")))
    elif node.tag == "circle":
        yield from ((get("cx") - get("r"), get("cy") - get("r")),)
        yield from ((get("cx") + get("r"), get("cy") + get("r")),)
    elif node.tag == "polygon":
        yield from (tuple(map(float, one.split(","))) for one in node.get("points", "").split())  # type: ignore[misc]  # pairs
    elif node.tag == "text":
        long = width(node.text or "", 14)
        begin = (
            get("x")
            - {"start": 0.0, "middle": long / 2, "end": long}[node.get("text-anchor", "start")]
        )
        yield from ((begin, get("y") - 12), (begin + long, get("y") + 4))
    elif node.tag == "path":
        x = 0.0
        for letter, numbers in re.findall(r"([MLHV])([-\d. ]+)", node.get("d", "")):
            parts = [float(one) for one in numbers.split()]
            x = parts[0] if letter in "MLH" else x
            yield (x, parts[-1] if letter in "MLV" else 0.0)


def assert_nothing_overflows(chart: Chart) -> None:
    pictures = [one for one in tree(chart).iter("svg") if one.get("role") == "img"]
    assert len(pictures) == len(chart.sizes)
    for picture in pictures:
        _, _, wide, high = map(float, picture.get("viewBox", "").split())
        for node in picture.iter():
            for x, y in coordinates(node):
                assert -0.11 <= x <= wide + 0.11, (node.tag, node.attrib, node.text)
                assert -0.11 <= y <= high + 0.11, (node.tag, node.attrib, node.text)


def table_cells(chart: Chart) -> list[list[str]]:
    rows = tree(chart).iter("tr")
    return [["".join(cell.itertext()) for cell in row] for row in rows]


@st.composite
def bar_charts(draw: st.DrawFn) -> BarChart:
    categories = draw(st.lists(NAMES, min_size=1, max_size=6))
    stacked = draw(st.booleans())
    amounts = AMOUNTS.map(lambda one: abs(one) if stacked and one else one)
    values = st.lists(amounts, min_size=len(categories), max_size=len(categories)).map(tuple)
    series = draw(st.lists(st.builds(Series, NAMES, values), min_size=1, max_size=6))
    unit = draw(st.sampled_from([COUNT, POUNDS, Unit("hours")]))
    return BarChart(
        id="bars",
        title=draw(st.text("ab <&\"'", min_size=1).filter(str.strip)),
        categories=tuple(categories),
        series=tuple(series),
        unit=unit,
        stacked=stacked,
    )


@settings(max_examples=100, deadline=None)
@given(bar_charts())
def test_bars_stay_in_their_picture_and_in_the_table(chart: BarChart) -> None:
    assert_nothing_overflows(chart)
    head, *rows = table_cells(chart)
    assert len(rows) == len(chart.categories)
    for at, row in enumerate(rows):
        values = [one.values[at] for one in chart.series]
        expected = ["–" if one is None else chart.unit.full(one) for one in values]
        assert row[1 : len(values) + 1] == expected
        if chart.stacked and len(values) > 1:
            assert row[-1] == chart.unit.full(sum(one or 0 for one in values))
    assert len(head) == len(rows[0])
    assert chart.render() == chart.render()


@st.composite
def courses(draw: st.DrawFn) -> Course:
    gaps = draw(st.lists(st.integers(1, 900), min_size=1, max_size=40))
    days, day = [], BEGIN + timedelta(days=draw(st.integers(-500, 500)))
    for gap in gaps:
        day += timedelta(days=gap)
        days.append(day)
    values = draw(st.lists(AMOUNTS, min_size=len(days), max_size=len(days)))
    return Course(draw(NAMES), tuple(zip(days, values, strict=True)))


@settings(max_examples=100, deadline=None)
@given(st.lists(courses(), min_size=1, max_size=6), st.booleans())
def test_lines_stay_in_their_picture_and_in_the_table(made: list[Course], stepped: bool) -> None:
    chart = LineChart(id="lines", title="T", courses=tuple(made), stepped=stepped)
    assert_nothing_overflows(chart)
    _, *rows = table_cells(chart)
    assert len(rows) == len({day for one in made for day, _ in one.points})
    shown = [cell for row in rows for cell in row[1:] if cell != "–"]
    known = [value for one in made for _, value in one.points if value is not None]
    assert sorted(shown) == sorted(COUNT.full(value) for value in known)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(0, 10**6), max_size=15).map(sorted),
    st.lists(st.builds(Milestone, st.integers(1, 10**9), st.dates(BEGIN), NAMES), max_size=5),
    st.integers(0, 4000),
)
def test_milestones_stay_in_their_picture(
    counts: list[int], milestones: list[Milestone], later: int
) -> None:
    reached = tuple((BEGIN + timedelta(days=30 * at), one) for at, one in enumerate(counts))
    today = BEGIN + timedelta(days=30 * len(counts) + later)
    chart = MilestoneChart(
        id="m", title="T", reached=reached, milestones=tuple(milestones), today=today
    )
    if reached or milestones:
        assert_nothing_overflows(chart)
    for one in milestones:
        assert chart.state(one) in "".join(tree(chart).itertext())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(NAMES, st.integers(-(2**63), 2**63)), max_size=30))
def test_sparklines_stay_in_their_picture_and_in_the_table(points: list[tuple[str, int]]) -> None:
    chart = Sparkline(id="s", title="T", points=tuple(points))
    if not points:
        assert "No figures yet." in chart.render()
        return
    assert_nothing_overflows(chart)
    assert [row[1] for row in table_cells(chart)[1:]] == [COUNT.full(one) for _, one in points]


def schemes(today: date) -> MilestoneChart:
    return MilestoneChart(
        id="schemes",
        title="Schemes",
        reached=((date(2010, 5, 1), 4), (date(2010, 12, 24), 10), (date(2011, 9, 1), 50)),
        milestones=(
            Milestone(10, date(2010, 12, 25), "by Christmas 2010"),
            Milestone(50, date(2011, 7, 31), "by July 2011"),
            Milestone(100, date(2012, 7, 27), "by the 2012 Games"),
        ),
        today=today,
    )


def test_milestones_are_reached_missed_late_or_still_to_come() -> None:
    chart = schemes(date(2011, 10, 1))
    assert [chart.state(one) for one in chart.milestones] == [
        "Reached on 24 December 2010",
        "Reached on 1 September 2011, late",
        "50 to go",
    ]
    over = schemes(date(2012, 8, 1))
    assert over.state(over.milestones[2]) == "Missed: 50 short"


def test_what_came_after_its_day_makes_a_missed_milestone_no_smaller() -> None:
    before = schemes(date(2026, 11, 22))
    later = replace(before, reached=(*before.reached, (date(2023, 3, 20), 96)))
    assert later.state(later.milestones[2]) == before.state(before.milestones[2])
    assert later.state(later.milestones[2]) == "Missed: 50 short"


def test_labels_are_escaped_everywhere() -> None:
    evil = "<script>\"'&"
    chart = BarChart(
        id="bars",
        title=evil,
        description=evil,
        categories=(evil,),
        series=(Series(evil, (1,)), Series("b", (2,))),
        category_title=evil,
        source='/x?"><script>',
    )
    html = chart.render()
    assert "<script" not in html
    assert 'href="/x?&#34;&gt;&lt;script&gt;"' in html
    assert "&lt;script&gt;" in html
    assert tree(chart).find(".//svg/title") is not None


def test_pictures_have_names_and_nothing_inline() -> None:
    chart = schemes(date(2011, 10, 1))
    html = chart.render()
    assert " style=" not in html
    for picture in tree(chart).iter("svg"):
        if picture.get("role") != "img":
            continue
        ids = {node.get("id") for node in picture if node.tag in {"title", "desc"}}
        assert set((picture.get("aria-labelledby") or "").split()) == ids


def test_series_differ_without_their_colour() -> None:
    series = tuple(Series(f"Series {at}", (at + 1,)) for at in range(6))
    figure = tree(BarChart(id="b", title="T", categories=("A",), series=series))
    hatchings = [
        tuple(path.get("d") for path in pattern.iter("path")) for pattern in figure.iter("pattern")
    ]
    assert len(set(hatchings)) == 6
    chart = LineChart(
        id="l",
        title="T",
        courses=tuple(
            Course(f"{at}", ((BEGIN, at), (BEGIN + timedelta(1), at))) for at in range(6)
        ),
    )
    signs = [one for one in tree(chart).iter("svg") if "civic-legend__sign" in one.get("class", "")]
    shapes = {re.sub(r"--\d", "", Xml.tostring(one, encoding="unicode")) for one in signs}
    assert len(shapes) == 6


def test_a_little_below_nought_beside_very_much_above_it() -> None:
    amounts = Series("", (-1, 1_500_000_001))
    assert_nothing_overflows(BarChart(id="b", title="T", categories=("A", "B"), series=(amounts,)))


def test_nothing_known_and_nothing_at_all() -> None:
    none_known = BarChart(id="b", title="T", categories=("A",), series=(Series("", (None,)),))
    assert "no figure" in none_known.render()
    assert_nothing_overflows(none_known)
    nought = BarChart(id="b", title="T", categories=("A",), series=(Series("", (0,)),))
    assert_nothing_overflows(nought)
    nothing = LineChart(id="l", title="T", courses=(Course("", ()),))
    assert "No figures yet." in nothing.render()
    assert "<svg" not in nothing.render()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: BarChart(id="B 1", title="T", categories=(), series=(Series("", ()),)),
        lambda: BarChart(id="b", title=" ", categories=(), series=(Series("", ()),)),
        lambda: BarChart(id="b", title="T", categories=(), series=()),
        lambda: BarChart(id="b", title="T", categories=(), series=(Series("", ()),) * 7),
        lambda: BarChart(id="b", title="T", categories=("A",), series=(Series("", ()),)),
        lambda: BarChart(
            id="b", title="T", categories=("A",), series=(Series("", (-1,)),), stacked=True
        ),
        lambda: Series("", (float("inf"),)),
        lambda: Series("", (True,)),
        lambda: Course("", ((BEGIN, 1), (BEGIN, 2))),
        lambda: Course("", ((BEGIN, float("nan")),)),
        lambda: LineChart(id="l", title="T", courses=()),
        lambda: schemes(date(2010, 6, 1)),
        lambda: MilestoneChart(
            id="m",
            title="T",
            reached=((BEGIN, 2), (BEGIN + timedelta(1), 1)),
            milestones=(),
            today=date(2012, 1, 1),
        ),
        lambda: MilestoneChart(
            id="m",
            title="T",
            reached=(),
            milestones=(Milestone(0, BEGIN, ""),),
            today=date(2012, 1, 1),
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong: object) -> None:
    with pytest.raises(ChartError):
        wrong()  # type: ignore[operator]  # a lambda
