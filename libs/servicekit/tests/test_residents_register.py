"""Who is a resident: by the issuer's claim, by an imported register, by an officer at a meeting."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from civic_stack.postgres import Postgres
from kit_house import RESIDENT, SECRET, Example, example_process
from pydantic import SecretStr
from servicekit.identity import Actor
from servicekit.identity.residents import entry_of, with_standing
from servicekit.identity.settings import IdentitySettings
from servicekit.operations.operator import NothingThere, Operator, Refused, Unfinished
from servicekit.operations.register_file import LARGEST, read_register
from servicekit.operations.resident_commands import add_residents
from servicekit.process import Process
from sqlalchemy import text

KEY = SecretStr(SECRET)
WARD, NEXT_DOOR = "E05013795", "E05013794"
OFFICER = Actor("e" * 64, frozenset({"neighbourhood-officer"}), "Helen", wards=frozenset({WARD}))
GOOD = f"resident,ward\nleila@example.org,{WARD}\nEDWIN@example.org ,\n"


def written(folder: Path, content: str | bytes, name: str = "register.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_csv_and_json_say_the_same(tmp_path: Path) -> None:
    rows = [{"resident": "leila@example.org", "ward": WARD}, {"resident": "Edwin@example.org"}]
    found = read_register(written(tmp_path, GOOD), KEY)
    assert found.faults == []
    assert found.entries == {
        entry_of(KEY, "Leila@Example.org"): WARD,
        entry_of(KEY, "edwin@example.org"): None,
    }
    for indent in (None, 2):
        path = written(tmp_path, json.dumps(rows, indent=indent), "register.json")
        assert read_register(path, KEY) == found


BAD = f"""resident,ward
leila@example.org,{WARD}
,{WARD}
edwin@example.org,Church Street
LEILA@example.org,{NEXT_DOOR}
rosa\u202e@example.org,
one,two,three
"""


def test_every_bad_line_is_told_by_its_number_and_not_repeated(tmp_path: Path) -> None:
    found = read_register(written(tmp_path, BAD), KEY)
    assert found.faults == [
        "line 3: names no resident",
        "line 4: the ward must be a code such as E05013795",
        "line 5: the same resident as in line 2",
        "line 6: the resident must be 1 to 200 printable characters",
        "line 7: more columns than the heading has",
    ]
    assert len(found.entries) == 1
    rows = '[\n{"resident": "a@b.c"},\n{"resident": 7},\n"x",\n{"resident": "d@e.f", "age": 3}\n]'
    assert read_register(written(tmp_path, rows), KEY).faults == [
        "line 3: names no resident",
        "line 4: more columns than the heading has",
        "line 5: column 'age'",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04 a workbook", "a spreadsheet or an archive"),
        (b"\xd0\xcf\x11\xe0 an old one", "an old spreadsheet"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x1f\x8b\x08", "a compressed file"),
        (b"\x89PNG\r\n", "a picture"),
        (b"<html><script>", "markup"),
        (b"MZ\x90", "a program"),
        (b"resident,ward\n\xff\xfe", "not written in UTF-8"),
        (b"resident,ward\na\x00b,", "no text"),
        (b"name;ward\na;b\n", "must name the columns"),
        (b'{"resident": "a"}', "a list of objects"),
        (b'[{"resident": "a"}, {"resi', "not JSON from here on"),
        (b'resident,ward\n"never closed,\n', "line"),
        (b"", "must name the columns"),
    ],
)
def test_a_file_that_is_something_else_is_refused(
    tmp_path: Path, content: bytes, told: str
) -> None:
    with pytest.raises(Refused, match=told):
        read_register(written(tmp_path, content), KEY)


def test_a_file_that_is_too_large_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="larger than"):
        read_register(written(tmp_path, b"x" * (LARGEST + 1)), KEY)
    with pytest.raises(Refused, match="No such file"):
        read_register(tmp_path / "nowhere.csv", KEY)


@pytest_asyncio.fixture
async def process(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Process]:
    monkeypatch.delenv("CIVIC_SECRETS_DIR", raising=False)
    monkeypatch.setenv("CIVIC_PERSON_KEY", SECRET)
    more = {"oidc_resident_claim": "email"}
    async with example_process(postgres, "amqp://ideas:x@127.0.0.1:1/civic", **more) as found:
        yield found


async def said(process: Process, *words: object) -> str:
    parser = ArgumentParser()
    add_residents(parser.add_subparsers())
    asked = parser.parse_args(["residents", *map(str, words)])
    return str(await asked.act(Operator(process.service, process.engine), asked))


async def standing(process: Process, person: Actor = RESIDENT, **claims: Any) -> Actor:
    settings = IdentitySettings.model_validate(process.settings)
    told = {"email": "Leila@example.org", "email_verified": True, **claims}
    return await with_standing(person, told, settings, process.engine)


async def test_the_register_is_taken_in_whole_or_not_at_all(
    process: Process, tmp_path: Path
) -> None:
    good, bad = written(tmp_path, GOOD), written(tmp_path, BAD, "bad.csv")
    with pytest.raises(Unfinished, match=r"line 3: names no resident\n(.|\n)*nothing was imported"):
        await said(process, "import", bad, "--why", "x")
    assert await said(process, "count") == "0 by the register, 0 at a meeting"
    assert await said(process, "import", good, "--why", "November") == (
        "2 imported, 0 gone, 0 lines left out"
    )
    told = await said(process, "import", bad, "--skip-bad", "--replace", "--why", "December")
    assert told.endswith("\n1 imported, 1 gone, 5 lines left out")
    with pytest.raises(NothingThere):
        await said(process, "import", written(tmp_path, "resident\n"), "--why", "x")
    async with process.engine.connect() as connection:
        kept = str((await connection.execute(text("TABLE kit.residents"))).all())
        noted = await connection.execute(text("SELECT action, facts->>'reason' FROM kit.audit"))
        assert [tuple(row) for row in noted] == [
            ("residents.imported", "November"),
            ("residents.imported", "December"),
        ]
    assert "leila" not in kept.casefold()
    assert "example.org" not in kept


async def test_whom_the_register_knows_is_a_resident_from_the_next_sign_in(
    process: Process, tmp_path: Path
) -> None:
    nobody = Actor("a" * 64, frozenset(), "Leila")
    assert (await standing(process, nobody)).roles == frozenset()
    await said(process, "import", written(tmp_path, GOOD), "--why", "x")
    known = await standing(process, nobody)
    assert known.roles == {"resident"}
    assert known.wards == {WARD}
    edwin = await standing(process, nobody, email="edwin@example.org")
    assert (edwin.roles, edwin.wards) == ({"resident"}, frozenset())
    for claims in ({"email_verified": False}, {"email": "x@example.org"}, {"email": None}):
        assert (await standing(process, nobody, **claims)).roles == frozenset(), claims
    officer = await standing(process, OFFICER)
    assert officer.wards == OFFICER.wards, "where somebody lives widens no office"


async def entered(
    example: Example, actor: Actor, key: str = "one", **body: object
) -> httpx.Response:
    example.actor = actor
    given = {"resident": "grace@example.org", "ward": WARD, **body}
    headers = {"Idempotency-Key": key}
    return await example.client.post("/ideas/api/residents", json=given, headers=headers)


async def test_an_officer_enters_a_resident_at_a_meeting(example: Example) -> None:
    first = await entered(example, OFFICER)
    assert (first.status_code, first.json()) == (201, {"is_new": True})
    again = await entered(example, OFFICER, key="two")
    assert again.json() == {"is_new": False}
    async with example.process.engine.connect() as connection:
        rows = (await connection.execute(text("SELECT * FROM kit.residents"))).all()
        assert [(row.source, row.entered_by, row.ward) for row in rows] == [
            ("meeting", OFFICER.person_key, WARD)
        ]
        noted = await connection.execute(
            text("SELECT actor, target, facts FROM kit.audit WHERE action LIKE 'resident.%'")
        )
        kept = noted.all()
    assert [(row.actor, row.target) for row in kept] == [(OFFICER.person_key, WARD)] * 2
    assert "grace" not in str(kept)


@pytest.mark.parametrize(
    ("actor", "body", "status"),
    [
        (RESIDENT, {}, 403),
        (Actor("f" * 64, frozenset({"operator"}), "Anton"), {}, 403),
        (OFFICER, {"ward": NEXT_DOOR}, 422),
        (OFFICER, {"ward": "Church Street"}, 422),
        (OFFICER, {"resident": ""}, 422),
        (OFFICER, {"resident": "a\u202eb"}, 422),
        (OFFICER, {"resident": "x" * 201}, 422),
        (OFFICER, {"occurred_on": "2099-01-01"}, 422),
    ],
)
async def test_nobody_else_is_entered_by_nobody_else(
    example: Example, actor: Actor, body: dict[str, object], status: int
) -> None:
    answer = await entered(example, actor, **body)
    assert answer.status_code == status, answer.text
    async with example.process.engine.connect() as connection:
        count = await connection.execute(text("SELECT count(*) FROM kit.residents"))
        assert count.scalar_one() == 0
