"""Values for the samples of volunteers events.

Counts of people and things are those of the cases; amounts of money are made up.
"""

from typing import Any

from civic_contracts.sampling.field_values import words

_HARROW_ROAD_2022 = "E05013795"
_CHURCH_STREET = "E05000634"
_WARWICK = "E05000647"
_SPACE = {
    "occurred_on": "2023-03-15",
    "ward": _HARROW_ROAD_2022,
    "project_id": None,
    "organisation": "Community Hall Trust",
}

VOLUNTEERS: dict[str, dict[str, Any]] = {
    "civic.volunteers.opportunity.opened.v1": {
        "urgent_need_id": None,
        "title": words("Welcome singers and organise refreshments"),
        "role": "rehearsal-steward",
        "places": 6,
    },
    "civic.volunteers.opportunity.filled.v1": {"urgent_need_id": None, "places": 6},
    "civic.volunteers.opportunity.closed.v1": {"urgent_need_id": None, "places": 6, "filled": 6},
    "civic.volunteers.opportunity.reopened.v1": {
        "urgent_need_id": None,
        "reason": "agreement-resumed",
        "places": 6,
        "filled": 4,
    },
    "civic.volunteers.opportunity.text-withdrawn.v1": {
        "reason": "moderated",
        "title": words("Gardening with neighbours"),
    },
    "civic.volunteers.placement.confirmed.v1": {
        "role": "rehearsal-steward",
        "department": None,
        "opportunity_filled": 4,
        "opportunity_places": 6,
    },
    "civic.volunteers.placement.ended.v1": {"minutes": 1200},
    "civic.volunteers.placement.hours-logged.v1": {
        "occurred_on": "2010-01-18",
        "department": None,
    },
    "civic.volunteers.placement.hours-corrected.v1": {
        "occurred_on": "2010-02-02",
        "change": -30,
        "reason": "entered-wrongly",
        "given_on": "2010-01-18",
    },
    "civic.volunteers.group.registered.v1": {
        "occurred_on": "2010-03-24",
        "organisation": "Harrow Road Community Choir Committee",
        "kind": "committee",
        "charity_number": None,
        "company_number": None,
        "members": 7,
    },
    "civic.volunteers.group.membership-counted.v1": {
        "occurred_on": "2010-08-14",
        "ward": _WARWICK,
        "organisation": "Open Age",
        "members": 12,
    },
    "civic.volunteers.group.closed.v1": {
        "ward": _CHURCH_STREET,
        "reason": "members-asked",
    },
    "civic.volunteers.space.offered.v1": {
        **_SPACE,
        "title": words("Hall with a kitchen, until the hub is refurbished"),
        "kind": "hall",
        "facilities": ["kitchen", "storage"],
        "capacity": 60,
        "temporary": True,
        "available_from": "2023-03-15",
        "available_until": "2023-09-30",
    },
    "civic.volunteers.space.pledged.v1": {
        "occurred_on": "2010-10-04",
        "urgent_need_id": None,
        "organisation": "Riverside Fitness Club",
        "pattern": "weekly",
        "minutes_a_week": 120,
        "minutes_a_year": 6240,
        "starts_on": "2010-11-01",
        "ends_on": None,
        "project_id": None,
        "idea_id": None,
    },
    "civic.volunteers.space.used.v1": {
        "occurred_on": "2023-03-15",
        "ward": _HARROW_ROAD_2022,
        "purpose": "urgent-need",
        "project_id": None,
        "minutes": 480,
        "people": 40,
        "group_id": None,
        "pledge_id": None,
    },
    "civic.volunteers.space.use-corrected.v1": {
        "occurred_on": "2023-03-20",
        "ward": _HARROW_ROAD_2022,
        "purpose": "meeting",
        "urgent_need_id": None,
        "project_id": None,
        "minutes": 120,
        "change": -1080,
        "people": 40,
        "group_id": None,
        "pledge_id": None,
        "reason": "entered-wrongly",
        "given_on": "2023-03-15",
    },
    "civic.volunteers.space.released.v1": {
        "occurred_on": "2023-09-30",
        "ward": _HARROW_ROAD_2022,
        "reason": "no-longer-needed",
        "stays_offered": True,
        "fell_through": False,
    },
    "civic.volunteers.space.text-withdrawn.v1": {
        "ward": _HARROW_ROAD_2022,
        "reason": "moderated",
    },
    "civic.volunteers.listing.posted.v1": {
        "idea_id": None,
        "kind": "skill-offered",
        "title": words("I can teach harmony singing on Thursday evenings"),
        "expires_on": "2009-10-06",
    },
    "civic.volunteers.listing.closed.v1": {"idea_id": None, "reason": "taken-up", "replies": 3},
    "civic.volunteers.listing.text-withdrawn.v1": {"reason": "owner-asked"},
    "civic.volunteers.check.expired.v1": {"level": "enhanced", "shifts_stopped": 4},
    "civic.volunteers.check.revoked.v1": {"level": "enhanced", "shifts_stopped": 2},
    "civic.volunteers.course.completed.v1": {
        "title": words("Community leadership, first term"),
        "places": 20,
        "completed": 17,
    },
    "civic.volunteers.staff-time.given.v1": {
        "department": "libraries",
        "people": 5,
        "minutes": 900,
    },
    "civic.volunteers.staff-time.corrected.v1": {
        "occurred_on": "2010-02-02",
        "department": "libraries",
        "change": -810,
        "people_change": 0,
        "reason": "entered-wrongly",
        "given_on": "2010-01-18",
    },
    "civic.volunteers.guide.published.v1": {"title": words("How to hold a street party")},
}
