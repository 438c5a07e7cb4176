"""Whether log lines say which order and which span they belong to."""

from __future__ import annotations

import json
from collections.abc import Sequence

from coursekit.exercises import Wrong
from coursekit.exercises.observability.processes import Call
from coursekit.probes.telemetry import LogLine

_AT_ONCE = "While one thread of the worker issued the tickets of order 1, another worked on order 2"
_SHARED = "What do two threads share that call methods of the same object?"


def check_lines(calls: Sequence[Call]) -> None:
    """Demand that each call logs, and each line has its order and the ids of the span it was written in.

    Args:
        calls: all that were made, so that another's ids are known for what they are.

    Raises:
        Wrong: a line is missing, or is another's.
    """
    for call in calls:
        if not call.lines:
            raise Wrong(f"{call.what} logged nothing.", "What would you search for, if this customer called?")
        for line in call.lines:
            _line(calls, call, line)


def check_two_at_once(checkouts: Sequence[Call], call: Call) -> None:
    """Demand that lines of two threads have the order and the ids of their own.

    Args:
        checkouts: of the two orders.
        call: what both threads told.

    Raises:
        Wrong: an order has no line, or a line is the other's.
    """
    orders = {checkout.order.id: {span.trace_id for span in checkout.own} for checkout in checkouts}
    spans = {(span.trace_id, span.span_id) for span in call.own}
    for order, placed in orders.items():
        lines = [line for line in call.lines if line.fields.get("order") == order]
        linked = {span.trace_id for span in call.own for link in span.links if link.trace_id in placed}
        if not lines:
            counts = ", ".join(
                f"{sum(line.fields.get('order') == each for line in call.lines)} of {each}" for each in orders
            )
            raise Wrong(f"{_AT_ONCE}. Of {len(call.lines)} lines there are {counts}.", _SHARED)
        for line in lines:
            if (line.trace_id, line.span_id) not in spans or line.trace_id not in placed | linked:
                raise Wrong(f"{_AT_ONCE}. '{line.event}' of order {order} has the ids of another span.", _SHARED)


def check_failure(call: Call, happened: str, exception: Exception) -> None:
    """Demand that a call that has failed says so, and why.

    Args:
        call: the call.
        happened: what failed, as the beginning of a sentence.
        exception: what was raised.

    Raises:
        Wrong: no line of level error does.
    """
    errors = [line for line in call.lines if line.level in ("error", "critical")]
    if not errors:
        levels = ", ".join(f"'{line.event}' ({line.level})" for line in call.lines)
        raise Wrong(
            f"{happened}, and no line of level error says so; there is {levels}.",
            "At which level does somebody look who is woken up?",
        )
    name = type(exception).__name__
    if not any(word in json.dumps(dict(line.fields)) for line in errors for word in (name, str(exception))):
        raise Wrong(
            f"{happened}. The line '{errors[0].event}' doesn't say why: {name} is nowhere in it, nor is what it says.",
            "How does an exception get into a log line?",
        )


def _line(calls: Sequence[Call], call: Call, line: LogLine) -> None:
    said = f"{call.what} logged '{line.event}'"
    if line.fields.get("order") != call.order.id:
        raise Wrong(
            f"{said} with order={line.fields.get('order')!r}; expected was {call.order.id}.",
            "Which number will the customer read out on the phone?",
        )
    for name, digits in (("trace_id", 32), ("span_id", 16)):
        value = line.fields.get(name)
        if value is None:
            raise Wrong(f"{said} without a {name}.", "Which span is it a part of, and who knows that?")
        if not isinstance(value, str) or len(value) != digits or value.strip("0123456789abcdef"):
            raise Wrong(
                f"{said} with a {name} that is {_written(value, digits)}; expected were {digits} lower-case "
                "hexadecimal digits, as everybody else writes them.",
                f"How many digits has a {name}, and what becomes of the zeros in front?",
            )
    if (line.trace_id, line.span_id) in ((span.trace_id, span.span_id) for span in call.own):
        return
    ours = {(span.trace_id, span.span_id): other for other in calls for span in other.spans}
    whose = ours.get((line.trace_id, line.span_id))
    raise Wrong(
        f"{said} with the ids of {_whose(whose, call)}.",
        "Which span is current in the line that logs, and which one's ids are written?",
    )


def _written(value: object, digits: int) -> str:
    if isinstance(value, str):
        if value.startswith("0x"):
            return "written with 0x in front"
        return f"{len(value)} characters long" if len(value) != digits else "written otherwise"
    return f"a number of type {type(value).__name__}" if isinstance(value, int | float) else f"a {type(value).__name__}"


def _whose(whose: Call | None, call: Call) -> str:
    if whose is None:
        return "a span that does not exist"
    return "a span that is not its own" if whose is call else f"{whose.what}"
