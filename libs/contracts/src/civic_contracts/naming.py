"""How types, sources and routing keys are spelled; nothing here knows an event."""

import re
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

_TYPE = re.compile(
    r"civic\.(?P<service>[a-z]+)\.(?P<kind>[a-z]+(?:-[a-z]+)*)"
    r"\.(?P<event>[a-z]+(?:-[a-z]+)*)\.v(?P<major>[1-9][0-9]?)"
)


@dataclass(frozen=True, slots=True)
class TypeName:
    """The parts of ``civic.<service>.<subject-kind>.<event>.v<major>``."""

    service: str
    subject_kind: str
    event: str
    major: int

    @property
    def without_major(self) -> str:
        """What stays the same when an event gets a new major version."""
        return f"civic.{self.service}.{self.subject_kind}.{self.event}"


@lru_cache(maxsize=1024)
def type_name(event_type: str) -> TypeName:
    """Take an event type apart; ``ValueError`` where it is not one."""
    found = _TYPE.fullmatch(event_type)
    if found is None or len(event_type) > 200:
        raise ValueError("a type is written civic.<service>.<subject-kind>.<event>.v<major>")
    return TypeName(found["service"], found["kind"], found["event"], int(found["major"]))


def source_of(service: str, subject_kind: str, subject_id: UUID | str) -> str:
    """Name the source of an event: ``/civic/<service>/<subject-kind>/<subject id>``."""
    return f"/civic/{service}/{subject_kind}/{subject_id}"


def schema_of(event_type: str) -> str:
    """Name the JSON Schema of an event's data."""
    return f"urn:civic-community:schema:{event_type}"


def routing_key_of(event_type: str) -> str:
    """The key under which an event is published: its type without ``civic.``."""
    return event_type.removeprefix("civic.")
