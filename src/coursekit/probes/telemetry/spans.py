"""Spans as plain values, and the shape of their trees: what stays the same from run to run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1 import trace_pb2

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan


@dataclass(frozen=True, slots=True)
class Link:
    """What a span says of another one that is not its parent.

    Attributes:
        trace_id: the other span's trace, 32 hexadecimal digits.
        span_id: the other span, 16 hexadecimal digits.
    """

    trace_id: str
    span_id: str


@dataclass(frozen=True, slots=True)
class Span:
    """One span as a collector gets it.

    Attributes:
        name: the span's name.
        trace_id: 32 hexadecimal digits.
        span_id: 16 hexadecimal digits.
        parent_id: the parent's span id; empty for a root.
        links: other spans that it names.
        kind: INTERNAL, SERVER, CLIENT, PRODUCER or CONSUMER.
        status: UNSET, OK or ERROR.
        description: the status's text.
        attributes: the span's own, without those of its resource.
        events: the names of its span events, which OpenTelemetry is replacing by log records.
        service: the resource's `service.name`; empty where nobody gave one.
        start: nanoseconds since 1970.
        end: nanoseconds since 1970.
    """

    name: str
    trace_id: str
    span_id: str
    parent_id: str = ""
    links: tuple[Link, ...] = ()
    kind: str = "INTERNAL"
    status: str = "UNSET"
    description: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    service: str = ""
    start: int = 0
    end: int = 0


def decode(request: ExportTraceServiceRequest) -> tuple[Span, ...]:
    """Take an OTLP export request apart.

    Args:
        request: as the upstream protobuf package reads it.

    Returns:
        Its spans, by start time.
    """
    spans = [
        _span(raw, service)
        for resource in request.resource_spans
        for service in [_service(_attributes(resource.resource.attributes))]
        for scope in resource.scope_spans
        for raw in scope.spans
    ]
    return tuple(sorted(spans, key=lambda span: (span.start, span.span_id)))


def from_sdk(spans: Sequence[ReadableSpan]) -> tuple[Span, ...]:
    """Turn finished spans of the SDK into plain ones, the way they would arrive at a collector.

    Args:
        spans: such as `InMemorySpanExporter.get_finished_spans()` gives.

    Returns:
        The spans, by start time.
    """
    return decode(encode_spans(spans))


def shape(spans: Iterable[Span]) -> str:
    """Draw the trees of spans by name, parent, link, status and service: no ids, no times, no order of threads.

    Args:
        spans: of any number of traces.

    Returns:
        One line a span, children indented below their parent, siblings in the order of their text, and equal trees
        once with their number. A link names the span that it points to. Of a parent that is not among the spans the
        line says that it is missing.
    """
    known = {(span.trace_id, span.span_id): span for span in spans}
    children: dict[tuple[str, str], list[Span]] = defaultdict(list)
    roots = []
    for span in known.values():
        parent = (span.trace_id, span.parent_id)
        if parent in known:
            children[parent].append(span)
        else:
            roots.append(span)

    def draw(span: Span, service: str) -> str:
        below = children[span.trace_id, span.span_id]
        return "\n".join([_line(span, service, known), *_indented(draw(child, span.service) for child in below)])

    return "\n".join(_counted(draw(root, "") for root in roots))


def _line(span: Span, service: str, known: Mapping[tuple[str, str], Span]) -> str:
    line = span.name if span.service in ("", service) else f"{span.name} [{span.service}]"
    if span.status != "UNSET":
        line += f", {span.status}"
    targets = [known.get((link.trace_id, link.span_id)) for link in span.links]
    if targets:
        line += ", linked to " + " and ".join(sorted(target.name if target else "a missing span" for target in targets))
    if span.parent_id and (span.trace_id, span.parent_id) not in known:
        line += " (its parent is missing)"
    return line


def _indented(trees: Iterable[str]) -> list[str]:
    return ["  " + line for tree in _counted(trees) for line in tree.splitlines()]


def _counted(trees: Iterable[str]) -> list[str]:
    """Put equal trees together: the first line says how many they are."""
    counted = []
    for tree, number in sorted(Counter(trees).items()):
        first, *rest = tree.splitlines()
        counted.append("\n".join([first if number == 1 else f"{first} ({number} times)", *rest]))
    return counted


def _span(raw: trace_pb2.Span, service: str) -> Span:
    return Span(
        name=raw.name,
        trace_id=raw.trace_id.hex(),
        span_id=raw.span_id.hex(),
        parent_id=raw.parent_span_id.hex(),
        links=tuple(Link(link.trace_id.hex(), link.span_id.hex()) for link in raw.links),
        kind=trace_pb2.Span.SpanKind.Name(raw.kind).removeprefix("SPAN_KIND_"),
        status=trace_pb2.Status.StatusCode.Name(raw.status.code).removeprefix("STATUS_CODE_"),
        description=raw.status.message,
        attributes=_attributes(raw.attributes),
        events=tuple(event.name for event in raw.events),
        service=service,
        start=raw.start_time_unix_nano,
        end=raw.end_time_unix_nano,
    )


def _service(resource: Mapping[str, Any]) -> str:
    name = str(resource.get("service.name", ""))
    return "" if name.startswith("unknown_service") else name  # what the SDK puts where nobody gave a name


def _attributes(pairs: Iterable[Any]) -> dict[str, Any]:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: Any) -> Any:
    """Turn OTLP's AnyValue into Python's own types."""
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    if kind == "array_value":
        return tuple(_value(each) for each in value.array_value.values)
    if kind == "kvlist_value":
        return _attributes(value.kvlist_value.values)
    return getattr(value, kind)
