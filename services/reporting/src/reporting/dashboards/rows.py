"""The rows of the pages' tables: what a cell says, and where it leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from civic_reference import Council
from markupsafe import Markup
from pagekit.languages import gettext, marked
from pagekit.measures import hours
from pagekit.wording import count, day, listed, plural, pounds, spoken, words
from sqlalchemy import Row

from reporting.dashboards import views
from reporting.dashboards.areas import PartView
from reporting.dashboards.reading import ward_name

Rows = list[tuple[object, ...]]

WITHOUT_TITLE = marked("Not told yet")

# How far an idea is: the last of these steps that it has taken.
PROGRESS = (
    ("completed_on", marked("Finished")),
    ("awarded_on", marked("Funded")),
    ("referred_on", marked("Referred for funding")),
    ("answered_on", marked("Answered")),
    ("adopted_on", marked("Somebody is responsible")),
    ("acknowledged_on", marked("Acknowledged")),
    ("submitted_on", marked("Heard")),
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
            hours(one.figures[minutes]),
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
            link(f"/reporting/ideas/{row.idea_id}", row.title or gettext(WITHOUT_TITLE)),
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
        return gettext("Withdrawn")
    if row.merged_into is not None:
        return gettext("Merged into another idea")
    return next((spoken(name) for step, name in PROGRESS if getattr(row, step) is not None), "")


def facts(idea: views.IdeaView, council: Council) -> Rows:
    """What is known of one idea, for a summary list."""
    known = (
        (
            gettext("Theme"),
            idea.theme and spoken(council.themes.get(idea.theme, words(idea.theme))),
        ),
        (gettext("Came in by"), idea.channel and words(idea.channel)),
        (gettext("Owner"), idea.owner_kind and words(idea.owner_kind)),
        (gettext("Put forward by"), idea.owner_organisation),
        (gettext("Carried out by"), listed(idea.organisations)),
        (gettext("Supporters"), count(idea.supporters)),
        (gettext("Awarded"), pounds(idea.awarded)),
        (gettext("Match funding"), idea.match_funding and pounds(idea.match_funding)),
        (gettext("Paid"), pounds(idea.paid)),
        (gettext("Places taken by volunteers"), count(idea.volunteers)),
        (gettext("Hours given"), hours(idea.minutes)),
        (gettext("Copied in other wards"), idea.replicas and count(idea.replicas)),
        (gettext("Funded now by"), idea.continued_by),
        (gettext("Counts as a scheme since"), idea.counts_on and day(idea.counts_on)),
    )
    return [(name, value) for name, value in known if value]


def milestones(view: views.MilestonesView) -> Rows:
    """How each milestone stands."""
    return [(_named(one), day(one.by), _standing(one)) for one in view.milestones]


def _named(one: views.MilestoneView) -> str:
    facts = {"target": one.target, "when": spoken(one.name)}
    return gettext("%(target)s schemes %(when)s") % facts


def _standing(one: views.MilestoneView) -> str:
    if one.met_on is not None:
        reached, late = gettext("Reached on %(day)s"), gettext("Reached on %(day)s, late")
        return (reached if one.in_time else late) % {"day": day(one.met_on)}
    missing = {"number": plural(one.missing, "scheme")}
    if one.missed:
        return gettext("Missed: %(number)s short") % missing
    if one.expected_on is None:
        return gettext("%(number)s to go") % missing
    facts = {**missing, "day": day(one.expected_on)}
    return gettext("%(number)s to go; at this pace on %(day)s") % facts


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
        (department_name(council, one.department), count(one.people), hours(one.minutes))
        for one in shown
    ]


def department_name(council: Council, code: str) -> str:
    """A department's name; its code in words where the reference data does not know it."""
    known = council.departments.get(code)
    return spoken(known) if known else words(code)


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
            one.title or one.organisation or gettext(WITHOUT_TITLE),
            one.organisation or "",
            ward_name(council, one.ward) if one.ward else "",
            hours(one.pledged_minutes),
            hours(one.used_minutes),
        )
        for one in shown
    ]


def conversations(shown: Iterable[views.ConversationView]) -> Rows:
    """Rounds of listening."""
    return [
        (
            link(
                f"/reporting/events?subject={one.conversation_id}",
                one.title or gettext(WITHOUT_TITLE),
            ),
            day(one.opened_on) if one.opened_on else "",
            count(one.events),
            count(one.participants),
            count(one.ideas),
            gettext("Kept") if one.topic_kept else gettext("Changed by those who came"),
        )
        for one in shown
    ]


def urgent_needs(shown: Iterable[views.UrgentNeedView], council: Council) -> Rows:
    """Urgent needs, and how soon each was met."""
    return [
        (
            link(
                f"/reporting/events?subject={one.urgent_need_id}",
                one.title or gettext(WITHOUT_TITLE),
            ),
            ward_name(council, one.ward) if one.ward else "",
            day(one.raised_on) if one.raised_on else "",
            _met(one),
        )
        for one in shown
    ]


def _met(need: views.UrgentNeedView) -> str:
    if need.met_on is None:
        return gettext("Not yet")
    within, late = gettext("Within %(hours)s"), gettext("Within %(hours)s, late")
    return (within if need.in_time else late) % {"hours": plural(need.hours_taken or 0, "hour")}


def barriers(shown: Iterable[views.BarrierView], council: Council) -> Rows:
    """What stands, or stood, in the way."""
    return [
        (
            link(
                f"/reporting/events?subject={one.barrier_id}", one.title or gettext(WITHOUT_TITLE)
            ),
            department_name(council, one.owner_department) if one.owner_department else "",
            day(one.logged_on) if one.logged_on else "",
            gettext("Removed on %(day)s") % {"day": day(one.removed_on)}
            if one.removed_on
            else gettext("Stands"),
        )
        for one in shown
    ]


def response_times(shown: Iterable[views.ResponseTimeView], council: Council) -> Rows:
    """How long departments take; those of all departments first."""
    return [
        (
            department_name(council, one.department)
            if one.department
            else gettext("All departments"),
            words(one.step),
            count(one.ideas),
            count(one.in_time),
            "–" if one.median_working_days is None else count(one.median_working_days),
        )
        for one in shown
        if one.ideas
    ]
