"""Repair the live seat map: its listeners keep every order alive, and nobody ever unsubscribes them."""

from __future__ import annotations

import gc
import itertools
import weakref
from collections.abc import Sequence
from functools import partial
from types import ModuleType

from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.leak_hunting.orders import Order, demand_no_growth, first_survivor
from coursekit.exercises.leak_hunting.theatre import Page, Theatre

SEATS = ("A1", "A2", "B7")
FURTHER_BYTES = 16
OPEN_BYTES = 2_000  # far below the ticket


def _tells(answer: ModuleType) -> None:
    for count in (1, 2, 5, 20):
        theatre, other = Theatre(answer, count), Theatre(answer, 1)
        gc.collect()
        theatre.change(*SEATS)
        for number, page in enumerate(theatre.pages, start=1):
            _demand_told(theatre, page, number, f"{_pages(count)} open, their orders done. changed() was called for")
        if any(page.told for page in other.pages):
            raise Wrong(
                "There are two maps, for two theatres. The page on the second one was told of a seat in the first.",
                "To which object does the list of listeners belong?",
            )
        for before, after in itertools.pairwise(theatre.pages):
            if any(first > second for first, second in zip(before.when, after.when, strict=True)):
                raise Wrong(
                    f"{_pages(count)} open. A page that was opened later was told before one that was opened earlier."
                    f"{theatre.has_no_order()}",
                    "In which order does your collection give back its elements?",
                )
    theatre = Theatre(answer, 0)
    order, tabs = Order(7), [Page(), Page()]
    for tab in tabs:
        theatre.open(order, tab)
    theatre.change(*SEATS)
    for tab in tabs:
        _demand_told(theatre, tab, 7, "A buyer has order 7 open in two tabs. changed() was called for")


def _demand_told(theatre: Theatre, page: Page, number: int, scene: str) -> None:
    expected = [(number, seat) for seat in SEATS]
    if page.told == expected:
        return
    called = f"{scene} {', '.join(SEATS)}."
    if not page.told:
        overwritten = theatre.overwritten()
        raise Wrong(
            f"{called} The page of order {number} was told nothing: its listener is lost."
            f"{overwritten or theatre.why_lost()}",
            _QUESTION_FOR_KEYS if overwritten else "Who holds this listener from one change to the next?",
        )
    if len(page.told) > len(expected):
        raise Wrong(
            f"{called} The page of order {number} was told {len(page.told)} times, expected was {len(expected)}.",
            "How often is its listener in your collection?",
        )
    raise Wrong(
        f"{called} The page of order {number} was told {page.told}, expected was {expected}.",
        "Whose order and which seat does its listener see when it is called?",
    )


def _closed(answer: ModuleType) -> None:
    for count, leaving in ((1, (0,)), (2, (0,)), (5, (1, 2)), (20, (0, 7, 8, 19))):
        theatre = Theatre(answer, count)
        theatre.change("A1")
        for index in leaving:
            _close(theatre.pages[index])
            _close(theatre.pages[index])
        theatre.change("A2")
        for index, page in enumerate(theatre.pages):
            if index in leaving and len(page.told) > 1:
                raise Wrong(
                    f"{_pages(count)} open. That of order {index + 1} was closed, and is told of the next change "
                    "all the same.",
                    "What does closing do to the collection that `changed` goes through?",
                )
            if index not in leaving and len(page.told) != 2:
                raise Wrong(
                    f"{_pages(count)} open, and {len(leaving)} of them closed. The page of order {index + 1} was not, "
                    f"and was told {len(page.told)} of 2 changes.",
                    "What else does closing one page take away?",
                )
    for count, leaving in ((3, (0,)), (5, (1, 2))):
        theatre = Theatre(answer, count)
        for index in leaving:
            theatre.pages[index].leaves_on = "A1"
        try:
            theatre.change("A1", "A2")
        except RuntimeError as error:
            raise Wrong(
                f"A page closed itself when it was told, and changed() ended in a RuntimeError: {error}.",
                "What is being gone through while it changes?",
            ) from None
        for index, page in enumerate(theatre.pages):
            expected = 1 if index in leaving else 2
            if len(page.told) != expected:
                raise Wrong(
                    f"{_pages(count)} open. {'One closes itself' if len(leaving) == 1 else 'Two close themselves'} "
                    f"when told of A1; then A2 is sold. The page of order {index + 1} was told {len(page.told)} times, "
                    f"expected was {expected}.",
                    "What happens to a list that loses an element while a loop goes through it?",
                )

    _opened_after_a_close(answer)


def _closed_meanwhile(answer: ModuleType) -> None:
    theatre = Theatre(answer, 3)
    first, _, last = theatre.pages
    first.leaves_on, first.closes = "A1", last
    theatre.change("A1")
    if last.told:
        raise Wrong(
            "3 pages are open. That of order 1 is told of A1 and closes that of order 3, as when a buyer logs out. The "
            "page of order 3 was told of A1 all the same, after it was closed.",
            "You go through a copy: what is still in it that has been closed meanwhile?",
        )


def _opened_after_a_close(answer: ModuleType) -> None:
    theatre = Theatre(answer, 2)
    _close(theatre.pages[0])
    newest = Page()
    theatre.open(Order(3), newest)
    theatre.change("A1")
    for number, page in ((2, theatre.pages[1]), (3, newest)):
        if len(page.told) != 1:
            raise Wrong(
                f"Pages for orders 1 and 2 are opened, the first is closed, and one for order 3 is opened. The page of "
                f"order {number} was told {len(page.told)} times of the next change.",
                _QUESTION_FOR_KEYS,
            )


_QUESTION_FOR_KEYS = "What are your keys made of, and can a new page get the key of one that is still open?"


def _close(page: Page) -> None:
    assert page.close is not None
    try:
        page.close()
    except (ValueError, KeyError) as error:
        raise Wrong(
            f"A page was closed twice, as it happens when a buyer leaves and the connection breaks. The second time "
            f"ended in {type(error).__name__}.",
            "What if there is nothing left to take away?",
        ) from None


def _orders_freed(answer: ModuleType) -> None:
    for count in (1, 20):
        theatre = Theatre(answer, count)
        theatre.change("A1")
        left, path = first_survivor(theatre.orders, theatre.map, answer)
        if left:
            raise Wrong(
                f"{_pages(count)} open, and their orders are done. {left} of {count} orders "
                f"{'is' if left == 1 else 'are'} still there. {_why(path)}".rstrip(),
                "The path below goes from the map to the order. Which of its steps needs the whole order?",
                evidence=path,
            )

    theatre, numbers, shown = Theatre(answer, 0), itertools.count(1_000), Page()

    def open_one() -> None:
        theatre.orders.clear()
        theatre.open(Order(next(numbers)), shown)

    demand_no_growth(
        open_one,
        OPEN_BYTES,
        "Each further page that is open, its order done and gone,",
        "What does a page still need of an order that is done?",
    )


def _why(path: str) -> str:
    if "default of parameter" in path:
        return "A parameter's default holds what it was given, just as a closure does."
    if "deque" in path:
        return "The collection is bounded, and within its bound it keeps whatever it was given."
    if "method" in path:
        return "A bound method holds its object."
    if "partial" in path:
        return "A partial holds its arguments."
    if "closure variable" in path:
        return "A listener's closure holds it."
    return ""


def _pages_freed(answer: ModuleType) -> None:
    theatre = Theatre(answer, 5)
    pages = [weakref.ref(page) for page in theatre.pages]
    for page in theatre.pages:
        _close(page)
    del page
    theatre.pages.clear()
    gc.collect()
    if left := sum(page() is not None for page in pages):
        raise Wrong(
            f"5 pages were closed, and {left} of them {'is' if left == 1 else 'are'} still held.",
            "What of a page is left in the map once it is closed?",
        )

    def visit(seats: Sequence[str]) -> None:
        page = Page()
        theatre.orders.clear()
        theatre.open(Order(next(numbers)), page)
        for seat in seats:
            theatre.change(seat)
        _close(page)

    numbers = itertools.count(1_000)
    for seats, meanwhile in ((("A1",), "told of a change and closed"), ((), "told of nothing and closed")):
        demand_no_growth(
            partial(visit, seats),
            FURTHER_BYTES,
            f"Each further page that is opened, {meanwhile}",
            "What is added to when a page opens, and not taken away when it closes?",
        )


def _pages(count: int) -> str:
    return "1 page is" if count == 1 else f"{count} pages are"


EXERCISE = Exercise(
    name="seat_map_listeners",
    topic="leak_hunting",
    title="Seat-map listeners",
    level="repair",
    minutes=10,
    needs=("closures", "co_freevars", "retaining path", "weak reference"),
    provides={"LiveMap": ()},
    demands=(
        Demand(
            "tells",
            "Every open page is told of every change exactly once: `send(order.number, seat)`, in the order in which "
            "the pages were opened, also after its order is done. Two pages may show the same order.",
            _tells,
        ),
        Demand(
            "closed",
            "A closed page is told nothing more, and all others still are, each once. A page may be closed twice, and "
            "may close itself while it is being told.",
            _closed,
        ),
        Demand(
            "orders_freed",
            "An order that is done is freed, ticket and all, though its page is still open and still told of changes; "
            "such a page keeps at most 2,000 bytes.",
            _orders_freed,
        ),
        Demand(
            "pages_freed",
            "Nothing of a closed page is left: further pages that are opened and closed leave at most 16 bytes each.",
            _pages_freed,
        ),
        Demand(
            "closed_meanwhile",
            "A page that is told of a change may close another one, which is not even told of that change.",
            _closed_meanwhile,
        ),
    ),
    hints=(
        "Two things end at different times: the order, when it is paid, and the page, when the buyer leaves. For each "
        "of them, ask who holds it, and until when. `retaining_path` from `coursekit.probes.memory` will tell you.",
        "The closure needs one number, and holds ten thousand bytes to get it: it captures the variable `order`, not "
        "what you read from it. And no garbage collector can help, since a list that is reachable holds it all. "
        "Weak references to the listeners are tempting, and a trap: unless your `close` holds it, nobody else holds a "
        "closure, and it is gone at once. What is missing is an end: whoever subscribes must be able to unsubscribe.",
        "Read the number before you make the listener, and keep the listeners where one can be taken out again, such "
        "as a dict with a key of your own:\n\n"
        "```python\n"
        "number = order.number\n"
        "key = object()\n"
        "self._listeners[key] = lambda seat: send(number, seat)\n"
        "return lambda: ...\n"
        "```\n\n"
        "In `changed`, go through a copy of the keys, and look before each call whether the key is still there: a page "
        "may have been closed meanwhile.",
    ),
    debrief=(
        "**The trade-off.** Capturing values makes the listener cheap to hold, and stale: it will never see an order "
        "that changes. Unsubscribing is exact, and somebody has to do it on every way out, the broken connection "
        "included. `contextlib.ExitStack` or a `with` block around the page's life makes that hard to forget.\n\n"
        "**A second way.** `weakref.WeakMethod(page.show)`, if the page is an object that somebody else holds as long "
        "as it is open: then it needs no unsubscribing, and dead entries are swept when a page opens or the map goes "
        "through them. It must be a `WeakMethod`: a bound method is made anew at each access, so a plain `weakref.ref` "
        "to it is dead at once. And a weak reference to a closure loses the listener in silence, which is worse than a "
        "leak.\n\n"
        "**Where it bites.** `atexit`, logging handlers, ORM event listeners, a message bus of your own: every "
        "registry that outlives what it calls. Look at what it captures, and for the line that takes it out again. "
        "Django's signals hold receivers weakly unless told otherwise; there a closure is lost, and nobody hears of it."
    ),
)
