"""What concerns the inbox itself ends no process, in whatever form a newer producer says it."""

import json
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from civic_stack.postgres import Postgres
from kit_house import example_process
from servicekit.messaging.reading import Delivery
from servicekit.process import Process
from test_inbox import NOBODY, delivery, heard, rows, rows_changed

REQUEST = UUID(int=7)
HEADS = {
    "request_id": str(REQUEST),
    "since": None,
    "until": "2010-03-21T00:00:00Z",
    "position": 1,
    "after": None,
    "heads": [],
    "complete": True,
}


@pytest_asyncio.fixture
async def process(postgres: Postgres) -> AsyncIterator[Process]:
    async with example_process(postgres, NOBODY, "reporting") as found:
        yield found


def message(kind: str, data: dict[str, object]) -> Delivery:
    """A sound envelope around data that this reader does not know."""
    subject = str(uuid4())
    _, service, subject_kind, _, _ = kind.split(".")
    envelope = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": f"/civic/{service}/{subject_kind}/{subject}",
        "type": kind,
        "subject": subject,
        "time": "2010-03-21T00:00:00Z",
        "dataschema": f"urn:civic-community:schema:{kind}",
        "sequence": f"{1:019d}",
        "correlationid": subject,
        "data": data,
    }
    return Delivery(json.dumps(envelope).encode(), kind.removeprefix("civic."), None, service)


@pytest.mark.parametrize(
    "event_ids", [["no id"], 7, None, [{"id": str(uuid4())}], [7], {"a": "b"}, "words"]
)
async def test_a_newer_withdrawal_that_names_events_otherwise_is_parked(
    process: Process, event_ids: object
) -> None:
    good = uuid4()
    newer = message("civic.ideas.note.text-withdrawn.v2", {"event_ids": event_ids})
    await process.subscriber.inbox.take([newer, delivery(good, 1)])
    assert await heard(process, good) == [1]
    assert await rows(process, "SELECT reason FROM kit.inbox_held") == [("parked",)]


@pytest.mark.parametrize(
    "odd",
    [
        {"request_id": 7},
        {"until": "2010-03-21"},
        {"position": 2**70},
        {"position": -1},
        {"heads": 7},
        {"heads": ["x"]},
        {"heads": [{"kind": "note", "subject": "x", "sequence": 2**70}]},
        {"heads": [{"kind": "note", "subject": "x", "sequence": 0}]},
        {"heads": [{"kind": "note", "subject": "x", "sequence": 1, "digest": "zz"}]},
        {"heads": [{"kind": "note", "subject": "x", "sequence": 1, "digest": 7}]},
        {"heads": [{"kind": "note", "subject": "x", "sequence": 1, "unsent_from": 2**70}]},
    ],
)
async def test_heads_that_are_none_are_buried(process: Process, odd: dict[str, object]) -> None:
    await rows_changed(
        process,
        f"INSERT INTO kit.comparisons (request_id, producer) VALUES ('{REQUEST}', 'ideas')",
    )
    good = uuid4()
    told = message("civic.ideas.replay.heads-told.v1", HEADS | odd)
    await process.subscriber.inbox.take([told, delivery(good, 1)])
    assert await heard(process, good) == [1]
    assert await rows(process, "SELECT reason FROM kit.dead_letters") == [("invalid-payload",)]


async def test_heads_in_a_newer_version_are_parked_whatever_they_say(process: Process) -> None:
    await process.subscriber.inbox.take([message("civic.ideas.replay.heads-told.v2", HEADS)])
    assert await rows(process, "SELECT reason FROM kit.inbox_held") == [("parked",)]
