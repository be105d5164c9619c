"""Public texts apart from the log: the log keeps a salted hash, so a text can be withdrawn.

After a withdrawal neither the text nor its salt is left, and the hash says nothing.
"""

from __future__ import annotations

import copy
import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping
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
    hashed = copy.deepcopy(dict(data))
    kept = []
    for place, said in list(_texts_in(hashed, "")):
        salt = secrets.token_bytes(16)
        put(hashed, place, {HASH: hashlib.sha256(salt + said["text"].encode()).hexdigest()})
        kept.append(KeptText(event_id, place, salt, said["text"], said.get("language", "en")))
    return hashed, kept


def put_together(
    data: Mapping[str, Any], texts: Iterable[tuple[str, str | None, str | None]]
) -> dict[str, Any]:
    """An event's data with its texts (place, text, language) again; withdrawn ones say so."""
    whole = copy.deepcopy(dict(data))
    for place, text, language in texts:
        said = WITHDRAWN if text is None else {"text": text, "language": language}
        put(whole, place, dict(said))
    return whole


def put(data: dict[str, Any], place: str, value: Any) -> None:
    """Puts a value at a place such as ``answers.0.reason``."""
    *way, last = place.split(".")
    branch: Any = data
    for part in way:
        branch = branch[int(part) if isinstance(branch, list) else part]
    branch[int(last) if isinstance(branch, list) else last] = value


def _texts_in(value: Any, place: str) -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(value, dict):
        if isinstance(value.get("text"), str) and value.keys() <= {"text", "language"}:
            yield place, value
            return
        for name, inner in value.items():
            yield from _texts_in(inner, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts_in(inner, f"{place}.{index}")
