"""What messaging tells Prometheus."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from prometheus_client import Counter, Gauge, Histogram

if TYPE_CHECKING:
    from servicekit.messaging.ordering import Plan

INBOX = Counter("civic_inbox_events_total", "Messages taken, by what became of them", ["outcome"])
RELAYED = Counter("civic_outbox_published_total", "Events that the broker has confirmed")
NOT_CONFIRMED = Counter(
    "civic_outbox_unconfirmed_total", "Publishes that were refused, returned or not answered"
)
BATCH = Histogram(
    "civic_inbox_batch_size",
    "Messages in one transaction of the inbox",
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
)
BATCH_AGE = Gauge(
    "civic_inbox_batch_age_seconds", "How long the batch in hand has been tried; nought between two"
)
LAG = Histogram(
    "civic_inbox_lag_seconds",
    "From an event's recording to its effect here, for the first of each batch",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3600),
)
OUTBOX_DEPTH = Gauge("civic_outbox_unpublished", "Events committed and not yet confirmed")
OUTBOX_AGE = Gauge("civic_outbox_age_seconds", "Age of the oldest event not yet confirmed")
HELD = Gauge("civic_inbox_held", "Events that wait for an earlier one or another try")
POISON = Gauge("civic_inbox_poison", "Held events that wait for an operator")
GAPS = Gauge("civic_inbox_gaps", "Subjects of which events have been missing for long")
AHEAD = Gauge(
    "civic_inbox_ahead", "Subjects of which more was heard here than their producer says it said"
)
UNANSWERED = Gauge(
    "civic_inbox_unanswered_seconds", "How long a producer has not said how far it is, though asked"
)
PARKED = Gauge("civic_inbox_parked", "Held events that only a newer reader knows")
DEAD = Gauge("civic_dead_letters", "Messages that are no event, or not their sender's")
JOBS_DUE = Gauge("civic_jobs_due", "Jobs whose time has come and which are not done")
JOBS_POISON = Gauge("civic_jobs_poison", "Jobs that wait for an operator")


def count_taken(todo: Plan) -> None:
    """Counts what became of a batch that is committed, and how late its first event was."""
    INBOX.labels("applied").inc(len(todo.apply))
    INBOX.labels("repeated").inc(len(todo.repeated))
    first = todo.apply[0].received if todo.apply else None
    if first is not None:
        # Two machines' clocks: a little before nought is nought.
        LAG.observe(max(0.0, (datetime.now(UTC) - first.envelope.time).total_seconds()))
