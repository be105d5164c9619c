"""Values for fields by their name, as in the Harrow Road Community Choir."""

from typing import Any, NamedTuple

PERSON_KEY = "3f0a1c52d8e94b7fa6c1d2e37b5e9f048c6a1b2d3e4f5061728394a5b6c7d8e9"


class Candidate(NamedTuple):
    """A text for every field type that has no better value."""

    kind: str
    text: str


CANDIDATES = (
    Candidate("code", "example"),
    Candidate("ward-code", "E05000635"),
    Candidate("financial-year", "2009-10"),
    Candidate("account-code", "ward:E05000635:available"),
    Candidate("charity-number", "1024838"),
    Candidate("company-number", "02838471"),
    Candidate("sha-256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    Candidate("subject-id", "E05000635"),
    Candidate("language", "en"),
    Candidate("organisation-name", "Wigmore Hall"),
    Candidate("public-text", "Harrow Road Community Choir"),
    Candidate("date", "2009-07-06"),
    Candidate("moment", "2009-07-06T16:30:00.000000Z"),
)


def words(text: str) -> dict[str, str]:
    """A public text in English."""
    return {"text": text, "language": "en"}


_SHARES = [{"ward": "E05000635", "amount": 1_500_000}]

BY_FIELD: dict[str, Any] = {
    "occurred_on": "2009-07-06",
    "ward": "E05000635",
    "wards": ["E05000635"],
    "ward_shares": _SHARES,
    "theme": "community-focused",
    "area": "local-choices",
    "principles": ["local-solutions", "responsible-citizens"],
    "financial_year": "2009-10",
    "policy": "westminster-2008",
    "title": words("Harrow Road Community Choir"),
    "summary": words("A choir that anybody who lives in Harrow Road can join."),
    "purpose": words("Establish a community choir for local residents."),
    "organisation": "Wigmore Hall",
    "owner_kind": "resident",
    "owner_organisation": None,
    "department": "neighbourhoods",
    "role": "neighbourhood-officer",
    "amount": 1_500_000,
    "estimated": 1_500_000,
    "cost": 1_500_000,
    "spent": 1_500_000,
    "match_funding": 0,
    "supporters": 27,
    "volunteer_places": 6,
    "working_days_taken": 1,
    "in_time": True,
    "starts_on": "2009-09-01",
    "ends_on": "2010-03-31",
    "check_level": "none",
    "volunteer_kind": "resident",
    "pilot": None,
    "parent_group_id": None,
    "charity_number": "1024838",
    "company_number": None,
    "minutes": 120,
    "reason": "finished",
    "reasons": words("Residents asked for it, and nothing like it exists in the ward."),
}
