"""The figures that pages show: their names, and the events that each is counted from."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

EVENTS = "/reporting/events"


@dataclass(frozen=True, slots=True)
class Known:
    """One figure: its code, its name on screen, and the types of event behind it, with blanks.

    ``hours`` marks figures that are kept in minutes and shown in hours.
    """

    code: str
    name: str
    behind: str
    hours: bool = False

    def events(self, ward: str | None = None, theme: str | None = None) -> str:
        """The address of the events behind the figure."""
        return events_address(*self.behind.split(), ward=ward, theme=theme)


def events_address(*types: str, **filters: str | None) -> str:
    """The address of the list of events of these types (``ideas.idea.submitted``) that fit."""
    given = [("type", f"civic.{one}.v1") for one in types]
    given += [(name, value) for name, value in filters.items() if value is not None]
    return f"{EVENTS}?{urlencode(given)}" if given else EVENTS


POSTED = "budgets.ward-account.ledger-posted"
"""What all money is counted from."""

MEASURING = (
    "budgets.agreement.monitoring-recorded",
    "budgets.project.completed",
    "ideas.idea.measured",
    "ideas.conversation.event-held",
)
"""What measures come with."""

HOURS = "volunteers.placement.hours-logged volunteers.placement.hours-corrected"
STAFF_TIME = "volunteers.staff-time.given volunteers.staff-time.corrected"
MEMBERS = "volunteers.group.registered volunteers.group.membership-counted"
PLEDGED = "volunteers.space.pledged volunteers.space.released"
USED = "volunteers.space.used volunteers.space.use-corrected"
NEEDS_MET = "ideas.urgent-need.met ideas.urgent-need.reopened"
AWARDS = "budgets.award.made budgets.award.revoked"
SUPPORT = "ideas.idea.support-offered budgets.award.made"

KNOWN = {
    one.code: one
    for one in (
        Known("ideas", "Ideas", "ideas.idea.submitted"),
        Known("supporters", "Times that residents supported an idea", "ideas.idea.supported"),
        Known("ideas-acknowledged", "Ideas acknowledged", "ideas.idea.acknowledged"),
        Known("ideas-adopted", "Ideas an officer took responsibility for", "ideas.idea.adopted"),
        Known("ideas-answered", "Ideas answered", "ideas.idea.answered"),
        Known("ideas-referred", "Ideas referred for funding", "ideas.idea.referred"),
        Known("ideas-funded", "Ideas funded", AWARDS),
        Known("ideas-completed", "Ideas carried out", "budgets.project.completed"),
        Known("feedback-given", "Told “you said, we did”", "ideas.idea.feedback-given"),
        Known("schemes", "Schemes that count", f"ideas.idea.submitted {SUPPORT}"),
        Known("scheme-volunteers", "Places taken by volunteers", "volunteers.placement.confirmed"),
        Known("scheme-minutes", "Volunteer hours", HOURS, True),
        Known("projects-funded", "Projects funded", AWARDS),
        Known("projects-completed", "Projects completed", "budgets.project.completed"),
        Known("projects-sustained", "Projects still going", "budgets.project.sustained"),
        Known("projects-continued", "Projects others fund now", "budgets.project.continued"),
        Known("replicas", "Copied in other wards", "budgets.project.replicated"),
        Known("conditions-met", "Conditions met", "budgets.agreement.condition-met"),
        Known("conversations", "Conversations", "ideas.conversation.opened"),
        Known("participants", "Attendances at meetings", "ideas.conversation.event-held"),
        Known("urgent-needs", "Urgent needs raised", "ideas.urgent-need.raised"),
        Known("urgent-needs-met", "Urgent needs met", NEEDS_MET),
        Known("urgent-needs-met-in-time", "Met in time", NEEDS_MET),
        Known("barriers", "Barriers found", "ideas.barrier.logged"),
        Known("barriers-removed", "Barriers removed", "ideas.barrier.removed"),
        Known("opportunities", "Opportunities opened", "volunteers.opportunity.opened"),
        Known("volunteer-places", "Places for volunteers", "volunteers.opportunity.opened"),
        Known("placements", "Places taken by volunteers", "volunteers.placement.confirmed"),
        Known("volunteer-minutes", "Volunteer hours", HOURS, True),
        Known("staff-minutes", "Hours of council staff", STAFF_TIME, True),
        Known("groups", "Community groups", "volunteers.group.registered"),
        Known("group-members", "Members of groups", MEMBERS),
        Known("spaces", "Spaces offered", "volunteers.space.offered"),
        Known("facilities-pledged", "Facilities pledged", PLEDGED),
        Known("minutes-pledged", "Hours pledged a year", PLEDGED, True),
        Known("space-minutes-used", "Hours used", USED, True),
    )
}

HEARD = ("ideas", "supporters", "ideas-acknowledged", "ideas-adopted", "ideas-answered")
DONE = ("ideas-referred", "projects-funded", "projects-completed", "projects-sustained", "replicas")
GIVEN = ("placements", "volunteer-minutes", "groups", "group-members", "spaces")
OF_A_THEME = (
    *HEARD,
    *("projects-funded", "projects-completed", "scheme-volunteers", "scheme-minutes"),
)
"""Places for volunteers have no theme: what they gave to schemes counts by the scheme's."""

COMPARED = ("ideas", "projects-funded", "projects-completed", "placements", "volunteer-minutes")
"""What wards are set side by side by."""

COMPARED_THEMES = (
    "ideas",
    "ideas-funded",
    "ideas-completed",
    "scheme-volunteers",
    "scheme-minutes",
)

MONTHLY = ("ideas", "projects-funded", "volunteer-minutes", "scheme-minutes")
"""What is drawn month by month."""

LISTENING = (
    *("conversations", "participants", "urgent-needs", "urgent-needs-met"),
    *("urgent-needs-met-in-time", "barriers", "barriers-removed"),
)
