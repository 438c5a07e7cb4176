"""Whether the worker's spans are related to the checkouts of their own orders, and what was lost on the way if not."""

from __future__ import annotations

from types import ModuleType

from coursekit.exercises import Wrong
from coursekit.exercises.observability.box_office import Evening, run
from coursekit.exercises.observability.processes import Order
from coursekit.probes.telemetry import shape


def check_related(answer: ModuleType, evening: Evening, checkout: str, work: str) -> None:
    """Demand that each order's span in the worker is below its checkout's, or linked to it, and to no other's.

    Args:
        answer: the learner's module, to find out why not.
        evening: what happened.
        checkout: the name of the span in the web process.
        work: the name of the span in the worker.

    Raises:
        Wrong: one is not.
    """
    placed = {call.order.id: call.named(checkout).trace_id for call in evening.checkouts}
    if len(set(placed.values())) < len(placed):
        raise Wrong(
            "Two orders were placed one after the other, and their checkouts are in one trace.",
            "Where does a trace begin, and with what as its parent?",
        )
    orders = {trace_id: order for order, trace_id in placed.items()}
    for call in evening.works:
        span = call.named(work)
        placing = next(each for each in evening.checkouts if each.order == call.order)
        known = {each.trace_id for each in call.own} | {link.trace_id for each in call.own for link in each.links}
        related = {orders[trace_id] for trace_id in known if trace_id in orders}
        if related == {call.order.id}:
            continue
        others = sorted(related - {call.order.id})
        if others:
            raise Wrong(
                f"`{work}` of order {call.order.id} is related to the checkout of "
                f"{'order' if len(others) == 1 else 'orders'} {_some(others)}.",
                "Whose context is it that the worker takes up, and where does it come from?",
            )
        raise Wrong(
            f"`{work}` of order {call.order.id} is related to no checkout. The message's headers: "
            f"{_headers(evening, call.order)}. {_why_lost(answer, evening, checkout)}".rstrip(),
            "How does the worker learn of the checkout's trace?"
            if span.parent_id == "" and not span.links
            else "Whose trace id is it that it was given?",
            evidence=shape([*placing.spans, *call.spans]),
        )


def _why_lost(answer: ModuleType, evening: Evening, checkout: str) -> str:
    if evening.written == "on loading":
        return "`inject` was called while the module was loaded: no span was current then, so it wrote nothing."
    if evening.written:
        return "`inject` was called while no span was current, and then it writes nothing."
    alone = run(answer, 2, processes=1)
    placed = {call.named(checkout).trace_id: call.order.id for call in alone.checkouts}
    found = [
        (call.order.id, placed[trace_id])
        for call in alone.works
        for span in call.own
        for trace_id in (span.trace_id, *(link.trace_id for link in span.links))
        if trace_id in placed
    ]
    if any(order != other for order, other in found):
        return (
            "What the web process remembers is one order, the last one; it would be taken for each of them, and the "
            "worker is another process besides."
        )
    if found:
        return "What the web process remembers of an order is not there: the worker is another process."
    return ""


def _headers(evening: Evening, order: Order) -> str:
    return ", ".join(sorted(evening.headers[order.id])) or "none"


def _some(orders: list[int]) -> str:
    shown = [str(order) for order in orders[:3]]
    return ", ".join(shown) + (f" and {len(orders) - 3} others" if len(orders) > 3 else "")
