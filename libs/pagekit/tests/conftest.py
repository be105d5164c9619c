"""The gallery: every component and chart on static pages, with the four cases' own figures."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from jinja2 import Environment
from pagekit import (
    Branding,
    Entry,
    FormState,
    Measure,
    Notice,
    PageContext,
    assets_path,
    environment,
)
from pagekit.charts import (
    POUNDS,
    BarChart,
    Chart,
    Course,
    LineChart,
    Milestone,
    MilestoneChart,
    Series,
    Sparkline,
    Unit,
)

BRANDING = Branding(council="Westminster City Council", contact="civic@example.org")
AS_AT = datetime(2011, 4, 7, 9, 30, tzinfo=UTC)
WARDS = (
    "Church Street",
    "Harrow Road",
    "Queen's Park",
    "St John's Wood and the streets north of Lord's",
    "Warwick",
)


def ward_charts() -> dict[str, Chart]:
    """Bars by ward: one series, and two of them in pounds, side by side."""
    return {
        "bars": BarChart(
            id="ideas-by-ward",
            title="Ideas by ward",
            description="Church Street has the most ideas, Warwick the fewest.",
            categories=WARDS,
            series=(Series("Ideas", (184, 121, 96, 77, 12)),),
            category_title="Ward",
            as_at=AS_AT,
            source="/reporting/events?kind=idea",
        ),
        "grouped": BarChart(
            id="asked-and-given",
            title="Asked for and awarded, by ward",
            description="In every ward less was awarded than was asked for.",
            categories=WARDS,
            series=(
                Series("Asked for", (11_480_000, 9_900_000, 7_250_050, 4_600_000, None)),
                Series("Awarded", (8_200_000, 7_100_000, 6_000_000, 4_200_000, 150_000)),
            ),
            unit=POUNDS,
            category_title="Ward",
        ),
    }


def other_bars() -> dict[str, Chart]:
    """Bars: stacked, below nought, none."""
    return {
        "stacked": BarChart(
            id="answers",
            title="What became of ideas",
            description="Most ideas were adopted.",
            categories=("Greening", "Public realm", "Older people"),
            series=(
                Series("Adopted", (40, 31, 22)),
                Series("Answered", (12, 20, 9)),
                Series("Withdrawn", (3, 0, 1)),
                Series("Referred", (14, 9, 11)),
                Series("Merged", (2, 6, 4)),
                Series("Waiting", (7, 3, 12)),
            ),
            stacked=True,
            category_title="Theme",
        ),
        "below": BarChart(
            id="movements",
            title="Movements of a ward's money",
            categories=("Allocated", "Committed", "Released"),
            series=(Series("Pounds", (4_600_000, -3_100_000, 420_050)),),
            unit=POUNDS,
        ),
        "empty": BarChart(
            id="nothing", title="Votes by ward", categories=(), series=(Series("Votes", ()),)
        ),
    }


def time_charts() -> dict[str, Chart]:
    """Lines, milestones, a sparkline."""
    months = [date(2010, month, 1) for month in range(1, 13)]
    hours = (0, 12, 80, 130, 210, 340, 420, 515, 700, 940, 1_180, 1_410)
    staff = (0, 5, 20, 44, 61, None, 90, 101, 120, 133, 160, 171)
    reached = ((date(2010, 5, 20), 1), (date(2010, 9, 1), 4), (date(2010, 10, 12), 9))
    reached += ((date(2010, 12, 14), 11), (date(2011, 2, 2), 17), (date(2011, 4, 1), 23))
    return {
        "line": LineChart(
            id="hours",
            title="Hours given",
            description="Hours given by volunteers rose all year.",
            courses=(
                Course("Volunteers", tuple(zip(months, hours, strict=True))),
                Course("Council staff", tuple(zip(months, staff, strict=True))),
            ),
            unit=Unit("hours"),
            as_at=AS_AT,
        ),
        "milestones": MilestoneChart(
            id="schemes",
            title="Schemes begun by residents and supported by the council",
            reached=reached,
            milestones=(
                Milestone(10, date(2010, 12, 25), "by Christmas 2010"),
                Milestone(50, date(2011, 7, 31), "by July 2011"),
                Milestone(100, date(2012, 7, 27), "by the 2012 Games"),
            ),
            today=date(2011, 4, 7),
            forecast=((date(2011, 4, 7), 23), (date(2012, 7, 27), 71)),
            unit=Unit("schemes"),
            as_at=AS_AT,
        ),
        "spark": Sparkline(
            id="choir",
            title="Singers at rehearsals",
            points=(("January", 18), ("February", 31), ("March", 44)),
            unit=Unit("singers"),
        ),
    }


def thread() -> list[Entry]:
    """The choir, as its thread page tells it."""
    return [
        Entry(
            on=date(2009, 6, 3),
            what="The idea was heard",
            who="A resident of Harrow Road",
            service="ideas",
            text="A choir for everybody in Harrow Road.\n\nNo audition, no fee.",
        ),
        Entry(
            on=date(2009, 9, 7),
            what="Awarded £12,500",
            who="Ward councillors",
            service="budgets",
            text="On the condition that members set up a committee so that it goes on.",
            link="/budgets/awards/1",
            tone="good",
        ),
        Entry(
            on=date(2010, 3, 21),
            what="Concert",
            who="Wigmore Hall",
            service="budgets",
            measures=(Measure("44", "singers"), Measure("366", "in the audience")),
            tone="good",
        ),
        Entry(
            on=date(2010, 4, 2),
            what="A second round was declined",
            who="Neighbourhood officer",
            service="budgets",
            tone="stopped",
        ),
    ]


def mistaken_form() -> FormState:
    """A form sent with mistakes."""
    return FormState(
        values={
            "title": 'Boxes & "tubs" <b>',
            "detail": "\n  first\nsecond",
            "theme": "greening",
            "ward": "E05000644",
            "help": ["time", "space"],
            "began-day": "31",
            "began-month": "2",
            "began-year": "2010",
            "amount-pounds": "12,50",
        },
        errors={
            "title": "Say what the idea is in fewer words",
            "began": "The date must be a real day",
            "amount-pounds": "Write the amount in pounds, such as 1,234.56",
            "support": "Choose whether you will help",
            "consent": "Tick the box to send the idea",
            "": "The ward's money for this year is spent",
        },
    )


@pytest.fixture(scope="session")
def pages() -> Environment:
    """The environment of a service whose templates are the gallery's."""
    folder = Path(__file__).with_name("gallery")
    return environment([folder], branding=BRANDING, service="ideas")


@pytest.fixture(scope="session")
def gallery(pages: Environment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the gallery's pages at the addresses a service would give them."""
    root = tmp_path_factory.mktemp("gallery")
    shutil.copytree(assets_path(), root / "ideas" / "assets")
    charts = ward_charts() | other_bars() | time_charts()
    signed_in = PageContext(
        path="/ideas/form",
        csrf="token",
        signed_in_as="Amina Hassan",
        role="Neighbourhood officer",
        roles=frozenset({"neighbourhood-officer"}),
        demo=True,
    )
    told = PageContext(
        path="/ideas/",
        demo=True,
        notice=Notice(
            text="Your idea was sent.", link="/ideas/threads/1", link_text="See its thread"
        ),
    )
    drawn = {
        "components": {"page": told, "thread": thread()},
        "charts": {"page": PageContext(path="/ideas/charts"), "charts": charts},
        "form": {"page": signed_in, "form": mistaken_form()},
        "pagekit/accessibility": {"page": PageContext(path="/ideas/accessibility")},
        "pagekit/privacy": {"page": PageContext(path="/ideas/privacy")},
        "pagekit/other_formats": {
            "page": PageContext(path="/ideas/other-formats", language="cy"),
            "about": "/ideas/threads/1",
        },
        "pagekit/problem": {
            "page": signed_in,
            "problem": {"title": "Not found"},
            "correlation_id": "0d4c6dd2",
        },
        "pagekit/already_sent": {"page": signed_in, "location": "/ideas/threads/1"},
    }
    for name, context in drawn.items():
        html = pages.get_template(f"{name}.html").render(**context)
        (root / "ideas" / f"{Path(name).name}.html").write_text(html, encoding="utf-8")
    large = PageContext(path="/ideas/components?print=large", large_print=True)
    html = pages.get_template("components.html").render(page=large, thread=thread())
    (root / "ideas" / "large_print.html").write_text(html, encoding="utf-8")
    return root
