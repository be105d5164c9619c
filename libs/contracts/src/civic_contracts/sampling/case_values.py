"""Values for single events where the case is not the choir, or a field needs its own."""

from typing import Any

from civic_contracts.sampling.budgets_values import BUDGETS
from civic_contracts.sampling.ideas_values import IDEAS
from civic_contracts.sampling.volunteers_values import VOLUNTEERS

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
_EVERY: dict[str, dict[str, Any]] = {
    f"civic.{service}.{rest}.v1": values
    for service in ("ideas", "budgets", "volunteers", "reporting")
    for rest, values in (
        ("person.erased", _ERASED),
        ("person.erasure-requested", _ASKED),
        ("replay.requested", _AGAIN),
    )
}

BY_EVENT: dict[str, dict[str, Any]] = {
    **IDEAS,
    **BUDGETS,
    **VOLUNTEERS,
    **_REPORTING,
    **_EVERY,
}
