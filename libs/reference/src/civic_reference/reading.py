"""Reads the reference file strictly: whatever is wrong is refused with the name of the entry."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Set
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from civic_reference.council import Council, Ward

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ONS_CODE = re.compile(r"[A-Z][0-9]{8}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LABELLED = ("departments", "themes", "areas", "principles", "test_questions", "criteria")
_TOP = {"note", "sources", "council", "wards", "bank_holidays", *_LABELLED}


class InvalidReference(ValueError):
    """The reference file cannot be used; the text names the entry and what is wrong with it."""


def load(path: Path | str) -> Council:
    """Read and check a reference file; ``InvalidReference`` or ``OSError`` where that fails."""
    raw = Path(path).read_bytes()
    try:
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=_unique)
    except InvalidReference:
        raise
    except ValueError as error:
        raise InvalidReference(f"{path} is not JSON in UTF-8: {error}") from error
    top = _object(found, "the file", _TOP, optional={"note", "sources"})
    about = _object(top["council"], "council", {"code", "name"})
    wards = _wards(top["wards"])
    holidays = _bank_holidays(top["bank_holidays"])
    return Council(
        code=_matching(about["code"], "council.code", _ONS_CODE),
        name=_label(about["name"], "council.name"),
        sha256=hashlib.sha256(raw).hexdigest(),
        wards=tuple(sorted(wards.values(), key=lambda ward: (ward.name, ward.valid_from))),
        **{kind: _labels(top[kind], kind) for kind in _LABELLED},
        bank_holidays=holidays,
        _wards_by_code=wards,
        _covered_years=frozenset(day.year for day in holidays),
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InvalidReference(f"{key!r} is given twice in one object")
        found[key] = value
    return found


def _wrong(place: str, what: str) -> NoReturn:
    raise InvalidReference(f"{place}: {what}")


def _object(
    value: Any, place: str, fields: Set[str], *, optional: Set[str] = frozenset()
) -> dict[str, Any]:
    if not isinstance(value, dict):
        _wrong(place, "must be an object")
    if unknown := value.keys() - fields:
        _wrong(place, f"has unknown fields {', '.join(sorted(unknown))}")
    if missing := fields - optional - value.keys():
        _wrong(place, f"lacks {', '.join(sorted(missing))}")
    return value


def _entries(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        _wrong(place, "must be a list with at least one entry")
    return value


def _label(value: Any, place: str) -> str:
    if not isinstance(value, str) or not value.strip() or value != value.strip():
        _wrong(place, "must be words, without blanks around them")
    return value


def _matching(value: Any, place: str, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        _wrong(place, f"{value!r} is not written as {pattern.pattern}")
    return value


def _day(value: Any, place: str) -> date:
    text = _matching(value, place, _DATE)
    try:
        return date.fromisoformat(text)
    except ValueError:
        _wrong(place, f"{text} is no day of the calendar")


def _keyed(
    value: Any, place: str, fields: Set[str], key: str, optional: Set[str] = frozenset()
) -> dict[str, dict[str, Any]]:
    """Entries of a list by the value of one field, which no two may share."""
    found: dict[str, dict[str, Any]] = {}
    for index, item in enumerate(_entries(value, place)):
        entry = _object(item, f"{place}[{index}]", fields, optional=optional)
        name = _label(entry[key], f"{place}[{index}].{key}")
        if name in found:
            _wrong(f"{place}[{index}]", f"{name} is given twice")
        found[name] = entry
    return found


def _labels(value: Any, place: str) -> Mapping[str, str]:
    entries = _keyed(value, place, {"code", "label"}, "code")
    return MappingProxyType(
        {
            _matching(code, f"{place} {code}", _CODE): _label(entry["label"], f"{place} {code}")
            for code, entry in entries.items()
        }
    )


def _bank_holidays(value: Any) -> Mapping[date, str]:
    entries = _keyed(value, "bank_holidays", {"on", "name"}, "on")
    found = {
        _day(on, f"bank_holidays {on}"): _label(entry["name"], f"bank_holidays {on}")
        for on, entry in entries.items()
    }
    years = {day.year for day in found}
    for year in range(min(years), max(years)):
        if year not in years:
            _wrong("bank_holidays", f"the year {year} is missing")
    return MappingProxyType(found)


def _wards(value: Any) -> Mapping[str, Ward]:
    fields = {"code", "name", "valid_from", "valid_until", "successors"}
    entries = _keyed(value, "wards", fields, "code", {"valid_until", "successors"})
    wards = {code: _ward(f"ward {code}", entry) for code, entry in entries.items()}
    for ward in wards.values():
        _check_successors(ward, wards.get)
        _check_name_is_free(ward, wards)
    return MappingProxyType(wards)


def _ward(place: str, entry: dict[str, Any]) -> Ward:
    until = entry.get("valid_until")
    ward = Ward(
        code=_matching(entry["code"], place, _ONS_CODE),
        name=_label(entry["name"], f"{place}.name"),
        valid_from=_day(entry["valid_from"], f"{place}.valid_from"),
        valid_until=None if until is None else _day(until, f"{place}.valid_until"),
        successors=tuple(entry.get("successors", ())),
    )
    if ward.valid_until is not None and ward.valid_until < ward.valid_from:
        _wrong(place, "ends before it begins")
    return ward


def _check_successors(ward: Ward, find: Callable[[str], Ward | None]) -> None:
    place = f"ward {ward.code}"
    if ward.valid_until is None and ward.successors:
        _wrong(place, "has successors and no last day")
    if ward.valid_until is not None and not ward.successors:
        _wrong(place, "has a last day and no successors")
    for code in ward.successors:
        successor = find(code)
        if successor is None:
            _wrong(place, f"its successor {code} is not in the file")
        if ward.valid_until is None or (successor.valid_from - ward.valid_until).days != 1:
            _wrong(place, f"its successor {code} does not begin on the day after its last")


def _check_name_is_free(ward: Ward, wards: Mapping[str, Ward]) -> None:
    for other in wards.values():
        same = other.code != ward.code and other.name == ward.name
        if same and (other.is_valid_on(ward.valid_from) or ward.is_valid_on(other.valid_from)):
            _wrong(f"ward {ward.code}", f"has the name of {other.code} at the same time")
