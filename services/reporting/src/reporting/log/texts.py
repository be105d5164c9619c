"""Public texts apart from the log: the log keeps a salted hash, so a text can be withdrawn.

After a withdrawal neither the text nor its salt is left, and the hash says nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

WITHDRAWN = {"text": "(withdrawn)", "language": "en"}
HASH = "salted_sha256"


@dataclass(frozen=True, slots=True)
class KeptText:
    """One public text of one event, and its place in the event's data: ``answers.0.reason``."""

    event_id: UUID
    place: str
    salt: bytes
    text: str
    language: str


def taken_apart(event_id: UUID, data: Mapping[str, Any]) -> tuple[dict[str, Any], list[KeptText]]:
    """An event's data with each public text replaced by its salted hash, and the texts.

    Texts are known by their shape, so that those in fields of a newer producer, which this
    reader does not know, can be withdrawn as well.
    """
    kept: list[KeptText] = []

    def without_texts(value: Any, place: str) -> Any:
        if isinstance(value, list):
            return [without_texts(one, f"{place}.{index}") for index, one in enumerate(value)]
        if not isinstance(value, dict):
            return value
        if isinstance(value.get("text"), str) and value.keys() <= {"text", "language"}:
            salt, said = secrets.token_bytes(16), value["text"]
            kept.append(KeptText(event_id, place, salt, said, value.get("language", "en")))
            return {HASH: hashlib.sha256(salt + said.encode()).hexdigest()}
        return {
            name: without_texts(one, f"{place}.{name}" if place else name)
            for name, one in value.items()
        }

    hashed: dict[str, Any] = without_texts(dict(data), "")
    return hashed, kept


def put_together(
    data: dict[str, Any], texts: Iterable[tuple[str, str | None, str | None]]
) -> dict[str, Any]:
    """Puts an event's texts (place, text, language) back into its data; withdrawn ones say so."""
    for place, text, language in texts:
        said = WITHDRAWN if text is None else {"text": text, "language": language}
        _put(data, place, dict(said))
    return data


def _put(data: dict[str, Any], place: str, value: Any) -> None:
    *way, last = place.split(".")
    branch: Any = data
    for part in way:
        branch = branch[int(part) if isinstance(branch, list) else part]
    branch[int(last) if isinstance(branch, list) else last] = value
