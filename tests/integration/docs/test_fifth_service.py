"""The service that docs/a-fifth-service.md describes, built from the page and run on real parts."""

import asyncio
import json
import shutil
import sys
import tomllib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import aio_pika
import asyncpg
import httpx
import pytest
import pytest_asyncio
from civic_contracts.envelope import Envelope
from civic_contracts.events.ideas import IdeaSubmitted
from civic_contracts.reading import Reader
from civic_demo.issuer.testing import RunningIssuer
from civic_stack.postgres import Dsn, Postgres
from civic_stack.rabbitmq import Vhost
from civic_stack.shared_broker import SharedBroker
from civic_stack.topology import moved
from markdown_pages import ROOT, Block, blocks
from running_service import RunningService, run, settings

pytestmark = pytest.mark.stack

PAGE = tuple(blocks((ROOT / "docs" / "a-fifth-service.md").read_text()))
CONTRACTS = Path("libs/contracts/src/civic_contracts")
SAMPLE = ROOT / CONTRACTS / "samples" / "civic.ideas.idea.submitted.v1.json"
USERS = ("ideas", "budgets", "volunteers", "reporting", "notes", "forwarder", "operator")


def built(tree: Path) -> dict[str, str]:
    """The page's files and changes, with copies of what it changes; how a program finds them."""
    sources = tree / CONTRACTS.parent
    left_out = shutil.ignore_patterns("__pycache__")
    for package in (CONTRACTS, Path("libs/pagekit/src/pagekit"), Path("stack/src/civic_stack")):
        shutil.copytree(ROOT / package, sources / package.name, ignore=left_out)
    shutil.copy(ROOT / "pyproject.toml", sources)
    for folder in ("docs", "deploy/rabbitmq"):
        (tree / folder).mkdir(parents=True)
    for block in PAGE:
        kind, _, name = block.comment.partition(": ")
        if kind == "file":
            _write(sources / name, block.body)
        elif kind == "change":
            _change(sources / name, block)
    return {"PYTHONPATH": str(sources)}


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    if file.suffix == ".py" and "migrations" not in file.parts:
        (file.parent / "__init__.py").touch()


def _change(file: Path, block: Block) -> None:
    """Each line that goes is followed by the lines that come in its place."""
    text = file.read_text()
    for change in block.body.removeprefix("-").split("\n-"):
        old, *new = change.splitlines()
        assert text.count(f"{old}\n") == 1, f"{file.name} has no line {old}"
        assert all(line.startswith("+") for line in new), change
        text = text.replace(f"{old}\n", "".join(f"{line[1:]}\n" for line in new))
    file.write_text(text)


@dataclass
class Notes:
    """The running service, where it is built, its virtual host, and a resident's client."""

    sources: Path
    database: Dsn
    service: RunningService
    vhost: Vhost
    client: httpx.AsyncClient

    async def write(self, note_id: UUID, idea_id: UUID, key: str) -> httpx.Response:
        """A note is written on, under an idempotency key."""
        body = {"note_id": str(note_id), "idea_id": str(idea_id)}
        headers = {"Idempotency-Key": key}
        return await self.client.post("/notes/api/notes", json=body, headers=headers)

    async def hear_of(self, idea_id: UUID) -> None:
        """The ideas service tells of an idea."""
        sample = Reader([IdeaSubmitted]).parse(SAMPLE.read_bytes()).event
        envelope = Envelope.of(
            sample.model_copy(update={"idea_id": idea_id}),
            subject=idea_id,
            sequence=1,
            id=uuid4(),
            time=datetime.now(UTC),
            correlationid=uuid4(),
        )
        async with await aio_pika.connect(self.vhost.url("ideas")) as connection:
            channel = await connection.channel()
            exchange = await channel.get_exchange("civic.events")
            message = aio_pika.Message(envelope.to_json(), user_id="ideas", delivery_mode=2)
            await exchange.publish(message, IdeaSubmitted.routing_key)

    async def begin(self, note_id: UUID, idea_id: UUID, key: str) -> httpx.Response:
        """As soon as the idea has been heard of, a note about it is begun."""
        await self.hear_of(idea_id)
        async with asyncio.timeout(30):
            while (first := await self.write(note_id, idea_id, key)).status_code == 422:
                await asyncio.sleep(0.1)
        return first

    async def pass_days(self, days: int) -> None:
        """Has the service's clock go on."""
        connection = await asyncpg.connect(self.database.plain)
        try:
            await connection.execute("UPDATE kit.clock SET shift = $1", timedelta(days=days))
        finally:
            await connection.close()

    async def told(self, note_id: UUID, count: int) -> list[dict[str, Any]]:
        """What the reporting service's queue has got of a note."""
        found: list[dict[str, Any]] = []
        async with await aio_pika.connect(self.vhost.url("reporting")) as connection:
            channel = await connection.channel()
            queue = await channel.get_queue("reporting.inbox")
            async with asyncio.timeout(30), queue.iterator() as messages:
                async for message in messages:
                    await message.ack()
                    event = json.loads(message.body)
                    found += [event] if event["subject"] == str(note_id) else []
                    if len(found) == count:
                        break
        return found


async def topology(broker: SharedBroker, folder: Path, environment: Mapping[str, str]) -> Vhost:
    """A virtual host as the changed contracts want it, by the command that an operator runs."""
    for user in USERS:
        _write(folder / f"broker_{user}", broker.password(user))
    command = (sys.executable, "-m", "civic_contracts.topology", str(folder))
    code, printed = await run(*command, environment=environment)
    assert code == 0, printed
    await broker.load(moved(json.loads(printed), "fifth-"))
    return broker.vhost("fifth-civic", USERS)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def notes(
    postgres: Postgres,
    broker: SharedBroker,
    docs_issuer: RunningIssuer,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Notes]:
    tree = tmp_path_factory.mktemp("fifth")
    found = built(tree)
    generating = (sys.executable, "-m", "civic_contracts.generate")
    code, printed = await run(*generating, environment=found)
    assert code == 0, printed
    vhost = await topology(broker, tree / "secrets", found)
    database = await postgres.database()
    environment = settings("notes", database, vhost.url("notes"), issuer=docs_issuer.url, **found)
    service = RunningService("notes.app:SERVICE", environment, tree / "log")
    token = await docs_issuer.access_token("civic-demo", persona="choir-member")
    headers = {"Authorization": f"Bearer {token}"}
    try:
        await service.migrate()
        await service.start()
        async with httpx.AsyncClient(
            base_url=service.address, headers=headers, trust_env=False, timeout=30
        ) as client:
            yield Notes(Path(found["PYTHONPATH"]), database, service, vhost, client)
    finally:
        await service.stop()


async def test_the_service_on_the_page_does_what_the_page_says(notes: Notes) -> None:
    note_id, idea_id = uuid4(), uuid4()
    unknown = await notes.write(note_id, idea_id, "early")
    assert unknown.status_code == 422, unknown.text
    assert unknown.json()["errors"][0]["pointer"] == "/idea_id"

    first = await notes.begin(note_id, idea_id, "first")
    assert (first.status_code, first.json()["times"]) == (201, 1), first.text
    assert (await notes.write(note_id, idea_id, "first")).json() == first.json()

    answers = await asyncio.gather(
        *(notes.write(note_id, idea_id, f"more-{number}") for number in range(12))
    )
    refused = [answer.json() for answer in answers if answer.status_code != 201]
    assert [answer["rule"] for answer in refused] == ["note-is-full"] * 3
    assert refused[0]["detail"] == "A note may be written on ten times."
    assert (await notes.client.get(f"/notes/api/notes/{note_id}")).json()["times"] == 10

    told = await notes.told(note_id, 10)
    assert [event["data"]["times"] for event in told] == list(range(1, 11))
    assert {event["data"]["idea_id"] for event in told} == {str(idea_id)}


async def test_its_page_says_what_was_written_and_is_led_to(notes: Notes) -> None:
    note_id, idea_id = uuid4(), uuid4()
    await notes.begin(note_id, idea_id, "for the page")
    page = await notes.client.get("/notes/")
    assert page.status_code == 200, page.text
    assert str(idea_id) in page.text
    assert 'href="/notes/"' in page.text


async def test_the_workspace_has_a_place_for_it(notes: Notes) -> None:
    workspace = tomllib.loads((notes.sources / "pyproject.toml").read_text())
    folder = Path("services/notes")
    assert str(folder) in workspace["tool"]["civic"]["members"]
    package = tomllib.loads((notes.sources / folder / "pyproject.toml").read_text())
    module, _, function = package["project"]["scripts"]["civic-notes"].partition(":")
    code = (
        f"from {module} import {function}; from civic_stack.addresses import Addresses;"
        "print(*Addresses().routes())"
    )
    printed = await run(sys.executable, "-c", code, environment=notes.service.environment)
    assert printed == (0, "ideas budgets volunteers reporting notes issuer\n")


async def test_it_has_what_every_service_has(notes: Notes) -> None:
    document = (await notes.client.get("/notes/api/openapi.json")).json()
    assert document["paths"]["/notes/api/notes"]["post"]["x-policy"] == "signed_in"
    assert (await notes.client.get("/metrics")).status_code == 200
    code = "from notes.cli import main; main(['inbox', 'list'])"
    environment = notes.service.environment
    assert await run(sys.executable, "-c", code, environment=environment) == (0, "nothing waits\n")


async def test_a_note_is_closed_when_its_time_is_over(notes: Notes) -> None:
    note_id, idea_id = uuid4(), uuid4()
    await notes.begin(note_id, idea_id, "begun")
    await notes.pass_days(29)
    assert (await notes.write(note_id, idea_id, "in time")).status_code == 201
    await notes.pass_days(30)
    told = await notes.told(note_id, 3)
    assert [event["type"].split(".")[3] for event in told] == ["written", "written", "closed"]
    late = await notes.write(note_id, idea_id, "late")
    assert (late.status_code, late.json()["rule"]) == (409, "note-is-closed")
