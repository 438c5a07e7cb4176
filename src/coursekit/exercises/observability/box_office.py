"""Orders on their way through the box office: placed by a web process, worked on by a thread of another one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from types import ModuleType

from opentelemetry import propagate
from prometheus_client import generate_latest

from coursekit.exercises import Wrong
from coursekit.exercises.observability.processes import LIBRARY, Call, Message, Order, Process, Watched, loaded_anew
from coursekit.probes.telemetry import Scrape, parse_exposition

_PATIENCE = 3.0  # seconds: who works under a lock lets no second thread in, and gets on afterwards
PUBLISH, ISSUE = "publish", "issue"  # what the queue's and the printer's own client libraries call their spans


NO_PAPER = "no paper in tray 2"  # what the jammed printer says
NO_ROUTE = "no route to the queue"  # what the queue's client says


class QueueDown(ConnectionError):  # noqa: N818 - what is the matter
    """The queue takes no message."""


class PrinterJam(RuntimeError):  # noqa: N818 - what is the matter
    """The ticket printer has failed."""


@dataclass(frozen=True)
class Evening:
    """Some orders on their way through the box office.

    Attributes:
        checkouts: a call for each order, in the order in which they were placed.
        works: a call for each order that was published, in reverse.
        headers: what was published with each order.
        metrics: the worker's.
        jammed: the orders whose tickets could not be printed.
        written: when headers were written that stayed empty, since no span was current: "on loading", "in checkout",
            or an empty string.
    """

    checkouts: tuple[Call, ...]
    works: tuple[Call, ...]
    headers: Mapping[int, Mapping[str, str]]
    metrics: Scrape
    jammed: tuple[int, ...]
    written: str


def run(answer: ModuleType, orders: int, jammed: tuple[int, ...] = (), processes: int = 2) -> Evening:
    """Place orders in the web process, and let a thread of the worker's process issue the tickets, the last one first.

    Args:
        answer: the learner's module.
        orders: how many.
        jammed: the orders whose tickets cannot be printed.
        processes: 2, or 1 to let the web process be the worker too.

    Returns:
        What the calls told.

    Raises:
        Wrong: a call did not get to its end, or did not publish and issue as it should.
    """
    real = propagate.get_global_textmap()
    watched = Watched(real)
    propagate.set_global_textmap(watched)
    try:
        watched.phase = "on loading"
        web = Process(loaded_anew(answer), "web")
        worker = Process(loaded_anew(answer), "worker") if processes == 2 else web
        watched.phase = "in checkout"
        queue: dict[int, str] = {}
        customers = [Order(number, 1000 + 7 * number, 1 + number % 4) for number in range(1, orders + 1)]
        checkouts = tuple(_checkout(web, order, queue) for order in customers)
        works = _in_thread(lambda: tuple(_work(worker, wire, jammed) for wire in reversed(queue.values())))
    finally:
        propagate.set_global_textmap(real)
    headers = {order: json.loads(wire)["headers"] for order, wire in queue.items()}
    metrics = parse_exposition(generate_latest(worker.registry).decode())
    return Evening(checkouts, works, headers, metrics, jammed, watched.in_vain)


def place_with_queue_down(answer: ModuleType) -> Call:
    """Place an order, in a thread of its own, while the queue takes no message.

    Args:
        answer: the learner's module.

    Returns:
        The call; its result is the exception if it let one out.
    """
    web, order = Process(loaded_anew(answer), "web"), Order(1, 1007, 2)

    def publish(published: Order, headers: Mapping[str, str]) -> None:
        raise QueueDown(NO_ROUTE)

    def place() -> object:
        try:
            return web.curtain.checkout(order, publish)
        except Exception as error:
            return error

    what = "checkout of order 1, whose `publish` raised QueueDown"
    (call,) = _in_thread(lambda: (web.call(what, order, place),))
    return call


def work_on_two(answer: ModuleType) -> tuple[tuple[Call, ...], Call]:
    """Place two orders; while a thread of the worker's issues the tickets of one, another works on the other.

    Args:
        answer: the learner's module.

    Returns:
        The checkouts, and one call with all that both threads told.
    """
    web, worker = Process(loaded_anew(answer), "web"), Process(loaded_anew(answer), "worker")
    queue: dict[int, str] = {}
    checkouts = tuple(_checkout(web, Order(number, 1000 + number, 1), queue) for number in (1, 2))
    first, second = (Message(call.order, json.loads(queue[call.order.id])["headers"]) for call in checkouts)

    def both() -> tuple[Call, ...]:
        with ThreadPoolExecutor(1, thread_name_prefix="worker") as other:
            threads = []

            def issue(order: Order) -> None:
                threads.append(other.submit(worker.curtain.work, second, lambda order: None))
                wait(threads, _PATIENCE)

            call = worker.call("work on orders 1 and 2", first.order, lambda: worker.curtain.work(first, issue))
            for thread in threads:
                thread.result()
        return (call,)

    (call,) = _in_thread(both)
    return checkouts, call


def _in_thread(function: Callable[[], tuple[Call, ...]]) -> tuple[Call, ...]:
    """Call in a thread of its own, and raise here what it raises."""
    with ThreadPoolExecutor(1, thread_name_prefix="worker") as pool:
        return pool.submit(function).result()


def _checkout(web: Process, order: Order, queue: dict[int, str]) -> Call:
    def publish(published: Order, headers: Mapping[str, str]) -> None:
        if published != order:
            raise Wrong(f"checkout of order {order.id} published {published!r}.", "Which order was it called with?")
        if order.id in queue:
            raise Wrong(f"checkout published order {order.id} twice.", "Which two lines call `publish`?")
        with web.tracer.start_as_current_span(PUBLISH, attributes={LIBRARY: True}):
            queue[order.id] = _wire(order, headers)

    call = web.call(f"checkout of order {order.id}", order, lambda: web.curtain.checkout(order, publish))
    if order.id not in queue:
        raise Wrong(f"checkout did not publish order {order.id}.", "Where does it call `publish(order, headers)`?")
    return call


def _work(worker: Process, wire: str, jammed: tuple[int, ...]) -> Call:
    body = json.loads(wire)
    order = Order(**body["order"])
    issued = []

    def issue(asked: Order) -> None:
        if asked != order:
            raise Wrong(f"work on order {order.id} issued tickets for {asked!r}.", "Which order is in the message?")
        issued.append(asked)
        with worker.tracer.start_as_current_span(ISSUE, attributes={LIBRARY: True}):
            pass
        if order.id in jammed:
            raise PrinterJam(NO_PAPER)

    message = Message(order, body["headers"])
    try:
        call = worker.call(f"work on order {order.id}", order, lambda: worker.curtain.work(message, issue))
    except PrinterJam as error:
        raise Wrong(
            f"The tickets of order {order.id} could not be printed, and `work` let PrinterJam out; expected was False. "
            "The worker's thread ends with it, and the orders behind it wait.",
            "Who could handle it, further up in the worker?",
        ) from error
    if len(issued) != 1:
        raise Wrong(f"work on order {order.id} called `issue` {len(issued)} times.", "How often is it to be printed?")
    return call


def _wire(order: Order, headers: object) -> str:
    """Write a message as it travels: JSON, whose headers are text."""
    if not isinstance(headers, Mapping) or not all(isinstance(part, str) for pair in headers.items() for part in pair):
        raise Wrong(
            f"checkout of order {order.id} published headers that are no dict of str to str: {_kinds(headers)}. Only "
            "text gets through the queue to another process.",
            "How does a trace's context look as text, and which function of OpenTelemetry writes it?",
        )
    body = {"order": {"id": order.id, "customer": order.customer, "seats": order.seats}, "headers": dict(headers)}
    return json.dumps(body)


def _kinds(headers: object) -> str:
    if not isinstance(headers, Mapping):
        return type(headers).__name__
    return ", ".join(f"{key!r} is a {type(value).__name__}" for key, value in headers.items())
