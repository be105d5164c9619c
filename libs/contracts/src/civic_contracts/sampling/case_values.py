"""Values for single events where the case is not the choir, or a field needs its own."""

from typing import Any

from civic_contracts.sampling.budgets_values import BUDGETS
from civic_contracts.sampling.ideas_values import IDEAS
from civic_contracts.sampling.volunteers_values import VOLUNTEERS
from civic_contracts.topology import SERVICES

_REPORTING: dict[str, dict[str, Any]] = {
    "civic.reporting.survey.imported.v1": {
        "code": "city-survey",
        "year": 2010,
        "respondents": 2500,
        "indicators": [
            {"code": "can-influence-local-decisions", "positive": 1025, "asked": 2500},
            {"code": "volunteers-formally", "positive": 400, "asked": 2500},
            {"code": "lack-of-respect-is-a-problem", "positive": 500, "asked": 2500},
        ],
    },
    "civic.reporting.pack.frozen.v1": {
        "occurred_on": "2011-03-31",
        "kind": "annual-civic-community-report",
        "covers_from": "2010-04-01",
        "covers_until": "2011-03-31",
    },
}

_ERASED = {"records_erased": 12, "kept": ["payments"]}
_ASKED = {"reason": "asked"}
_AGAIN = {
    "producer": "ideas",
    "wanted_kind": "idea",
    "from_sequence": 3,
    "until_sequence": 5,
    "wanted_subject": "0b6c3f0e-4b7e-5a57-8d52-7a6f2c1e9d10",
}
_IDEA = {"kind": "idea", "subject": "0b6c3f0e-4b7e-5a57-8d52-7a6f2c1e9d10"}
_HEADS = {
    "since": None,
    "until": "2009-07-07T16:25:00.000000Z",
    "position": 1024,
    "after": None,
    "heads": [
        {
            **_IDEA,
            "sequence": 5,
            "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "unsent_from": 5,
        }
    ],
    "complete": True,
}
_EVERY: dict[str, dict[str, Any]] = {
    f"civic.{service}.{rest}.v1": values
    for service in SERVICES
    for rest, values in (
        ("person.erased", _ERASED),
        ("person.erasure-requested", _ASKED),
        ("replay.requested", _AGAIN),
        ("replay.heads-requested", {"producer": "ideas", "since": "2009-07-06T16:25:00.000000Z"}),
        ("replay.heads-told", _HEADS),
    )
}

BY_EVENT: dict[str, dict[str, Any]] = {
    **IDEAS,
    **BUDGETS,
    **VOLUNTEERS,
    **_REPORTING,
    **_EVERY,
}
