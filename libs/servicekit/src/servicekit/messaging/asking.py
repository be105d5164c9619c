"""What a consumer asks of a producer: to tell its history again, or how far it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import structlog
from civic_contracts.envelope import Envelope
from civic_contracts.fields import written_moment
from civic_contracts.naming import schema_of, source_of
from civic_contracts.topology import REPLAY, replay_request_key
from pamqp.commands import Basic

from servicekit.messaging.link import Link, LinkLost
from servicekit.messaging.relay import CONFIRM_SECONDS, properties_of

log = structlog.get_logger(__name__)

REQUESTED = "requested"
HEADS_REQUESTED = "heads-requested"
HEADS_TOLD = "heads-told"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events of a producer are wanted again; the bounds are sequences, both included."""

    producer: str
    kind: str | None = None
    subject: str | None = None
    first: int = 1
    last: int | None = None

    def data(self) -> dict[str, Any]:
        """The request's payload, as the contracts' ``ReplayRequested`` has it."""
        return {
            "occurred_on": datetime.now(UTC).date().isoformat(),
            "producer": self.producer,
            "wanted_kind": self.kind,
            "wanted_subject": self.subject,
            "from_sequence": self.first,
            "until_sequence": self.last,
        }

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Wanted:
        """The request in a payload; ``KeyError`` or ``ValueError`` where it is none."""
        last = data.get("until_sequence")
        return cls(
            producer=str(data["producer"]),
            kind=data.get("wanted_kind"),
            subject=data.get("wanted_subject"),
            first=int(data.get("from_sequence") or 1),
            last=None if last is None else int(last),
        )

    @property
    def of_one_subject(self) -> bool:
        """Whether only events of one subject are wanted."""
        return self.kind is not None and self.subject is not None

    def bounds(self) -> dict[str, Any]:
        """The request as bounds of a query on the outbox."""
        exact = self.of_one_subject
        prefix = "/".join(
            part for part in ("", "civic", self.producer, self.kind) if part is not None
        )
        return {
            "source": f"{prefix}/{self.subject}" if exact else "",
            "prefix": "\x01" if exact else f"{prefix}/",
            "first": self.first,
            "last": self.last or 2**63 - 1,
        }


async def ask(link: Link, consumer: str, wanted: Wanted) -> None:
    """Asks a producer to tell again; returns once the broker has the request."""
    await _send(link, consumer, wanted.producer, REQUESTED, uuid4(), wanted.data())
    log.info("replay.asked", producer=wanted.producer, kind=wanted.kind, subject=wanted.subject)


async def ask_heads(
    link: Link, consumer: str, producer: str, request_id: UUID, since: datetime | None
) -> None:
    """Asks a producer how far each subject goes; returns once the broker has the request."""
    data = {
        "occurred_on": datetime.now(UTC).date().isoformat(),
        "producer": producer,
        "since": since and written_moment(since),
    }
    await _send(link, consumer, producer, HEADS_REQUESTED, request_id, data)
    log.info("heads.asked", producer=producer, since=data["since"])


async def _send(
    link: Link, consumer: str, producer: str, event: str, request_id: UUID, data: dict[str, Any]
) -> None:
    kind = f"civic.{consumer}.replay.{event}.v1"
    envelope = replay_envelope(kind, request_id, 1, data)
    channel = await link.channel()
    try:
        answer = await channel.basic_publish(
            envelope.to_json(),
            exchange=REPLAY,
            routing_key=replay_request_key(producer, consumer),
            properties=properties_of(envelope.id, kind, consumer, consumer),
            mandatory=True,
            timeout=CONFIRM_SECONDS,
        )
    finally:
        await channel.close()
    if not isinstance(answer, Basic.Ack):
        raise LinkLost("the broker did not take the request")


def replay_envelope(kind: str, request_id: UUID, number: int, data: dict[str, Any]) -> Envelope:
    """A message about a request: the request itself or a numbered part of its answer."""
    service = kind.split(".")[1]
    return Envelope(
        specversion="1.0",
        id=uuid4(),
        source=source_of(service, "replay", request_id),
        type=kind,
        subject=str(request_id),
        time=datetime.now(UTC),
        dataschema=schema_of(kind),
        sequence=f"{number:019d}",
        correlationid=request_id,
        data=data,
    )
