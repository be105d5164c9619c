"""Values for fields: such as a schema asks for, such as were seen, and such as break programs."""

from __future__ import annotations

import json
from collections import defaultdict
from random import Random
from typing import Any
from uuid import UUID

MARK = "<script>civicfuzz()</script>"
"""What no page may show as it was sent."""

NASTY_TEXTS = (
    *("", " ", "\x00", "a\x00b", "\ud800", "\u202ereversed", "\u2066", "\ufeff", "\u200b", "\r\n"),
    *("x" * 301, "x" * 4001, "\U0001f600" * 90, "e\u0301" * 200, "İ", "ß" * 300, "\ufdfa" * 40),
    *(MARK, f'"><img src=x onerror="{MARK}">', "{{7*7}}", "${7*7}", "#{7*7}", "%s%n%d", "{0}"),
    *("=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "'; DROP TABLE ideas;--", "' OR 1=1--"),
    *("../../etc/passwd", "..%2f..%2f", "//evil.example", "\\\\evil", "javascript:alert(1)"),
    *("E05000635", "E05999999", "2026-02-30", "0001-01-01", "9999-12-31", "2026-11-22"),
    *("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "NaN", "Infinity", "null"),
    *("1e400", "0x10", "1_000", "١٢٣", "-0", "00000000-0000-0000-0000-000000000000"),
)
NASTY: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 10**40, 0.1, -0.0, 1e308),
    *([], {}, [None], [[]], {"a": {"b": []}}, ["x"] * 600, {str(n): n for n in range(600)}),
    *NASTY_TEXTS,
)
# More digits than Python makes a number of, and field names that are long, deep or no rows.
MANY_DIGITS = "9" * 5_000
ODD_NAMES = (
    *("a.0.b", "a.b", "a", "answers.9999999999.x", "x-year", "x-pounds", "", ".", "0", "a..b"),
    *(f"conditions.{MANY_DIGITS}.title", "a" + ".a" * 3_000, "x" * 5_000, "\xb2.\xb2"),
)
MALFORMED = (
    *(b"", b"{", b"[", b"nul", b'"\xff"', b'{"a": NaN}', b'{"a":1}{"a":2}', b"\xff\xfe{\x00}\x00"),
    *(b"[" * 20_000, b'{"a":' * 5_000, b'{"title":"\\ud800"}', b'{"a":1,"a":2}', b"9" * 5_000),
)


class Seen:
    """What answers have told so far: the ids and codes by the names of their fields."""

    MOST = 60

    def __init__(self) -> None:
        self._by_name: defaultdict[str, list[Any]] = defaultdict(list)
        self._ids: list[str] = []

    def learn(self, found: Any, name: str = "") -> None:
        """Takes in an answer, or a part of one."""
        if isinstance(found, dict):
            for key, value in found.items():
                self.learn(value, key)
        elif isinstance(found, list):
            for one in found[:20]:
                self.learn(one, name.removesuffix("s"))
        elif isinstance(found, str | int) and len(str(found)) <= 100:
            self._keep(name, found)

    def _keep(self, name: str, value: Any) -> None:
        known = self._by_name[name]
        if value not in known:
            known.append(value)
            del known[: -self.MOST]
        if isinstance(value, str) and _is_id(value) and value not in self._ids:
            self._ids.append(value)
            del self._ids[: -self.MOST]

    def like(self, name: str, choose: Random) -> Any | None:
        """A value seen under a name, or nothing."""
        known = self._by_name.get(name) or self._by_name.get(name.removesuffix("s"))
        return choose.choice(known) if known else None

    def any_id(self, choose: Random) -> str | None:
        """Any id at all: of another kind of thing, of somebody else's."""
        return choose.choice(self._ids) if self._ids else None


def _is_id(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


class Values:
    """Makes values for one run; the same choices follow from the same seed."""

    def __init__(self, document: dict[str, Any], seen: Seen, choose: Random) -> None:
        self._schemas = document.get("components", {}).get("schemas", {})
        self._seen = seen
        self._choose = choose

    def uuid(self) -> str:
        """A random id, from the run's own choices."""
        return str(UUID(int=self._choose.getrandbits(128), version=4))

    def for_schema(self, schema: dict[str, Any], name: str = "", depth: int = 0) -> Any:
        """A value such as a schema asks for; one in twelve is not."""
        choose = self._choose
        if depth and choose.random() < 1 / 12:
            return choose.choice(NASTY)
        if "$ref" in schema:
            return self.for_schema(self._schemas[schema["$ref"].rpartition("/")[2]], name, depth)
        if options := schema.get("anyOf") or schema.get("oneOf"):
            return self.for_schema(choose.choice(options), name, depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return choose.choice(schema["enum"])
        makers = {"object": self._object, "array": self._array, "string": self._text}
        kind = schema.get("type")
        if kind in makers:
            return makers[kind](schema, name, depth)
        return self._plain(schema, str(kind), name)

    def _object(self, schema: dict[str, Any], _: str, depth: int) -> Any:
        needed = set(schema.get("required", ()))
        body = {
            name: self.for_schema(about, name, depth + 1)
            for name, about in schema.get("properties", {}).items()
            if (name in needed and self._choose.random() < 0.97) or self._choose.random() < 0.4
        }
        if self._choose.random() < 0.03:
            body["unheard_of"] = self._choose.choice(NASTY)
        return body

    def _array(self, schema: dict[str, Any], name: str, depth: int) -> Any:
        most = min(schema.get("maxItems", 3), 3)
        several = range(self._choose.randint(min(schema.get("minItems", 0), 3), max(most, 1)))
        items = schema.get("items", {})
        return [self.for_schema(items, name.removesuffix("s"), depth + 1) for _ in several]

    def _text(self, schema: dict[str, Any], name: str, _: int) -> Any:
        choose = self._choose
        if choose.random() < 0.7 and (like := self._seen.like(name, choose)) is not None:
            return like
        wanted = schema.get("format")
        if wanted == "uuid":
            return choose.choice([self._seen.any_id(choose) or self.uuid(), self.uuid()])
        if wanted == "date":
            return choose.choice(["2026-11-22", "2026-06-01", "2027-03-31", "2010-03-21"])
        if wanted == "date-time":
            return choose.choice(["2026-11-22T10:00:00Z", "2026-11-20T09:30:00+01:00"])
        if "[A-Z][0-9]{8}" in schema.get("pattern", ""):
            return choose.choice(["E05013795", "E05013794", "E05000635"])
        words = ("greening", "parks", "community-focused", "A choir for Harrow Road", "steward")
        return choose.choice(words)

    def _plain(self, schema: dict[str, Any], kind: str, name: str) -> Any:
        choose = self._choose
        if kind == "integer":
            low, high = schema.get("minimum", 0), schema.get("maximum", 10_000)
            like = self._seen.like(name, choose)
            usual = [low, high, low + 1, 1, 3, 60, 100_00]
            return like if isinstance(like, int) and choose.random() < 0.3 else choose.choice(usual)
        if kind == "number":
            return choose.choice([0, 0.5, 51.5, -0.1])
        if kind == "boolean":
            return choose.random() < 0.8
        return None if kind == "null" else choose.choice(NASTY)


def as_json(body: Any) -> bytes:
    """A body as it goes out, lone surrogates and all."""
    return json.dumps(body, ensure_ascii=True).encode()
