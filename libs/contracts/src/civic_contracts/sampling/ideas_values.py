"""Values for the samples of ideas events.

Counts of people and things are those of the cases; amounts of money are made up.
"""

from typing import Any

from civic_contracts.sampling.field_values import words

_HARROW_ROAD_2022 = "E05013795"

IDEAS: dict[str, dict[str, Any]] = {
    "civic.ideas.conversation.opened.v1": {
        "occurred_on": "2010-07-01",
        "title": words("Living City Conversation"),
        "kind": "living-city-conversation",
        "commissioning_department": "communications",
        "theme": None,
        "area": None,
        "wards": [],
        "starts_on": "2010-07-01",
        "ends_on": "2010-12-24",
    },
    "civic.ideas.conversation.event-held.v1": {
        "occurred_on": "2023-03-15",
        "session": "day-two",
        "ward": _HARROW_ROAD_2022,
        "participants": 36,
        "sectors": [
            {"sector": "council", "people": 9},
            {"sector": "nhs", "people": 5},
            {"sector": "police", "people": 2},
            {"sector": "voluntary-sector", "people": 8},
            {"sector": "residents", "people": 12},
        ],
        "facilitators": 3,
        "tables": 6,
        "listening_groups": 12,
        "ladder_rung": "partnership",
        "topic_kept": False,
        "topic_change": words("The food bank has just lost its building; that comes first."),
        "comments": [words("You know I do actually think the workshop made a difference!")],
        "measures": [{"code": "rich-pictures", "value": 6, "unit": "pictures"}],
    },
    "civic.ideas.conversation.closed.v1": {
        "occurred_on": "2010-12-24",
        "ideas_heard": 412,
        "participants": 1630,
    },
    "civic.ideas.idea.submitted.v1": {
        "occurred_on": "2009-05-11",
        "conversation_id": None,
        "table": None,
        "channel": "area-forum",
    },
    "civic.ideas.idea.acknowledged.v1": {
        "occurred_on": "2009-05-12",
        "answer_due_on": "2009-06-09",
    },
    "civic.ideas.idea.moderated.v1": {"outcome": "published", "reason": None},
    "civic.ideas.idea.tested.v1": {
        "answers": [
            {
                "question": "empower-communities",
                "answer": "yes",
                "reason": words("Members run the choir through their own committee."),
            },
            {
                "question": "break-the-monopoly",
                "answer": "partly",
                "reason": words("A concert hall runs it, with council money at first."),
            },
        ]
    },
    "civic.ideas.idea.support-offered.v1": {
        "department": "finance",
        "kind": "mentoring",
        "until": "2024-03-31",
        "offer": words("Mentoring in venue management for the charity that runs the hub."),
    },
    "civic.ideas.idea.referred.v1": {"organisation": "Wigmore Hall"},
    "civic.ideas.idea.answered.v1": {"outcome": "funded", "working_days_taken": 17},
    "civic.ideas.idea.withdrawn.v1": {"reason": "owner-asked"},
    "civic.ideas.idea.feedback-given.v1": {
        "occurred_on": "2010-03-22",
        "said": words("We would like a choir of our own."),
        "did": words("44 of you sang at Wigmore Hall, and 366 people came to listen."),
        "told": ["owner", "supporters", "ward", "public"],
        "supporters_told": 27,
    },
    "civic.ideas.idea.measured.v1": {
        "measures": [{"code": "core-group", "value": 30, "unit": "residents"}],
        "summary": words("A core group of 30 residents has turned disused spaces into gardens."),
    },
    "civic.ideas.idea.text-withdrawn.v1": {"reason": "owner-asked"},
    "civic.ideas.conversation.text-withdrawn.v1": {
        "occurred_on": "2023-03-17",
        "reason": "moderated",
    },
    "civic.ideas.barrier.text-withdrawn.v1": {
        "occurred_on": "2023-03-17",
        "reason": "moderated",
    },
    "civic.ideas.urgent-need.text-withdrawn.v1": {
        "occurred_on": "2023-03-17",
        "reason": "moderated",
    },
    "civic.ideas.barrier.logged.v1": {
        "occurred_on": "2023-03-14",
        "kind": "practical",
        "title": words("Flood damage: the kitchen is unsafe for occupancy."),
        "owner_department": "property",
    },
    "civic.ideas.barrier.removed.v1": {
        "occurred_on": "2023-09-01",
        "how": words("The building was refurbished."),
        "days_standing": 171,
    },
    "civic.ideas.urgent-need.raised.v1": {
        "occurred_on": "2023-03-14",
        "ward": _HARROW_ROAD_2022,
        "title": words("A roof for the food bank"),
        "summary": words("The building of the food bank was closed because it is unsafe."),
        "spaces_needed": 1,
        "people_needed": 10,
        "facilities": ["kitchen", "storage"],
        "raised_at": "2023-03-14T10:00:00.000000Z",
        "deadline": "2023-03-16T10:00:00.000000Z",
    },
    "civic.ideas.urgent-need.met.v1": {
        "occurred_on": "2023-03-15",
        "met_at": "2023-03-15T16:00:00.000000Z",
        "hours_taken": 30,
        "temporary": True,
    },
    "civic.ideas.urgent-need.reopened.v1": {"occurred_on": "2023-03-17", "reason": "flooded"},
    "civic.ideas.agenda-item.accepted.v1": {"meeting_on": "2009-06-17"},
    "civic.ideas.agenda-item.discussed.v1": {
        "occurred_on": "2009-06-17",
        "outcome": "supported",
        "summary": words("The forum would like to see taster sessions first."),
    },
}
