"""One trace from a request in one service to its effect in another, and nothing while it is off."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from uuid import uuid4

import civic_contracts
import httpx
import pytest
import pytest_asyncio
from civic_contracts.envelope import Envelope
from civic_stack.postgres import Postgres
from civic_stack.shared_broker import SharedBroker
from example.notes import WriteNote, write_note
from kit_house import RESIDENT, Example, example_process
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from servicekit import tracing
from servicekit.process import Process
from servicekit.unit_of_work import Cause
from servicekit.web.runtime import current_actor
from test_flow import running, wait_for

GIVEN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture
def exported() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.install(provider)
    yield exporter
    tracing.install(None)


def by_name(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {one.name.split()[0]: one for one in exporter.get_finished_spans()}


@pytest_asyncio.fixture
async def pair(postgres: Postgres, broker: SharedBroker) -> object:
    vhost = await broker.virtual_host()
    async with (
        example_process(postgres, vhost.url("ideas"), "ideas") as writing,
        example_process(postgres, vhost.url("reporting"), "reporting") as hearing,
    ):
        yield writing, hearing


async def send(process: Process, headers: dict[str, str]) -> httpx.Response:
    gate = process.web()
    gate.app.dependency_overrides[current_actor] = lambda: RESIDENT
    transport = httpx.ASGITransport(app=gate)
    async with httpx.AsyncClient(transport=transport, base_url="http://example") as client:
        return await client.post(
            "/ideas/api/notes",
            json={"words": "Sing"},
            headers={"Idempotency-Key": "one", **headers},
        )


async def test_a_request_is_followed_across_the_broker(
    pair: tuple[Process, Process], exported: InMemorySpanExporter
) -> None:
    writing, hearing = pair
    async with running(writing, hearing):
        answer = await send(writing, {"traceparent": GIVEN})
        assert answer.status_code == 201
        await wait_for(hearing, 1)
        await asyncio.sleep(0.5)
    spans = by_name(exported)
    request, command = spans["request"], spans["command"]
    assert f"{request.parent.span_id:016x}" == GIVEN.split("-")[2]
    assert command.parent.span_id == request.context.span_id
    for name in ("publish", "apply"):
        assert spans[name].parent.span_id == command.context.span_id
        assert spans[name].parent.is_remote
        assert spans[name].name.endswith("civic.ideas.note.written.v1")
    assert {f"{one.context.trace_id:032x}" for one in spans.values()} == {GIVEN.split("-")[1]}
    assert spans["publish"].attributes["civic.event"] == spans["apply"].attributes["civic.event"]
    assert spans["apply"].attributes["civic.service"] == "reporting"
    told = "".join(str(dict(one.attributes)) for one in spans.values())
    assert RESIDENT.person_key not in told
    assert "Sing" not in told


async def test_off_it_passes_on_what_was_given_and_loads_nothing(example: Example) -> None:
    assert not tracing.is_on()
    answer = await send(example.process, {"traceparent": GIVEN})
    assert answer.status_code == 201
    async with example.process.engine.connect() as connection:
        found = await connection.exec_driver_sql("SELECT body FROM kit.outbox")
        assert f'"traceparent":"{GIVEN}"'.encode() in found.scalar_one()
    award = civic_contracts.golden_samples()["civic.budgets.award.made.v1"]
    envelope = Envelope.from_json(award)
    with tracing.span("anything") as own, tracing.Spans() as spans:
        assert own is None
        assert spans.begin_applying(envelope, "ideas") == envelope.traceparent


async def test_what_is_said_unlinked_has_nothing_in_common_with_the_rest(
    example: Example,
) -> None:
    cause = Cause(uuid4(), uuid4(), GIVEN)
    async with example.process.work.begin(RESIDENT, cause) as uow:
        await write_note(uow, WriteNote(words="Sing"))
        for _ in range(2):
            await write_note(await uow.unlinked(), WriteNote(words="Sing"))
    async with example.process.engine.connect() as connection:
        found = await connection.exec_driver_sql("SELECT body FROM kit.outbox ORDER BY position")
        linked, *unlinked = [Envelope.from_json(body) for body in found.scalars()]
    assert (linked.correlationid, linked.traceparent) == (cause.correlation_id, GIVEN)
    assert [(one.causationid, one.traceparent) for one in unlinked] == [(None, None)] * 2
    assert len({one.correlationid for one in (linked, *unlinked)}) == 3
    assert linked.time < unlinked[0].time < unlinked[1].time


def test_a_process_without_a_collector_does_not_load_the_sdk() -> None:
    code = (
        "import sys, servicekit.serve\n"
        "from servicekit import tracing\n"
        "tracing.configure(service='ideas', endpoint=None)\n"
        "print([one for one in sys.modules if one.startswith('opentelemetry.sdk')])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_with_a_collector_spans_go_there() -> None:
    code = (
        "import http.server, threading\n"
        "from servicekit import tracing\n"
        "from opentelemetry import trace\n"
        "paths = []\n"
        "class Collector(http.server.BaseHTTPRequestHandler):\n"
        "    def do_POST(self):\n"
        "        paths.append((self.path, b'civic-ideas' in self.rfile.read("
        "int(self.headers['Content-Length']))))\n"
        "        self.send_response(200); self.end_headers()\n"
        "    def log_message(self, *_): pass\n"
        "server = http.server.HTTPServer(('127.0.0.1', 0), Collector)\n"
        "threading.Thread(target=server.serve_forever, daemon=True).start()\n"
        "url = f'http://127.0.0.1:{server.server_port}/v1/traces'\n"
        "tracing.configure(service='ideas', endpoint=url)\n"
        "with tracing.span('request GET', 'SERVER'): pass\n"
        "tracing._tracer.span_processor.force_flush()\n"
        "print(paths)\n"
    )
    environment = {"OTEL_BSP_SCHEDULE_DELAY": "10", "NO_PROXY": "127.0.0.1"}
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert found.stdout == "[('/v1/traces', True)]\n", found.stderr
