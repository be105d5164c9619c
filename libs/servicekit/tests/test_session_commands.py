"""An operator ends a person's sessions, or everybody's; each is noted with its reason."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from civic_stack.postgres import Postgres
from kit_house import SECRET, example_process
from pydantic import SecretStr
from servicekit.identity import Actor
from servicekit.identity.person_key import person_key
from servicekit.operations.operator import Operator
from servicekit.operations.session_commands import add_sessions
from servicekit.process import Process
from sqlalchemy import text

ISSUER = "http://localhost:1/issuer"
LEAVER = person_key(SecretStr(SECRET), ISSUER, "leaver")
STAYER = person_key(SecretStr(SECRET), ISSUER, "stayer")


@pytest_asyncio.fixture
async def process(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Process]:
    monkeypatch.delenv("CIVIC_SECRETS_DIR", raising=False)
    monkeypatch.setenv("CIVIC_PERSON_KEY", SECRET)
    monkeypatch.setenv("CIVIC_OIDC_ISSUER", ISSUER)
    async with example_process(postgres, "amqp://ideas:x@127.0.0.1:1/civic") as found:
        yield found


async def said(process: Process, *words: str) -> str:
    """What the command answers."""
    parser = ArgumentParser()
    add_sessions(parser.add_subparsers())
    asked = parser.parse_args(["sessions", *words])
    return str(await asked.act(Operator(process.service, process.engine), asked))


async def signed_in(process: Process, key: str) -> str:
    actor = Actor(key, frozenset({"neighbourhood-officer"}), "Somebody")
    return await process.identity.sessions.open(actor, None, replacing=None)


async def is_live(process: Process, token: str) -> bool:
    return await process.identity.sessions.find(token) is not None


@pytest.mark.parametrize("whose", [("--subject", "leaver"), ("--person-key", LEAVER)])
async def test_one_persons_sessions_end_at_once(process: Process, whose: tuple[str, str]) -> None:
    leaving = [await signed_in(process, LEAVER) for _ in range(2)]
    staying = await signed_in(process, STAYER)
    assert await said(process, "count") == "3 live sessions of 2 people"
    assert await said(process, "end", *whose, "--why", "has left") == "2 sessions ended"
    assert [await is_live(process, one) for one in (*leaving, staying)] == [False, False, True]
    assert await said(process, "end", *whose, "--why", "again") == "0 sessions ended"
    async with process.engine.connect() as connection:
        noted = await connection.execute(
            text("SELECT roles, action, target, facts->>'reason' FROM kit.audit ORDER BY id")
        )
        assert [tuple(row) for row in noted] == [
            (["operator"], "sessions.ended", LEAVER, why) for why in ("has left", "again")
        ]
        names = await connection.execute(
            text("SELECT count(name) FROM kit.sessions WHERE person_key = :key"), {"key": LEAVER}
        )
        assert names.scalar_one() == 0


async def test_all_sessions_end_at_once(process: Process) -> None:
    tokens = [await signed_in(process, key) for key in (LEAVER, STAYER)]
    assert await said(process, "end", "--all", "--why", "a secret was seen") == "2 sessions ended"
    assert [await is_live(process, one) for one in tokens] == [False, False]
    assert await said(process, "count") == "0 live sessions of 0 people"


async def test_nobodys_sessions_end_by_leaving_out_whose(process: Process) -> None:
    token = await signed_in(process, LEAVER)
    for words in (("end",), ("end", "--why", "x"), ("end", "--all"), ("end", "--all", "--subject")):
        with pytest.raises(SystemExit):
            await said(process, *words)
    assert await is_live(process, token)
