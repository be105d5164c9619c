"""``residents …``: the council's own register of residents, imported from a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import text

from servicekit.operations.addresses import setting
from servicekit.operations.operator import NothingThere, Operator, Unfinished, audit
from servicekit.operations.register_file import Register, read_register

MOST_FAULTS = 50

COUNT = text("SELECT source, count(*) AS number FROM kit.residents GROUP BY source ORDER BY source")

KEEP = text("""
    INSERT INTO kit.residents (entry, ward, source)
    SELECT * FROM unnest(cast(:entries AS text[]), cast(:wards AS text[])) AS given (entry, ward),
        (VALUES ('register')) AS of (source)
    ON CONFLICT (entry) DO UPDATE SET ward = excluded.ward, source = 'register', entered_by = NULL
""")

DROP_OTHERS = text("""
    DELETE FROM kit.residents WHERE source = 'register' AND entry <> ALL (cast(:entries AS text[]))
""")


def add_residents(commands: Any) -> None:
    """Adds the commands to a parser's."""
    actions = commands.add_parser("residents", help="who is known to be one").add_subparsers(
        dest="action", required=True
    )
    count = actions.add_parser("count", help="how many are entered, and by what")
    count.set_defaults(act=_count)
    taken = actions.add_parser("import", help="take the council's register in, from CSV or JSON")
    taken.add_argument("file", type=Path)
    taken.add_argument("--replace", action="store_true", help="who is not in the file goes")
    taken.add_argument("--skip-bad", action="store_true", help="import the lines that hold")
    taken.add_argument("--why", required=True, help="kept in the audit log")
    taken.set_defaults(act=_import)


async def _count(operator: Operator, _: argparse.Namespace) -> str:
    async with operator.engine.connect() as connection:
        found = {row.source: row.number for row in await connection.execute(COUNT)}
    return f"{found.get('register', 0)} by the register, {found.get('meeting', 0)} at a meeting"


async def _import(operator: Operator, asked: argparse.Namespace) -> str:
    register = read_register(asked.file, SecretStr(setting("person_key")))
    if register.faults and not asked.skip_bad:
        raise Unfinished(f"{_told(register)}\nnothing was imported")
    if not register.entries:
        raise NothingThere("the file names nobody")
    entries = sorted(register.entries)
    gone = 0
    async with operator.engine.begin() as connection:
        if asked.replace:
            gone = (await connection.execute(DROP_OTHERS, {"entries": entries})).rowcount
        wards = [register.entries[entry] for entry in entries]
        await connection.execute(KEEP, {"entries": entries, "wards": wards})
        done = f"{len(entries)} imported, {gone} gone, {len(register.faults)} lines left out"
        await audit(connection, "residents.imported", done, asked.why)
    return "\n".join([*([_told(register)] if register.faults else []), done])


def _told(register: Register) -> str:
    shown = register.faults[:MOST_FAULTS]
    if more := len(register.faults) - len(shown):
        shown.append(f"and {more} more lines")
    return "\n".join(shown)
