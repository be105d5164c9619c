"""The rows of the pages' tables: what a cell says, and where it leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from civic_reference import Council
from markupsafe import Markup
from pagekit.wording import count, day, listed, plural, pounds, words
from sqlalchemy import Row

from reporting.dashboards import views
from reporting.dashboards.areas import PartView
from reporting.dashboards.charts import hours
from reporting.dashboards.reading import ward_name

Rows = list[tuple[object, ...]]

WITHOUT_TITLE = "Not told yet"

# How far an idea is: the last of these steps that it has taken.
PROGRESS = (
    ("completed_on", "Carried out"),
    ("awarded_on", "Funded"),
    ("referred_on", "Referred for funding"),
    ("answered_on", "Answered"),
    ("adopted_on", "Somebody is responsible"),
    ("acknowledged_on", "Acknowledged"),
    ("submitted_on", "Heard"),
)


def link(address: str, text: str) -> Markup:
    """A link in a cell."""
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(address, text)


def parts(shown: Iterable[PartView], kind: str, codes: Sequence[str]) -> Rows:
    """Wards or themes with their figures: (ideas, projects, volunteers, minutes by code)."""
    ideas, projects, volunteers, minutes = codes
    return [
        (
            link(f"/reporting/{kind}/{one.code}", one.name),
            count(one.figures[ideas]),
            count(one.figures[projects]),
            pounds(one.money.awarded),
            count(one.figures[volunteers]),
            count(hours(one.figures[minutes])),
        )
        for one in shown
    ]


def wards(shown: Iterable[PartView]) -> Rows:
    """Every ward with its figures."""
    return parts(shown, "wards", ("ideas", "projects-funded", "placements", "volunteer-minutes"))


def themes(shown: Iterable[PartView]) -> Rows:
    """Every theme with its figures."""
    codes = ("ideas", "ideas-funded", "scheme-volunteers", "scheme-minutes")
    return parts(shown, "themes", codes)


def ideas(rows: Iterable[Row[Any]], council: Council) -> Rows:
    """Ideas, each with how far it is."""
    return [
        (
            link(f"/reporting/ideas/{row.idea_id}", row.title or WITHOUT_TITLE),
            ward_name(council, row.ward) if row.ward else "",
            day(row.submitted_on),
            progress(row),
            count(row.supporters),
            pounds(row.awarded),
        )
        for row in rows
    ]


def progress(row: Row[Any]) -> str:
    """How far an idea is, in words."""
    if row.withdrawn_on is not None:
        return "Withdrawn"
    if row.merged_into is not None:
        return "Merged into another idea"
    return next((name for step, name in PROGRESS if getattr(row, step) is not None), "")


def facts(idea: views.IdeaView, council: Council) -> Rows:
    """What is known of one idea, for a summary list."""
    known = (
        ("Theme", idea.theme and council.themes.get(idea.theme, words(idea.theme))),
        ("Came in by", idea.channel and words(idea.channel)),
        ("Owner", idea.owner_kind and words(idea.owner_kind)),
        ("Put forward by", idea.owner_organisation),
        ("Carried out by", listed(idea.organisations)),
        ("Supporters", count(idea.supporters)),
        ("Awarded", pounds(idea.awarded)),
        ("Match funding", idea.match_funding and pounds(idea.match_funding)),
        ("Paid", pounds(idea.paid)),
        ("Volunteers", count(idea.volunteers)),
        ("Hours given", count(hours(idea.minutes))),
        ("Copied in other wards", idea.replicas and count(idea.replicas)),
        ("Funded now by", idea.continued_by),
        ("Counts as a scheme since", idea.counts_on and day(idea.counts_on)),
    )
    return [(name, value) for name, value in known if value]


def milestones(view: views.MilestonesView) -> Rows:
    """How each milestone stands."""
    return [
        (f"{one.target} schemes {one.name}", day(one.by), _standing(one)) for one in view.milestones
    ]


def _standing(one: views.MilestoneView) -> str:
    if one.met_on is not None:
        return f"Reached on {day(one.met_on)}" + ("" if one.in_time else ", late")
    missing = f"{plural(one.missing, 'scheme')} to go"
    if one.expected_on is None:
        return missing
    return f"{missing}; at this pace on {day(one.expected_on)}"


def money(view: views.MoneyPageView) -> Rows:
    """Every ward's accounts by financial year."""
    return [
        (
            link(f"/reporting/wards/{one.ward}", one.name),
            one.financial_year,
            *(
                pounds(amount, pennies=True)
                for amount in (
                    one.money.received,
                    one.money.available,
                    one.money.reserved,
                    one.money.committed,
                    one.money.paid,
                )
            ),
        )
        for one in view.wards
    ]


def departments(shown: Iterable[views.DepartmentTimeView], council: Council) -> Rows:
    """Staff time by department."""
    return [
        (department_name(council, one.department), count(one.people), count(hours(one.minutes)))
        for one in shown
    ]


def department_name(council: Council, code: str) -> str:
    """A department's name; its code in words where the reference data does not know it."""
    return council.departments.get(code, words(code))


def groups(shown: Iterable[views.GroupView], council: Council) -> Rows:
    """Groups with their members."""
    return [
        (one.organisation, ward_name(council, one.ward) if one.ward else "", count(one.members))
        for one in shown
    ]


def spaces(shown: Iterable[views.SpaceView], council: Council) -> Rows:
    """Spaces with the hours pledged and used."""
    return [
        (
            one.title or one.organisation or WITHOUT_TITLE,
            one.organisation or "",
            ward_name(council, one.ward) if one.ward else "",
            count(hours(one.pledged_minutes)),
            count(hours(one.used_minutes)),
        )
        for one in shown
    ]


def conversations(shown: Iterable[views.ConversationView]) -> Rows:
    """Rounds of listening."""
    return [
        (
            link(f"/reporting/events?subject={one.conversation_id}", one.title or WITHOUT_TITLE),
            day(one.opened_on) if one.opened_on else "",
            count(one.events),
            count(one.participants),
            count(one.ideas),
            "Kept" if one.topic_kept else "Changed by those who came",
        )
        for one in shown
    ]


def urgent_needs(shown: Iterable[views.UrgentNeedView], council: Council) -> Rows:
    """Urgent needs, and how soon each was met."""
    return [
        (
            link(f"/reporting/events?subject={one.urgent_need_id}", one.title or WITHOUT_TITLE),
            ward_name(council, one.ward) if one.ward else "",
            day(one.raised_on) if one.raised_on else "",
            _met(one),
        )
        for one in shown
    ]


def _met(need: views.UrgentNeedView) -> str:
    if need.met_on is None:
        return "Not yet"
    within = f"Within {plural(need.hours_taken or 0, 'hour')}"
    return within + ("" if need.in_time else ", late")


def barriers(shown: Iterable[views.BarrierView], council: Council) -> Rows:
    """What stands, or stood, in the way."""
    return [
        (
            link(f"/reporting/events?subject={one.barrier_id}", one.title or WITHOUT_TITLE),
            department_name(council, one.owner_department) if one.owner_department else "",
            day(one.logged_on) if one.logged_on else "",
            f"Removed on {day(one.removed_on)}" if one.removed_on else "Stands",
        )
        for one in shown
    ]


def response_times(shown: Iterable[views.ResponseTimeView], council: Council) -> Rows:
    """How long departments take; those of all departments first."""
    return [
        (
            department_name(council, one.department) if one.department else "All departments",
            words(one.step),
            count(one.ideas),
            count(one.in_time),
            "–" if one.median_working_days is None else count(one.median_working_days),
        )
        for one in shown
        if one.ideas
    ]
