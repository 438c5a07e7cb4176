"""The memory probe: what it counts, what it names, and that its figures are the same from run to run."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import gc
import mmap
import os
import sqlite3
import sys
import threading
import tracemalloc
import types
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import Mock

import pytest

from coursekit.probes.memory import growth, in_fork, live, native_growth, retaining_path, survivors

CURRENT = contextvars.ContextVar[Any]("current_order")


class Order:
    def __init__(self) -> None:
        self.lines = bytearray(10_000)

    def changed(self) -> None: ...

    @functools.cache  # noqa: B019 - the leak that is looked for
    def cents(self, quantity: int) -> int:
        return quantity

    @functools.lru_cache(maxsize=8)  # noqa: B019
    def fee(self, quantity: int) -> int:
        return quantity


class Holder:
    __slots__ = ("order",)

    def __init__(self, order: Order) -> None:
        self.order = order


@pytest.fixture(scope="module", autouse=True)
def set_the_test_suites_own_heap_aside() -> Iterator[None]:
    """Every figure here begins with a collection; it need not visit what pytest and the plugins hold."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def curtain() -> Iterator[types.ModuleType]:
    module = types.ModuleType("curtain")
    sys.modules["curtain"] = module
    yield module
    del sys.modules["curtain"]
    Order.cents.cache_clear()
    Order.fee.cache_clear()


def test_growth_of_a_leak() -> None:
    kept: list[Order] = []
    found = growth(lambda: kept.append(Order()))
    assert 10_000 < found.bytes < 10_300
    assert round(found.blocks) in (3, 4)
    assert str(found).startswith("10.")


def test_nothing_grows() -> None:
    assert growth(Order).bytes == 0
    assert growth(Order).blocks == 0
    assert str(growth(Order)) == "0.0 kB in 0.0 blocks an operation"
    assert abs(native_growth(Order).bytes) < 1


def test_garbage_is_no_growth() -> None:
    def cycle() -> None:
        order = Order()
        order.itself = order  # type: ignore[attr-defined]

    assert abs(growth(cycle).bytes) < 1


def test_a_full_cache_is_no_growth() -> None:
    newest: deque[Order] = deque(maxlen=150)
    assert abs(growth(lambda: newest.append(Order())).bytes) < 1
    newest.clear()
    assert abs(native_growth(lambda: newest.append(Order())).bytes) < 16


@pytest.mark.parametrize("open_one", [lambda: mmap.mmap(-1, 10_000), lambda: _database()], ids=["mmap", "sqlite3"])
def test_native_memory_is_seen_by_memray_alone(open_one: Callable[[], object]) -> None:
    kept: list[object] = []
    assert growth(lambda: kept.append(open_one()), 10, 40).bytes < 4_000
    assert native_growth(lambda: kept.append(open_one()), 10, 40).bytes > 10_000


def _database() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE seat AS SELECT zeroblob(10000) AS plan")
    return connection


def test_figures_are_the_same_in_every_run() -> None:
    kept: list[object] = []

    def leak() -> None:
        order = Order()
        kept.append(lambda: order)

    measured = [in_fork(lambda: (growth(leak), native_growth(leak))) for _ in range(3)]
    assert len({(str(python), round(native.bytes)) for python, native in measured}) == 1


def test_tracing_that_was_on_stays_on() -> None:
    tracemalloc.start()
    try:
        growth(Order, 2, 4)
        assert tracemalloc.is_tracing()
    finally:
        tracemalloc.stop()


def test_in_fork_gives_the_result_and_keeps_nothing() -> None:
    kept: list[int] = []
    assert in_fork(lambda: kept.append(1) or len(kept)) == 1
    assert kept == []


def test_in_fork_says_what_was_raised() -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        in_fork(lambda: 1 / 0)
    with pytest.raises(RuntimeError, match="before the call returned"):
        in_fork(lambda: os._exit(3))


def test_live_counts_a_class_and_not_its_garbage() -> None:
    class Ticket: ...

    kept = [Ticket(), Ticket()]
    garbage = Ticket()
    garbage.itself = garbage  # type: ignore[attr-defined]
    del garbage
    assert len(live(Ticket)) == 2
    kept.clear()
    assert live(Ticket) == []


def test_survivors() -> None:
    first, second = Order(), Order()
    references = [weakref.ref(first), weakref.ref(second)]
    del first
    assert survivors(references) == [second]


def _closure(order: Order) -> object:
    def changed() -> Order:
        return order

    return [changed]


def _default(order: Order) -> object:
    def changed(seat: int, order: Order = order) -> Order:
        return order

    return {"evening 7": [changed]}


def _failed(order: Order) -> object:
    def charge(paying: Order) -> None:
        raise ConnectionError

    try:
        try:
            charge(order)
        except ConnectionError as error:
            raise KeyError from error
    except KeyError as error:
        letter = error.__cause__
        error.__traceback__ = None
        assert letter is not None
        del order
        return [letter]


def _suspended(order: Order) -> object:
    def tickets(sold: Order) -> Iterator[Order]:
        yield sold

    generator = tickets(order)
    next(generator)
    return generator


def _context(order: Order) -> object:
    context = contextvars.copy_context()
    context.run(CURRENT.set, order)
    return context


@pytest.mark.parametrize(
    ("hold", "expected"),
    [
        (
            _closure,
            ["curtain.held: list", "[0]: function _closure.<locals>.changed", "closure variable 'order': Order"],
        ),
        (
            _default,
            [
                "curtain.held: dict",
                "['evening 7']: list",
                "[0]: function _default.<locals>.changed",
                "default of parameter 'order': Order",
            ],
        ),
        (lambda order: order.changed, ["curtain.held: method Order.changed", ".__self__: Order"]),
        (lambda order: deque([order]), ["curtain.held: deque", "[0]: Order"]),
        (lambda order: {order}, ["curtain.held: set", "an element: Order"]),
        (lambda order: {order: 1}, ["curtain.held: dict", "a key: Order"]),
        (lambda order: {(7, "A"): order}, ["curtain.held: dict", "[(7, 'A')]: Order"]),
        (Holder, ["curtain.held: Holder", ".order: Order"]),
        (functools.partial(functools.partial, print), ["curtain.held: partial", ".args: tuple", "[0]: Order"]),
        (_suspended, ["curtain.held: generator _suspended.<locals>.tickets", "local variable 'sold': Order"]),
        (_context, ["curtain.held: Context", "context variable 'current_order': Order"]),
        (lambda order: Mock(spec=dict, order=order), ["curtain.held: Mock", ".order: Order"]),
    ],
)
def test_retaining_path(curtain: types.ModuleType, hold: Callable[[Order], object], expected: list[str]) -> None:
    curtain.held = hold(Order())  # type: ignore[attr-defined]
    assert [str(step) for step in retaining_path(live(Order)[0], roots=[curtain])] == expected


def test_path_through_a_traceback(curtain: types.ModuleType) -> None:
    curtain.held = _failed(Order())  # type: ignore[attr-defined]
    steps = [str(step) for step in retaining_path(live(Order)[0])]
    assert steps[0:3] == ["curtain.held: list", "[0]: ConnectionError", ".__traceback__: traceback"]
    assert steps[-1] == "local variable 'paying': Order"


@pytest.mark.parametrize("method", ["cents", "fee"])
def test_path_through_a_cache_on_a_method(curtain: types.ModuleType, method: str) -> None:
    getattr(Order(), method)(2)
    curtain.Order = Order  # type: ignore[attr-defined]
    steps = [str(step) for step in retaining_path(live(Order)[0], roots=[curtain])]
    assert steps == [
        "curtain.Order: class Order",
        f".{method}: lru_cache of Order.{method}",
        "a cached call's arguments: tuple",
        "[0]: Order",
    ]


def test_path_through_a_timer_and_a_task() -> None:
    async def later(order: Order) -> None:
        await asyncio.sleep(60)

    async def main() -> list[str]:
        timer = weakref.ref(asyncio.get_running_loop().call_later(60, print, Order()))
        by_timer = [str(step) for step in retaining_path(live(Order)[0])]
        pending = timer()
        assert pending is not None
        pending.cancel()
        asyncio.create_task(later(Order()), name="later")  # noqa: RUF006 - whom nobody keeps, the loop does
        del pending
        await asyncio.sleep(0)
        task = [str(step) for step in retaining_path(next(iter(live(Order)[-1:])))]
        return [*by_timer, *task]

    steps = asyncio.run(main())
    assert steps[0] == "the running event loop._scheduled: list"
    assert "local variable 'order': Order" in steps


def test_path_from_another_thread() -> None:
    held, done = threading.Event(), threading.Event()

    def wait() -> None:
        order = Order()
        held.set()
        done.wait()
        del order

    thread = threading.Thread(target=wait)
    thread.start()
    held.wait()
    try:
        steps = [str(step) for step in retaining_path(live(Order)[0])]
    finally:
        done.set()
        thread.join()
    assert steps == ["a thread's local variables in test_path_from_another_thread.<locals>.wait['order']: Order"]


def test_no_path_but_the_callers_own_variable() -> None:
    order = Order()
    assert retaining_path(order) == ()
    assert [str(step) for step in retaining_path(order, roots=[[order]])] == ["list[0]: Order"]


def test_path_to_what_is_frozen(curtain: types.ModuleType) -> None:
    order = Order()
    curtain.held = [order]  # type: ignore[attr-defined]
    gc.freeze()
    assert not [each for each in gc.get_referrers(order) if each is curtain.held]  # type: ignore[attr-defined]
    assert [str(step) for step in retaining_path(order)] == ["curtain.held: list", "[0]: Order"]
