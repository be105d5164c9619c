"""Traces across the broker: request, command, publish and apply are spans of one trace.

Off unless an operator names a collector (``CIVIC_OTLP_ENDPOINT``): nothing of OpenTelemetry is
loaded then, and a span costs one look at a constant. What links the services is the event's
``traceparent``, which is stored in its body; no span holds a person's key or words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from civic_contracts.envelope import Envelope
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

Kind = Literal["SERVER", "INTERNAL", "PRODUCER", "CONSUMER"]

# An event's body is JSON without blanks, and its traceparent stands before its data.
_TRACEPARENT = re.compile(rb'"traceparent":"([0-9a-f-]{55})"')

_tracer: Tracer | None = None


def configure(*, service: str, endpoint: str | None, share: float = 1.0) -> None:
    """Sends spans to a collector (OTLP over HTTP, such as ``http://collector:4318/v1/traces``).

    ``share`` is the part of traces that are kept, from 0 to 1; whoever begins a trace decides.
    """
    if endpoint is None:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio

    provider = TracerProvider(
        resource=Resource.create({"service.name": f"civic-{service}"}),
        sampler=ParentBasedTraceIdRatio(share),
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    install(provider)


def install(provider: TracerProvider | None) -> None:
    """Has spans go to a provider from now on; None turns tracing off."""
    global _tracer
    _tracer = None if provider is None else provider.get_tracer("servicekit")


def is_on() -> bool:
    """Whether spans are made at all."""
    return _tracer is not None


def span(
    name: str, kind: Kind = "INTERNAL", *, of: str | None = None, **facts: str | int
) -> AbstractContextManager[str | None]:
    """A span for the time of the block, below ``of`` (a traceparent) or else the current one.

    Gives its own traceparent, by which what follows is joined to it; None while tracing is off.
    """
    if _tracer is None:
        return nullcontext()
    return _current_span(_tracer, name, kind, of, facts)


@contextmanager
def _current_span(
    tracer: Tracer, name: str, kind: Kind, of: str | None, facts: Mapping[str, Any]
) -> Iterator[str]:
    from opentelemetry.trace import SpanKind

    with tracer.start_as_current_span(
        name, _context_of(of), kind=SpanKind[kind], attributes=_named(facts), record_exception=False
    ) as current:
        yield _traceparent_of(current)


class Spans:
    """Spans of several events that are under way at once; all end when the block ends."""

    def __init__(self) -> None:
        self._open: list[Span] = []

    def __enter__(self) -> Spans:
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._open:
            one.end()
        self._open.clear()

    def begin_applying(self, envelope: Envelope, service: str) -> str | None:
        """The span of an event that a service applies; its traceparent, the event's own if off."""
        if _tracer is None:
            return envelope.traceparent
        facts = {"event": str(envelope.id), "service": service}
        name = f"apply {envelope.type}"
        return self._begin(_tracer, name, "CONSUMER", envelope.traceparent, facts)

    def begin_publishing(self, row: Any) -> None:
        """The span of a row of the outbox that is published."""
        if _tracer is not None:
            found = _TRACEPARENT.search(row.body)
            of = found[1].decode() if found else None
            facts = {"event": str(row.event_id)}
            self._begin(_tracer, f"publish {row.type}", "PRODUCER", of, facts)

    def _begin(
        self, tracer: Tracer, name: str, kind: Kind, of: str | None, facts: Mapping[str, str]
    ) -> str:
        from opentelemetry.trace import SpanKind

        begun = tracer.start_span(
            name, _context_of(of), kind=SpanKind[kind], attributes=_named(facts)
        )
        self._open.append(begun)
        return _traceparent_of(begun)


def publishing(rows: Sequence[Any]) -> AbstractContextManager[object]:
    """A span for each row of the outbox (type, body, event_id) that is published in the block."""
    if _tracer is None:
        return nullcontext()
    spans = Spans()
    for row in rows:
        spans.begin_publishing(row)
    return spans


def _named(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {f"civic.{name}": value for name, value in facts.items()}


def _context_of(traceparent: str | None) -> Context | None:
    if traceparent is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator().extract({"traceparent": traceparent})


def _traceparent_of(one: Span) -> str:
    found = one.get_span_context()
    return f"00-{found.trace_id:032x}-{found.span_id:016x}-{found.trace_flags:02x}"
