"""An event in words, for whoever looks at what is behind a figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pagekit
from civic_contracts.naming import type_name
from pagekit.languages import gettext
from pagekit.measures import measure_name, measure_value
from pagekit.wording import count, pounds, words

from reporting.log.entries import Entry

# The field that says best what happened, first of all these.
SAYING = ("did", "reasons", "summary", "title", "how", "offer", "evidence", "reason")
GOOD = {"made", "completed", "met", "continued", "sustained", "replicated", "removed", "signed"}
STOPPED = {"declined", "withdrawn", "suspended", "closed"}
AMOUNTS = {"amount": "in all", "paid_to_date": "paid so far", "match_funding": "match funding"}
COUNTS = {
    "supporters": "supporters",
    "participants": "people at the meeting",
    "places": "places",
    "members": "members",
    "hours_taken": "hours taken",
    "minutes": "minutes",
    "minutes_a_year": "minutes a year",
}


def told_of(entry: Entry) -> pagekit.Entry:
    """The event as a step of a timeline, with its figures: ``Idea submitted``."""
    data = entry.envelope.data
    name = type_name(entry.envelope.type)
    return pagekit.Entry(
        on=entry.event.occurred_on,
        what=words(f"{name.subject_kind}-{name.event}"),
        who=_who(data),
        service=name.service,
        text=_said(data),
        measures=tuple(_measures(data)),
        tone="good" if name.event in GOOD else "stopped" if name.event in STOPPED else "plain",
        link=f"/reporting/events?subject={entry.envelope.subject}",
        link_text=gettext("Event %(position)s: all about this %(subject)s")
        % {"position": entry.position, "subject": words(name.subject_kind).lower()},
    )


def _who(data: Mapping[str, Any]) -> str:
    for field in ("organisation", "funder", "role", "department", "owner_department"):
        if isinstance(data.get(field), str):
            name: str = data[field]
            return name if field in {"organisation", "funder"} else words(name)
    return ""


def _said(data: Mapping[str, Any]) -> str:
    for field in SAYING:
        value = data.get(field)
        if isinstance(value, Mapping) and isinstance(value.get("text"), str):
            return str(value["text"])
    kinds = [words(data[field]) for field in ("kind", "outcome", "stage") if data.get(field)]
    return ", ".join(kinds)


def _measures(data: Mapping[str, Any]) -> Iterator[pagekit.Measure]:
    for one in data.get("measures") or ():
        yield pagekit.Measure(
            measure_value(one["code"], one["value"], one["unit"]),
            measure_name(one["code"], one["value"]),
        )
    for field, label in AMOUNTS.items():
        if isinstance(data.get(field), int) and data[field]:
            yield pagekit.Measure(pounds(data[field]), label)
    for field, label in COUNTS.items():
        if isinstance(data.get(field), int):
            yield pagekit.Measure(count(data[field]), label)
