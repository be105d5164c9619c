"""The envelope that every event travels in, and the base class of all events.

CloudEvents 1.0 in structured JSON (``application/cloudevents+json``) with the extensions
``sequence``, ``correlationid``, ``causationid`` and ``traceparent``.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, ClassVar, Generic, Literal, NamedTuple, Self, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from civic_contracts.errors import (
    BadEvent,
    InvalidPayload,
    MalformedEnvelope,
    UnknownEventType,
    UnknownMajorVersion,
)
from civic_contracts.fields import Date, Id, Moment, PublicText, Record, SubjectId, written_moment
from civic_contracts.naming import routing_key_of, schema_of, source_of, type_name
from civic_contracts.strict_json import LARGEST_BODY, NotStrictJson, read_strictly

__all__ = [
    "CONTENT_TYPE",
    "BadEvent",
    "Envelope",
    "Event",
    "InvalidPayload",
    "MalformedEnvelope",
    "Parsed",
    "UnknownEventType",
    "UnknownMajorVersion",
    "schema_of",
    "source_of",
]

CONTENT_TYPE = "application/cloudevents+json"
SEQUENCE_DIGITS = 19

_TRACEPARENT = r"^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"
_ABSOLUTE_URI = r"^[a-z][a-z0-9+.-]*:\S+$"


class Event(Record):
    """What happened, in the past tense. A subclass names its type: ``class X(Event, type="…")``."""

    event_type: ClassVar[str]
    service: ClassVar[str]
    subject_kind: ClassVar[str]
    routing_key: ClassVar[str]
    subject_field: ClassVar[str]
    """The field that names the subject: for the kind ``idea`` that is ``idea_id``."""

    occurred_on: Date
    """The day on which it happened, which may be before the day on which it was recorded."""

    # A class without a type is the shared shape of several events and is never published.
    def __init_subclass__(cls, *, type: str | None = None, **options: Any) -> None:  # noqa: A002 - reads as CloudEvents has it
        super().__init_subclass__(**options)
        if type is None:
            return
        parts = type_name(type)
        cls.event_type = type
        cls.service = parts.service
        cls.subject_kind = parts.subject_kind
        cls.routing_key = routing_key_of(type)
        if "subject_field" not in vars(cls):
            cls.subject_field = f"{parts.subject_kind.replace('-', '_')}_id"

    def to_data(self) -> dict[str, Any]:
        """Return the event as JSON values, every field written out."""
        return self.model_dump(mode="json")

    def public_texts(self) -> Iterator[tuple[str, PublicText]]:
        """Yield every public text with its place (``answers.0.reason``), for an erasable store."""
        yield from _texts_in(self, "")


def _texts_in(value: object, place: str) -> Iterator[tuple[str, PublicText]]:
    if isinstance(value, PublicText):
        yield place, value
    elif isinstance(value, Record):
        for name in type(value).model_fields:
            yield from _texts_in(getattr(value, name), f"{place}.{name}" if place else name)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts_in(item, f"{place}.{index}")


class Envelope(BaseModel):
    """One published event: ``time`` is when it was recorded, ``sequence`` counts per source."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    specversion: Literal["1.0"]
    id: Id
    source: Annotated[str, Field(strict=True, max_length=400)]
    type: Annotated[str, Field(strict=True, max_length=200)]
    subject: SubjectId
    time: Moment
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: Annotated[str, Field(strict=True, pattern=_ABSOLUTE_URI, max_length=400)]
    sequence: Annotated[str, Field(strict=True, pattern=r"^[0-9]{19}$")]
    correlationid: Id
    causationid: Id | None = None
    traceparent: Annotated[str, Field(strict=True, pattern=_TRACEPARENT)] | None = None
    data: dict[str, Any]

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        parts = type_name(self.type)
        if self.source != source_of(parts.service, parts.subject_kind, self.subject):
            raise ValueError("source, subject and type do not agree")
        if self.number < 1:
            raise ValueError("a sequence counts from 1")
        return self

    @property
    def number(self) -> int:
        """The sequence as a number, from 1."""
        return int(self.sequence)

    @property
    def service(self) -> str:
        """The service that published the event, as its type says."""
        return type_name(self.type).service

    @classmethod
    def of(
        cls,
        event: Event,
        *,
        subject: UUID | str,
        sequence: int,
        id: UUID,  # noqa: A002 - the attribute's name in CloudEvents
        time: datetime,
        correlationid: UUID,
        causationid: UUID | None = None,
        traceparent: str | None = None,
    ) -> Self:
        """Put an event in its envelope; ``ValueError`` where the parts do not fit.

        An event about another subject than it is published under would break the order of both.
        """
        named = getattr(event, event.subject_field, subject)
        if str(named) != str(subject):
            raise ValueError(f"{event.event_type} is about {named}, not {subject}")
        return cls(
            specversion="1.0",
            id=id,
            source=source_of(event.service, event.subject_kind, subject),
            type=event.event_type,
            subject=str(subject),
            time=time,
            dataschema=schema_of(event.event_type),
            sequence=f"{sequence:0{SEQUENCE_DIGITS}d}",
            correlationid=correlationid,
            causationid=causationid,
            traceparent=traceparent,
            data=event.to_data(),
        )

    def to_json(self) -> bytes:
        """Write the envelope, leaving out what has no value; ``ValueError`` if it is too large."""
        attributes = {
            "specversion": self.specversion,
            "id": str(self.id),
            "source": self.source,
            "type": self.type,
            "subject": self.subject,
            "time": written_moment(self.time),
            "datacontenttype": self.datacontenttype,
            "dataschema": self.dataschema,
            "sequence": self.sequence,
            "correlationid": str(self.correlationid),
            "causationid": None if self.causationid is None else str(self.causationid),
            "traceparent": self.traceparent,
            "data": self.data,
        }
        present = {name: value for name, value in attributes.items() if value is not None}
        body = json.dumps(
            present, ensure_ascii=False, allow_nan=False, separators=(",", ":")
        ).encode("utf-8")
        if len(body) > LARGEST_BODY:
            raise ValueError(f"an event may not be larger than {LARGEST_BODY} bytes")
        return body

    @classmethod
    def from_json(cls, body: bytes) -> Self:
        """Read an envelope strictly; ``MalformedEnvelope`` says what is wrong, not the content."""
        try:
            return cls.model_validate(read_strictly(body))
        except NotStrictJson as error:
            raise MalformedEnvelope(str(error)) from error
        except ValidationError as error:
            raise MalformedEnvelope(reasons(error)) from error


E = TypeVar("E", bound=Event)


class Parsed(NamedTuple, Generic[E]):
    """An event with the envelope in which it came."""

    envelope: Envelope
    event: E


def reasons(error: ValidationError) -> str:
    """Say which fields are wrong and why, without repeating what they hold."""
    told = (
        f"{'.'.join(str(part) for part in found['loc']) or 'envelope'}: {found['msg']}"
        for found in error.errors(include_input=False, include_url=False, include_context=False)[
            :10
        ]
    )
    return re.sub(r"\s+", " ", "; ".join(told))
