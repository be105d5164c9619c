"""What a withdrawal of public texts asks for, and an event's body without its public texts.

The rule is declared here, once for every service and every subscriber: an event that is called
``text-withdrawn`` names others of its service in ``event_ids``, and whoever keeps a body of one of
those replaces each public text in it. Texts are known by their shape, so that those in fields of a
newer producer are found as well.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from civic_contracts.envelope import Envelope
from civic_contracts.errors import MalformedEnvelope
from civic_contracts.naming import type_name

TEXT_WITHDRAWN = "text-withdrawn"
WITHDRAWN = "(withdrawn)"


def withdrawn_by(envelope: Envelope) -> tuple[UUID, ...]:
    """The ids of the events whose public texts an event withdraws; none for most events.

    Of a version that is not known here only what is plainly an id counts: it may say it otherwise.
    """
    if TEXT_WITHDRAWN not in envelope.type or type_name(envelope.type).event != TEXT_WITHDRAWN:
        return ()
    named = envelope.data.get("event_ids")
    return tuple(_ids_in(named)) if isinstance(named, list) else ()


def _ids_in(named: list[Any]) -> Iterator[UUID]:
    for found in named:
        with suppress(AttributeError, ValueError):
            yield UUID(found)


def without_texts(body: bytes) -> bytes:
    """An event's body with every public text replaced; ``MalformedEnvelope`` where it is none.

    Its id, number and every other fact stay. The bytes differ, and so does their digest.
    """
    envelope = Envelope.from_json(body)
    kept = json.loads(body)
    try:
        kept["data"] = _replaced(envelope.data)
    except RecursionError as error:
        raise MalformedEnvelope("the data are nested too deeply") from error
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()


def _replaced(value: Any) -> Any:
    if isinstance(value, list):
        return [_replaced(one) for one in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("text"), str) and value.keys() <= {"text", "language"}:
        return value | {"text": WITHDRAWN}
    return {name: _replaced(one) for name, one in value.items()}
