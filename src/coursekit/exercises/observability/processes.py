"""One process of Curtain: an answer's module loaded for it alone, and what each call of it tells, recorded."""

from __future__ import annotations

import io
import linecache
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from types import CodeType, ModuleType
from typing import Any

from opentelemetry import context, trace
from opentelemetry.propagators.textmap import TextMapPropagator, default_getter, default_setter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.id_generator import IdGenerator
from prometheus_client import CollectorRegistry

from coursekit.exercises import Wrong
from coursekit.probes.telemetry import LogLine, Span, from_sdk, parse_logs

LIBRARY = "library"  # an attribute of those spans that do not come from the answer


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody buys.

    Attributes:
        id: the order's number.
        customer: the customer's number.
        seats: how many.
    """

    id: int
    customer: int
    seats: int


@dataclass(frozen=True, slots=True)
class Message:
    """What the worker gets from the queue.

    Attributes:
        order: the order.
        headers: what was published with it.
    """

    order: Order
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Call:
    """One call of the answer, and what it told.

    Attributes:
        what: such as "checkout of order 7".
        order: the order.
        spans: those that began during the call, by start time.
        inner: the span of the library that the answer called in it, or None if it called none.
        lines: what was logged.
        result: what came back.
        left: what was still attached when it came back, in words; or nothing.
        unended: names of spans that were still open then.
    """

    what: str
    order: Order
    spans: tuple[Span, ...]
    inner: Span | None
    lines: tuple[LogLine, ...]
    result: object
    left: str
    unended: tuple[str, ...]

    def above(self) -> list[Span]:
        """The spans of this call that the library's span is below, the nearest first."""
        known = {span.span_id: span for span in self.spans}
        found, at = [], self.inner
        while at is not None and (at := known.get(at.parent_id)) is not None:
            found.append(at)
        return found

    def named(self, name: str) -> Span:
        """The first of the answer's own spans that has this name; StopIteration if there is none."""
        return next(span for span in self.own if span.name == name)

    @property
    def own(self) -> list[Span]:
        """The spans that the answer itself began."""
        return [span for span in self.spans if span is not self.inner]


class Watched(TextMapPropagator):
    """OpenTelemetry's propagator, which writes nothing where no span is current, and remembers that here."""

    def __init__(self, real: TextMapPropagator) -> None:
        self.real = real
        self.phase = ""
        self.in_vain = ""

    def inject(self, carrier: Any, context: context.Context | None = None, setter: Any = default_setter) -> None:
        """Write the current span, if there is one."""
        if not trace.get_current_span(context).get_span_context().is_valid:
            self.in_vain = self.in_vain or self.phase
        self.real.inject(carrier, context, setter)

    def extract(
        self, carrier: Any, context: context.Context | None = None, getter: Any = default_getter
    ) -> context.Context:
        """Read what was written."""
        return self.real.extract(carrier, context, getter)

    @property
    def fields(self) -> set[str]:
        """The headers that may be written."""
        return self.real.fields


class _Recorder(SpanProcessor):
    """Keeps the spans that begin, so that those that never end are seen too."""

    def __init__(self) -> None:
        self.begun: list[ReadableSpan] = []

    def on_start(self, span: ReadableSpan, parent_context: context.Context | None = None) -> None:
        self.begun.append(span)


class _Ids(IdGenerator):
    """The same ids at every run. Each begins with a zero, which hexadecimal without a width leaves out."""

    def __init__(self) -> None:
        self._random = Random(0)

    def generate_span_id(self) -> int:
        return self._random.getrandbits(60) or 1

    def generate_trace_id(self) -> int:
        return self._random.getrandbits(124) or 1


_IDS = _Ids()


class Process:
    """One process of Curtain: the answer's module loaded for it alone, with telemetry of its own."""

    def __init__(self, answer: ModuleType, service: str) -> None:
        self.recorder = _Recorder()
        resource = Resource({"service.name": service})
        provider = TracerProvider(resource=resource, id_generator=_IDS, shutdown_on_exit=False)
        provider.add_span_processor(self.recorder)
        self.tracer = provider.get_tracer("curtain")
        self.registry = CollectorRegistry()
        self.out = io.StringIO()
        import structlog  # not above: it loads greenlet, of which memray warns in each answer to the lesson on leaks

        log = structlog.wrap_logger(
            structlog.PrintLogger(self.out),
            processors=[
                structlog.contextvars.merge_contextvars,
                structlog.processors.add_log_level,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(default=str),
            ],
        )
        self.curtain = answer.Curtain(self.tracer, self.registry, log)

    def call(self, what: str, order: Order, function: Callable[[], object]) -> Call:
        """Call the answer, and collect what it tells meanwhile."""
        self.recorder.begun.clear()
        self.out.seek(0)
        self.out.truncate()
        before = context.get_current()
        result = function()
        left = ""
        from structlog.contextvars import get_contextvars  # see above

        if get_contextvars():
            left = f"structlog's context still holds {', '.join(sorted(get_contextvars()))}"
        if context.get_current() != before:
            current = trace.get_current_span()
            name = f"the span `{current.name}`" if isinstance(current, ReadableSpan) else "a span of another process"
            left = f"{name} is still current" if current.get_span_context().is_valid else "a context is still attached"
        begun = list(self.recorder.begun)
        spans = from_sdk([span for span in begun if span.end_time is not None])
        return Call(
            what=what,
            order=order,
            spans=spans,
            inner=next((span for span in spans if LIBRARY in span.attributes), None),
            lines=parse_logs(self.out.getvalue()),
            result=result,
            left=left,
            unended=tuple(span.name for span in begun if span.end_time is None),
        )


def loaded_anew(answer: ModuleType) -> ModuleType:
    """Load the answer once more, as another process would: it knows nothing of what happened in the first."""
    name = answer.__file__ or answer.__name__
    module = ModuleType(answer.__name__)
    module.__file__ = name
    code: CodeType = compile("".join(linecache.getlines(name)), name, "exec", dont_inherit=True)
    try:
        exec(code, module.__dict__)
    except ValueError as error:
        raise Wrong(
            f"Loading the module a second time, as the worker does, raised {type(error).__name__}.",
            "What is made while the module is loaded that a process may have only once?",
        ) from error
    return module
