"""What a run has left in its databases, written so that two runs can be compared.

Ids are made anew in every run. Here each is replaced by its **stable key**: a hash of everything
that the rows it stands in say besides ids, refined by the keys of the ids beside it until nothing
changes any more. Two runs that did the same have the same rows under the same keys, whatever their
ids; moments (``timestamptz``) and numbers given in order of arrival are left out.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

import asyncpg

# Ids, and what is drawn or keyed anew in every run: person keys and salted hashes.
ID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{64}\b|#[a-z_.]+ \d+#"
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)")
KEY = re.compile(r"\b[0-9a-f]{16}\b")
ROUNDS = 4

# What the kit keeps for itself and may differ: when, how often, in which order of arrival.
LEFT_OUT_TABLES = {
    "kit.idempotency",
    "kit.sessions",
    "kit.sign_ins",
    "kit.clock",
    "kit.audit",
    "kit.audit_heads",
    "kit.audit_sealed",
    "kit.audit_seals",
    "kit.inbox_digests",
    "kit.alembic_kit",
    "kit.alembic_service",
}
# Which of several events a step shows last depends on which of two subjects was heard first.
LEFT_OUT_FIELDS = {("public.thread_steps", "event_id")}
LEFT_OUT_COLUMNS = {"position", "attempts", "body", "digest", "salt", "made_in"}

COLUMNS = """
    SELECT c.table_schema || '.' || c.table_name AS name, c.column_name, c.data_type,
           c.is_identity = 'YES' AS counted
    FROM information_schema.columns AS c
    JOIN information_schema.tables AS t USING (table_schema, table_name)
    WHERE t.table_type = 'BASE TABLE' AND c.table_schema IN ('public', 'live', 'kit')
    ORDER BY 1, c.ordinal_position
"""

# Numbers that the database gives are ids too: a transaction that was rolled back uses some up.
REFERENCES = """
    SELECT conrelid::regclass::text AS name, a.attname AS column,
           confrelid::regclass::text AS target
    FROM pg_constraint AS c
    JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    JOIN pg_attribute AS b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
    WHERE c.contype = 'f' AND cardinality(c.conkey) = 1 AND b.attidentity <> ''
"""

Row = tuple[str, str]  # table, content as JSON with ids in it
Rows = Counter[Row]


async def rows_of(databases: Mapping[str, str]) -> Rows:
    """Every row of every service, ids replaced by stable keys."""
    raw: list[Row] = []
    for service, address in databases.items():
        connection = await asyncpg.connect(address)
        try:
            raw += [(f"{service}:{table}", text) async for table, text in _raw(connection)]
        finally:
            await connection.close()
    return with_stable_keys(raw)


async def _raw(connection: asyncpg.Connection) -> AsyncIterator[Row]:
    tables: dict[str, list[str]] = defaultdict(list)
    counted: dict[str, dict[str, str]] = defaultdict(dict)
    for column in await connection.fetch(COLUMNS):
        table, name = column["name"], column["column_name"]
        if column["counted"]:
            counted[table][name] = table
        if (
            column["data_type"] != "timestamp with time zone"
            and name not in LEFT_OUT_COLUMNS
            and (table, name) not in LEFT_OUT_FIELDS
        ):
            tables[table].append(name)
    for reference in await connection.fetch(REFERENCES):
        table, target = _full(reference["name"]), _full(reference["target"])
        counted[table][reference["column"]] = target
    for table, columns in tables.items():
        if table in LEFT_OUT_TABLES or re.match(r"kit\.outbox_", table):
            continue
        names = ", ".join(f'"{name}"' for name in columns)
        query = f"SELECT row_to_json(t) FROM (SELECT {names} FROM {table}) t"
        for record in await connection.fetch(query):
            yield table, _written(json.loads(record[0]), counted[table])


def _full(table: str) -> str:
    return table if "." in table else f"public.{table}"


def _written(row: dict[str, Any], counted: Mapping[str, str]) -> str:
    """A row as text, without moments, the database's own numbers marked as ids."""
    for name, target in counted.items():
        if row.get(name) is not None:
            row[name] = f"#{target} {row[name]}#"
    return MOMENT.sub("moment", json.dumps(row, sort_keys=True))


def with_stable_keys(raw: Iterable[Row]) -> Rows:
    """Replaces every id by its stable key."""
    rows = list(raw)
    ids = {one for _, text in rows for one in ID.findall(text)}
    keys = dict.fromkeys(ids, "")
    for _ in range(ROUNDS):
        keys = _refined(rows, keys)
    return Counter((table, _shown(text, keys)) for table, text in rows)


def _refined(rows: Iterable[Row], keys: Mapping[str, str]) -> dict[str, str]:
    """Each id's key from all rows it stands in, with the present keys of the ids beside it."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for table, text in rows:
        shown = _shown(text, keys)
        for found in ID.finditer(text):
            seen[found[0]][f"{table} {_column(text, found.start())} {shown}"] += 1
    return {one: _digest(sorted(contexts.items())) for one, contexts in seen.items()}


def _shown(text: str, keys: Mapping[str, str]) -> str:
    return ID.sub(lambda found: keys[found[0]], text)


def _column(text: str, position: int) -> str:
    """The name of the field in which an id stands."""
    names = re.findall(r'"([a-z_]+)": ', text[:position])
    return names[-1] if names else ""


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def difference(one: Rows, other: Rows) -> list[str]:
    """What stands in one run and not in the other, for people to read.

    A key follows from all rows that its id stands in, so one difference shows in many rows. The
    ones that differ in something besides keys come first: the cause is among them.
    """
    bare_one, bare_other = _without_keys(one), _without_keys(other)
    bare = {"-": bare_one - bare_other, "+": bare_other - bare_one}
    found = sorted(
        (not bare[sign][table, KEY.sub("", text)], table, text, sign, count)
        for sign, left in (("-", one - other), ("+", other - one))
        for (table, text), count in left.items()
    )
    return [f"{sign} {count} x {table} {text[:600]}" for _, table, text, sign, count in found]


def _without_keys(rows: Rows) -> Rows:
    bare: Rows = Counter()
    for (table, text), count in rows.items():
        bare[table, KEY.sub("", text)] += count
    return bare
