"""Follow an order through a queue into another process's thread: spans, log lines and a metric that belong together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType

from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.observability.box_office import (
    NO_PAPER,
    NO_ROUTE,
    Evening,
    PrinterJam,
    QueueDown,
    place_with_queue_down,
    run,
    work_on_two,
)
from coursekit.exercises.observability.log_lines import check_failure, check_lines, check_two_at_once
from coursekit.exercises.observability.processes import Call
from coursekit.exercises.observability.relations import check_related
from coursekit.probes.telemetry import shape

CHECKOUT, WORK = "checkout", "issue_tickets"
TICKETS = "curtain_tickets_total"
JAMMED = 17
MOST_SERIES = 10


@dataclass
class Bench:
    """An answer, and the evenings that it went through; each is run when first looked at."""

    answer: ModuleType

    @cached_property
    def one(self) -> Evening:
        """A single order."""
        return run(self.answer, 1)

    @cached_property
    def fifty(self) -> Evening:
        """Fifty orders; the tickets of one of them cannot be printed."""
        return run(self.answer, 50, (JAMMED,))

    @cached_property
    def refused(self) -> Call:
        """A checkout whose `publish` raises."""
        return place_with_queue_down(self.answer)


@contextmanager
def _bench(answer: ModuleType) -> Iterator[Bench]:
    for method in ("checkout", "work"):
        if not callable(getattr(answer.Curtain, method, None)):
            raise Wrong(f"`Curtain` has no method `{method}`.", "Which two methods does the task name?")
    yield Bench(answer)


def _spans(bench: Bench) -> None:
    for evening in (bench.one, bench.fifty):
        for calls, name, inner in ((evening.checkouts, CHECKOUT, "publish"), (evening.works, WORK, "issue")):
            for call in calls:
                _has_span(call, name, inner)
                if name == WORK and call.result is not (expected := call.order.id not in evening.jammed):
                    raise Wrong(
                        f"{call.what} returned {call.result!r}; expected was {expected}.",
                        "What does the queue have to know, to send the message again or not?",
                    )
    if not isinstance(bench.refused.result, Exception):
        raise Wrong(
            f"{bench.refused.what}, came back as if all were well. The order is on no queue, and nobody will print its "
            "tickets.",
            "Who has to learn that the queue is down, and how do they?",
        )
    _ended(bench.refused)


def _ended(call: Call) -> None:
    if call.unended:
        raise Wrong(
            f"After {call.what}, the span `{call.unended[0]}` has not ended. It is exported at its end, so never.",
            "On which way out is it not ended?",
        )


def _has_span(call: Call, name: str, inner: str) -> None:
    _ended(call)
    if name not in (span.name for span in call.own):
        names = ", ".join(f"`{span.name}`" for span in call.own) or "none"
        raise Wrong(f"{call.what} made no span `{name}`; its spans: {names}.", f"Where does `{name}` begin?")
    span = call.named(name)
    if call.inner is None or span not in call.above():
        raise Wrong(
            f"In {call.what}, what `{inner}` did stands beside `{name}` and not below it: no span was current when "
            f"`{inner}` was called.",
            "What makes a span the current one, and for how long?",
            evidence=shape(call.spans),
        )
    if call.inner.start >= span.end:
        raise Wrong(
            f"In {call.what}, the span `{name}` had ended before `{inner}` was called; it measures nothing of it.",
            "Which lines should the span last for?",
            evidence=shape(call.spans),
        )


def _clean(bench: Bench) -> None:
    for evening in (bench.one, bench.fifty):
        for call in (*evening.checkouts, *evening.works, bench.refused):
            if call.left:
                raise Wrong(
                    f"After {call.what}, {call.left}. Whatever this thread does next would pass for a part of it.",
                    "What is attached or bound here, and who takes it off on every way out?",
                )


def _related(bench: Bench) -> None:
    for evening in (bench.one, bench.fifty):
        check_related(bench.answer, evening, CHECKOUT, WORK)


def _lines(bench: Bench) -> None:
    for evening in (bench.one, bench.fifty):
        check_lines((*evening.checkouts, *evening.works))
    check_two_at_once(*work_on_two(bench.answer))


def _failure(bench: Bench) -> None:
    for call in bench.fifty.works:
        span = call.named(WORK)
        if call.order.id != JAMMED:
            if span.status == "ERROR":
                raise Wrong(f"{call.what} went well, and its span has the status ERROR.", "Which orders have failed?")
            continue
        if span.status != "ERROR":
            raise Wrong(
                f"The tickets of order {JAMMED} could not be printed, and the span `{WORK}` has the status "
                f"{span.status}. Who looks for failed orders won't find it.",
                "What sets a span's status if an exception leaves it, and what if none does?",
            )
        check_failure(call, f"The tickets of order {JAMMED} could not be printed", PrinterJam(NO_PAPER))
    _refused(bench.refused)


def _refused(call: Call) -> None:
    if not any(span.name == CHECKOUT and span.status == "ERROR" for span in call.own):
        raise Wrong(
            f"After {call.what}, no span `{CHECKOUT}` has the status ERROR. Who looks for failed orders won't find it.",
            "Which block does the exception leave, and which span belongs to it?",
        )
    if not call.lines:
        raise Wrong(
            f"{call.what}, logged nothing. Its line stands where the exception never got to.",
            "Which line of `checkout` is still run when `publish` raises?",
        )
    check_lines([call])
    check_failure(call, f"Order {call.order.id} could not be published", QueueDown(NO_ROUTE))


def _metric(bench: Bench) -> None:
    evening = bench.fifty
    scrape = evening.metrics
    if not len(scrape):
        raise Wrong("A scrape of the worker's registry is empty.", "In which registry are your metrics?")
    found, shown = len(scrape), ", ".join(f"{name}: {count}" for name, count in scrape.count_by_name().items())
    if found > MOST_SERIES:
        raise Wrong(
            f"After 50 orders the worker has {found} series ({shown}); allowed are {MOST_SERIES}.",
            "Which label has a value for each order, and how many orders will there be?",
            evidence="\n".join(map(str, scrape.series()[:8])) + "\n...",
        )
    failed = len(evening.jammed)
    for outcome, expected in (("issued", len(evening.works) - failed), ("failed", failed)):
        value = scrape.value(TICKETS, outcome=outcome)
        if value != expected:
            series = ", ".join(f"{each} {scrape.samples[each]:g}" for each in scrape.series(TICKETS)) or "none"
            raise Wrong(
                f'After 50 orders, {failed} of which failed, {TICKETS}{{outcome="{outcome}"}} is {value:g}; expected '
                f"was {expected}. There is: {series}.",
                "Which orders does it count, in which line?",
            )


EXERCISE = Exercise(
    name="follow_the_order",
    topic="observability",
    title="Follow the order",
    level="build",
    minutes=20,
    needs=("span", "traceparent", "structured event", "series", "ContextVar"),
    provides={"Curtain": ("tracer", "registry", "log")},
    bench=_bench,
    demands=(
        Demand(
            "spans",
            "`checkout` publishes within a span `checkout`, `work` issues within a span `issue_tickets`; what "
            "`publish` and `issue` do appears below it. Both spans end. `work` returns True, or False if `issue` has "
            "raised an exception; `checkout` lets out what `publish` raises.",
            _spans,
        ),
        Demand(
            "clean",
            "After each call, failed ones included, nothing of it is left in its thread: no span is current, nothing "
            "is bound to structlog's context.",
            _clean,
        ),
        Demand(
            "related",
            "Fifty orders are placed one after the other, then worked on in reverse, in a thread of another process: "
            "each `issue_tickets` is a descendant of its own order's `checkout`, or has a link to it, and is related "
            "to no other order's.",
            _related,
        ),
        Demand(
            "lines",
            "Each call logs at least one line. Each line has `order`, the order's number, and as `trace_id` and "
            "`span_id` those of the span it was written in, in hexadecimal as in the W3C header: 32 and 16 digits. The "
            "worker has several threads and one `Curtain`.",
            _lines,
        ),
        Demand(
            "failure",
            "If the tickets cannot be printed, the span `issue_tickets` has the status ERROR, and a line of level "
            "error says which exception it was, by its type or its text. If `publish` raises, the same is due for "
            "`checkout`: its span is an error, and its line says so. No other span has that status.",
            _failure,
        ),
        Demand(
            "metric",
            "The counter `curtain_tickets_total` counts orders by `outcome`, `issued` or `failed`, in the worker's "
            "registry, which has 10 series at the most.",
            _metric,
        ),
    ),
    hints=(
        "Follow order 17 with a finger. The web process knows the trace; the worker gets an order and a dict of text. "
        "What could be in that dict? And when `issue` raises and `work` returns False, which code has seen the "
        "exception, and has the span?",
        "A contextvar ends where its thread ends, and a dict in memory where its process ends; the message is all that "
        "arrives. `opentelemetry.propagate` has two functions: one writes the current context into a dict as a "
        "`traceparent`, inside the span; the other reads it back. What it reads back is a context to start a span "
        "with, not one to leave attached. A span gets the status ERROR by itself only if the exception leaves its "
        "`with` block; if you catch it inside, say so yourself.",
        "```python\n"
        "headers = {}\n"
        "inject(headers)                                    # inside the span `checkout`\n"
        "\n"
        "parent = extract(message.headers)\n"
        'with self.tracer.start_as_current_span("issue_tickets", context=parent) as span:\n'
        "    try:\n"
        "        issue(message.order)\n"
        "    except Exception as error:\n"
        "        span.set_status(Status(StatusCode.ERROR, ...))\n"
        "        self.log.error(..., error=type(error).__name__, **ids(span))\n"
        "```\n\n"
        'and `ids(span)` makes `format(span.get_span_context().trace_id, "032x")` and the same for the span, with '
        "16 digits.",
    ),
    debrief=(
        "**The trade-off.** Parent or link? As a child, the worker's span stands in the customer's trace, and one "
        "waterfall shows it all; but the trace then lasts as long as the queue is long, and a retry tomorrow makes it "
        "a day. With a link, each side has a trace of its own, and sampling decides twice. For one message that is "
        "worked on at once, take the parent. For a batch of fifty messages no single one can be the parent: one span, "
        "fifty links.\n\n"
        "**The exception goes into a log line.** `span.record_exception` puts it into a span event, and OpenTelemetry "
        "is replacing these by log records that carry the ids; the status stays. Backends will show both for years. "
        "Your line is in both worlds already.\n\n"
        "**Where it bites.** `ThreadPoolExecutor.submit`, `threading.Thread` and `run_in_executor` lose the context; "
        "`asyncio.to_thread` and `create_task` carry a copy. And a `traceparent` from outside is a stranger's: at the "
        "edge of your system, link to it or ignore it, or a stranger decides what you sample."
    ),
)
