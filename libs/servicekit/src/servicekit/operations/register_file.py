"""A register of residents as a file: what is in it, and what is wrong with it, by line."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from servicekit.identity.residents import entry_of
from servicekit.operations.operator import Refused

LARGEST = 20_000_000  # bytes
COLUMNS = ("resident", "ward")
WARD = re.compile(r"[A-Z][0-9]{8}")
# What a file may be that only calls itself CSV or JSON, by how it begins.
OTHERS = {
    b"PK\x03\x04": "a spreadsheet or an archive",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"<": "markup",
}


@dataclass(slots=True)
class Register:
    """Entries (hashes) with their wards, and a sentence for each line that is not one."""

    entries: dict[str, str | None] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read_register(path: Path, deployment_key: SecretStr) -> Register:
    """Read a CSV file with a heading, or a JSON list of objects; Refused where it is neither."""
    rows = _rows(_text_of(path))
    found, first_seen = Register(), dict[str, int]()
    for line, row in rows:
        fault = _take(row, line, found, first_seen, deployment_key)
        if fault is not None:
            found.faults.append(f"line {line}: {fault}")
    return found


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise Refused(f"{path} is larger than {LARGEST:,} bytes")
        raw = path.read_bytes()
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from None
    for beginning, kind in OTHERS.items():
        if raw.startswith(beginning):
            raise Refused(f"{path} is {kind}; save the list as CSV (UTF-8) or JSON")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{path} is not written in UTF-8") from None
    if "\x00" in text:
        raise Refused(f"{path} is no text")
    return text


def _rows(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if text.lstrip().startswith(("[", "{")):
        yield from _json_rows(text)
        return
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, restkey="")
    if "resident" not in (reader.fieldnames or ()):
        raise Refused(f"the first line must name the columns: {', '.join(COLUMNS)}")
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise Refused(f"line {reader.line_num}: {error}") from None


def _json_rows(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Each object with the line on which it begins."""
    decoder, place = json.JSONDecoder(), text.index("[") + 1 if text.lstrip()[0] == "[" else -1
    if place < 0:
        raise Refused("the JSON must be a list of objects")
    while True:
        place = _after_space(text, place)
        if text[place : place + 1] in {"]", ""}:
            return
        line = text.count("\n", 0, place) + 1
        try:
            row, place = decoder.raw_decode(text, place)
        except (json.JSONDecodeError, RecursionError):
            raise Refused(f"line {line}: not JSON from here on") from None
        yield line, row if isinstance(row, dict) else {"": row}


def _after_space(text: str, place: int) -> int:
    while text[place : place + 1] in {" ", "\t", "\r", "\n", ","}:
        place += 1
    return place


def _take(
    row: Mapping[str, Any],
    line: int,
    found: Register,
    first_seen: dict[str, int],
    deployment_key: SecretStr,
) -> str | None:
    """Takes a row in, or says what is wrong with it; what is in it is not repeated."""
    if more := [name for name in row if name not in COLUMNS]:
        return "more columns than the heading has" if more == [""] else f"column {more[0]!r}"
    named, ward = row.get("resident"), row.get("ward") or None
    if not isinstance(named, str) or not named.strip():
        return "names no resident"
    if ward is not None and not (isinstance(ward, str) and WARD.fullmatch(ward.strip())):
        return "the ward must be a code such as E05013795"
    try:
        entry = entry_of(deployment_key, named)
    except ValueError as error:
        return f"the resident {error}"
    if entry in first_seen:
        return f"the same resident as in line {first_seen[entry]}"
    first_seen[entry] = line
    found.entries[entry] = None if ward is None else str(ward).strip()
    return None
