"""Write the growth test: it passes three services that are clean and fails four that leak."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from types import CodeType, FunctionType, ModuleType

from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.leak_hunting import services
from coursekit.exercises.leak_hunting.services import Declined, Service

SECONDS = 30.0


def _verdict(answer: ModuleType, make: Callable[[], Service]) -> tuple[bool, list[Service]]:
    made: list[Service] = []

    def make_service() -> Service:
        made.append(make())
        return made[-1]

    gc.disable()  # when the collector would run by itself is no affair of the answer's
    try:
        got = answer.grows(make_service)
    except Declined as error:
        raise Wrong(
            f"The card for {error} was declined, and your test ended with that exception. One order in ten is; the "
            "service is all right.",
            "What should your test do with an exception that a caller of `handle` has to expect?",
        ) from None
    finally:
        gc.enable()
    if not isinstance(got, bool):
        raise Wrong(
            f"grows(make_service) returned {got!r}. It should return True if the service grows, else False.",
            "What does your test compare?",
        )
    if not any(service.handled for service in made):
        raise Wrong(
            f"grows(make_service) returned {got} without a single order.", "What does a service do that is not used?"
        )
    return got, made


def _clean(answer: ModuleType) -> None:
    for make, why, question in (
        (
            services.fills_a_cache,
            f"It keeps the last {services.CACHED} orders and no more: a cache that filled.",
            "How many orders had it handled at your first look?",
        ),
        (
            services.settles_in_batches,
            f"It keeps orders until there are {services.BATCH}, and then none. What your looks differ by is orders "
            "that were waiting.",
            "At which numbers of orders is nothing waiting?",
        ),
        (
            services.leaves_cycles,
            "It keeps nothing. What there was at your second look was garbage that nobody had collected.",
            "When does CPython free objects that refer to each other?",
        ),
    ):
        got, made = _verdict(answer, make)
        if got:
            raise Wrong(f"A clean service, and your test fails it after {_orders(made)}. {why}", question)


def _leak(make: Callable[[], Service], what: str, why: str, question: str, answer: ModuleType) -> None:
    got, made = _verdict(answer, make)
    if not got and (again := _same_orders(made)):
        raise Wrong(f"{what} Your test passes it after {_orders(made)}. {again}", "Which order numbers does it use?")
    if not got:
        raise Wrong(f"{what} Your test passes it after {_orders(made)}. {_blind_spot(answer) or why}", question)


def _same_orders(made: list[Service]) -> str:
    for service in made:
        if service.handled > service.highest:
            return f"No number was above {service.highest:,}: it handled the same orders again, and again."
    return ""


def _blind_spot(answer: ModuleType) -> str:
    """Say what the tool that the answer uses can't see, going by the names in its code."""
    names = {
        name
        for value in vars(answer).values()
        if isinstance(value, FunctionType) and value.__module__ == answer.__name__
        for name in _names(value.__code__)
    }
    if "Tracker" in names and "trace_python_allocators" not in names:
        return "Without `trace_python_allocators`, memray sees the arenas that CPython takes, not the objects in them."
    if "get_objects" in names:
        return "The collector knows of containers only; bytes, strings and numbers are none."
    if names & {"rss", "memory_full_info", "ru_maxrss", "memory_percent"}:
        return "RSS moves by pages and arenas, long after the objects that fill them."
    return ""


def _names(code: CodeType) -> set[str]:
    found = set(code.co_names)
    for each in code.co_consts:
        if isinstance(each, CodeType):
            found |= _names(each)
        elif isinstance(each, tuple):  # the names of keyword arguments
            found |= {name for name in each if isinstance(name, str)}
    return found


def _declined(answer: ModuleType) -> None:
    what = "A service keeps the exception, and with it the order, whenever one is declined."
    got, made = _verdict(answer, services.keeps_declined)
    if got:
        return
    if not any(service.declined for service in made):
        raise Wrong(
            f"{what} Your test passes it after {_orders(made)}. None of them was declined.",
            "Which order numbers does your test use?",
        )
    raise Wrong(
        f"{what} Your test passes it after {_orders(made)}, though some were declined.",
        "What is measured around the calls that raise?",
    )


def _orders(made: list[Service]) -> str:
    handled = sum(service.handled for service in made)
    return "1 order" if handled == 1 else f"{handled:,} orders"


EXERCISE = Exercise(
    name="growth_test",
    topic="leak_hunting",
    title="A test for growth",
    level="test",
    minutes=16,
    needs=("growth per operation", "slope", "knee", "tracemalloc", "memray", "cycle collector"),
    provides={"grows": ("make_service",)},
    seconds=SECONDS,
    demands=(
        Demand(
            "sees_a_leak",
            "It fails a service that keeps every order.",
            partial(
                _leak,
                services.keeps_orders,
                "A service keeps every order, 10 kB each.",
                "What it kept is still there.",
                "What do you compare with what, and is it the service that you measure?",
            ),
        ),
        Demand(
            "passes_clean",
            "It passes a service whose cache fills, one that works in batches, and one that leaves its garbage to the "
            "collector.",
            _clean,
        ),
        Demand(
            "sees_a_slow_leak",
            "It fails a service that keeps 64 bytes of each order.",
            partial(
                _leak,
                services.keeps_receipts,
                "A service keeps 64 bytes of each order.",
                "A million orders are 100 MB.",
                "What is the least growth that your test can tell from none, and what is the rest made of?",
            ),
        ),
        Demand(
            "sees_the_declined",
            "It fails a service that keeps only the orders that are declined.",
            _declined,
        ),
        Demand(
            "sees_native_memory",
            "It fails a service that keeps 400 bytes of each order in memory of SQLite's.",
            partial(
                _leak,
                services.keeps_rows,
                "A service writes 400 bytes of each order into a SQLite database in memory.",
                "None of that memory came from Python's allocators, and it is too little to stand out in RSS.",
                "Which tool sees what a C library allocates?",
            ),
        ),
    ),
    hints=(
        "Start with what the service may do without being guilty: fill a cache of 64, let up to 40 orders wait, leave "
        "cycles, decline an order. A single look before and a single one after can't tell any of that from a leak.",
        "A slope, then: warm up, look, handle more, look again, divide. Collect garbage before each look. Let both "
        "looks come at a multiple of 40 orders, so that no order is waiting. Use numbers that go on and on, and take "
        "`Declined` as an answer. tracemalloc will still miss what SQLite allocates. memray follows malloc, and with "
        "`trace_python_allocators=True` it also follows the small objects that CPython cuts out of its arenas.",
        "`native_growth` from `coursekit.probes.memory` does the looks by memray. It calls an operation without "
        "arguments, so give it one:\n\n"
        "```python\n"
        "def handle_one():\n"
        "    with suppress(Declined):\n"
        "        service.handle(next(numbers))\n"
        "```\n\n"
        "Choose `few` and `many` so that every look comes at a multiple of 40, and the bound between 0 and what the "
        "slow leak keeps: 64 bytes, and an object's header.",
    ),
    debrief=(
        "**The trade-off.** Whoever counts allocations slows them down, memray and tracemalloc alike, so such a test "
        "belongs beside the load tests rather than among the unit tests. A version with tracemalloc needs no file, no "
        "second package and nobody else's Tracker to end first; it would have caught three of the four.\n\n"
        "**A second way.** `pytest-memray` has `@pytest.mark.limit_leaks('1 MB')`, which fails a test that leaves "
        "more than so much behind in one place: coarser, and one line. What it limits is a total and not a slope, so "
        "the test itself has to see to it that the caches are full.\n\n"
        "**Where it bites.** A growth test is as good as the traffic in it. Leaks live on the paths that nobody "
        "exercises: declined cards, timeouts, cancelled requests, reconnects. Replay a sample of real traffic, errors "
        "included, and assert the slope."
    ),
)
