"""Exchanges, queues, bindings and policies of the virtual host ``civic``.

Only what can never change is an argument of a queue; everything that may be tuned is a policy,
because a queue declared again with other arguments is refused.
"""

from typing import Any

from civic_contracts.topology.names import (
    ARCHIVE,
    CANARY,
    CONSUMES,
    DEAD,
    EVENTS,
    PERSONS,
    REPLAY,
    SERVICES,
    UNROUTED,
    VIRTUAL_HOST,
    canary_of,
    dead_of,
    inbox_of,
    replays_of,
)

Entry = dict[str, Any]

# A crash of a consumer counts as a delivery of everything it had in hand. So many crashes in a
# row mean that a message kills its reader; it is then kept in the dead letters, not dropped.
DELIVERY_LIMIT = 100
# Looking at a dead letter and putting it back is a delivery too, and may never lose it.
_AS_OFTEN_AS_WANTED = 1_000_000
_CANARY_MILLISECONDS = 10_000


def exchanges() -> list[Entry]:
    """Every exchange; what nobody wants goes to the unrouted queue."""
    alternate = {"alternate-exchange": UNROUTED}
    kinds: tuple[tuple[str, str, Entry], ...] = (
        (EVENTS, "topic", alternate),
        (REPLAY, "topic", alternate),
        (CANARY, "direct", {}),
        (DEAD, "topic", {}),
        (UNROUTED, "fanout", {}),
    )
    return [exchange(VIRTUAL_HOST, name, kind, arguments) for name, kind, arguments in kinds]


def exchange(virtual_host: str, name: str, kind: str, arguments: Entry) -> Entry:
    """One durable exchange."""
    return {
        "name": name,
        "vhost": virtual_host,
        "type": kind,
        "durable": True,
        "auto_delete": False,
        "internal": False,
        "arguments": arguments,
    }


def queues() -> list[Entry]:
    """Every queue: quorum queues, and one stream."""
    single = {"x-single-active-consumer": True}
    per_service = [
        _queue(name, "quorum", arguments)
        for service in SERVICES
        for name, arguments in (
            (inbox_of(service), single),
            (replays_of(service), single),
            (dead_of(service), {}),
            (canary_of(service), {}),
        )
    ]
    return [*per_service, _queue(UNROUTED, "quorum", {}), _queue(ARCHIVE, "stream", {})]


def _queue(name: str, kind: str, arguments: Entry) -> Entry:
    return {
        "name": name,
        "vhost": VIRTUAL_HOST,
        "durable": True,
        "auto_delete": False,
        "arguments": {"x-queue-type": kind, **arguments},
    }


def bindings() -> list[Entry]:
    """What flows where."""
    found = [_binding(UNROUTED, UNROUTED, ""), _binding(EVENTS, ARCHIVE, "#")]
    for service in SERVICES:
        inbox = inbox_of(service)
        found += [_binding(EVENTS, inbox, pattern) for pattern in (*CONSUMES[service], PERSONS)]
        found += [
            _binding(REPLAY, inbox, f"to.{service}.#"),
            _binding(REPLAY, replays_of(service), f"ask.{service}.*"),
            _binding(DEAD, dead_of(service), service),
            _binding(CANARY, canary_of(service), service),
        ]
    return found


def _binding(source: str, queue: str, key: str) -> Entry:
    return {
        "source": source,
        "vhost": VIRTUAL_HOST,
        "destination": queue,
        "destination_type": "queue",
        "routing_key": key,
        "arguments": {},
    }


def policies(archive_days: int, archive_bytes: int) -> list[Entry]:
    """Dead-lettering that loses nothing, and how long the archive keeps."""
    keep = {"overflow": "reject-publish", "delivery-limit": _AS_OFTEN_AS_WANTED}
    canary = {"message-ttl": _CANARY_MILLISECONDS, "max-length": 10, "overflow": "drop-head"}
    archive = {"max-age": f"{archive_days}D", "max-length-bytes": archive_bytes}
    return [
        *(_lossless(service) for service in SERVICES),
        policy(VIRTUAL_HOST, "dead", r"^[a-z]+\.dead$", keep),
        policy(VIRTUAL_HOST, "unrouted", r"^civic\.unrouted$", keep),
        policy(VIRTUAL_HOST, "canary", r"^[a-z]+\.canary$", canary),
        policy(VIRTUAL_HOST, "archive", r"^civic\.archive$", archive),
    ]


def _lossless(service: str) -> Entry:
    """At-least-once dead-lettering needs reject-publish, and forbids a maximum length."""
    definition = {
        "dead-letter-exchange": DEAD,
        "dead-letter-routing-key": service,
        "dead-letter-strategy": "at-least-once",
        "overflow": "reject-publish",
        "delivery-limit": DELIVERY_LIMIT,
    }
    return policy(VIRTUAL_HOST, f"{service}-lossless", rf"^{service}\.(inbox|replays)$", definition)


def policy(virtual_host: str, name: str, pattern: str, definition: Entry) -> Entry:
    """One policy on queues; no queue here is matched by two."""
    return {
        "vhost": virtual_host,
        "name": name,
        "pattern": pattern,
        "apply-to": "queues",
        "priority": 0,
        "definition": definition,
    }
