"""The pages of buyers as the check plays them, and an answer's seat map with some of them open."""

from __future__ import annotations

import inspect
import itertools
import weakref
from collections import deque
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

from coursekit.exercises import Wrong
from coursekit.exercises.leak_hunting.orders import Order


class Page:
    """A buyer's page as the check plays it: what it was told, and who is told before whom."""

    clock = itertools.count()

    def __init__(self) -> None:
        self.told: list[tuple[int, str]] = []
        self.when: list[int] = []
        self.close: Callable[[], object] | None = None
        self.leaves_on: str | None = None
        self.closes: Page = self  # when it is told of that

    def send(self, number: int, seat: str) -> None:
        """Take a message, and leave if it is the one too many."""
        self.told.append((number, seat))
        self.when.append(next(self.clock))
        if seat == self.leaves_on and self.closes.close is not None:
            self.closes.close()


class Theatre:
    """An answer's map with some pages open; the orders are held by nobody here."""

    def __init__(self, answer: ModuleType, pages: int) -> None:
        self.map: Any = answer.LiveMap()
        self.pages = [Page() for _ in range(pages)]
        self.orders: list[weakref.ref[Order]] = []
        for number, page in enumerate(self.pages, start=1):
            self.open(Order(number), page)

    def open(self, order: Order, page: Page) -> None:
        """Open a page, and see that it can be closed."""
        self.orders.append(weakref.ref(order))
        close = self.map.open_page(order, page.send)
        if not callable(close):
            raise Wrong(
                f"open_page(order, send) returned {_kind(close)}. It should return a function that closes the page.",
                "Who knows which listener is this page's, when the buyer leaves?",
            )
        page.close = close

    def has_no_order(self) -> str:
        """Name a collection in the map that gives its elements back in any order, or give nothing."""
        kinds = [type(each).__name__ for each in self._attributes() if isinstance(each, set | weakref.WeakSet)]
        return f" A {kinds[0]} has no order." if kinds else ""

    def overwritten(self) -> str:
        """Say so if the map is a dict with fewer entries than pages are open, or give nothing."""
        for each in self._attributes():
            if isinstance(each, dict) and 0 < len(each) < len(self.pages):
                entries = "1 entry" if len(each) == 1 else f"{len(each)} entries"
                return f" The dict has {entries}: a page that was opened later has taken its place."
        return ""

    def _attributes(self) -> list[Any]:
        return list(vars(self.map).values()) if hasattr(self.map, "__dict__") else []

    def why_lost(self) -> str:
        """Find in the map what lets go of listeners by itself."""
        held = self._attributes()
        held += [each for value in held if isinstance(value, list | dict | deque) for each in _values(value)]
        for each in held:
            if isinstance(each, deque) and each.maxlen is not None:
                return f" A deque with maxlen={each.maxlen} drops the oldest, open or not."
            if isinstance(each, weakref.WeakSet | weakref.WeakValueDictionary | weakref.WeakKeyDictionary):
                return f" A {type(each).__name__} drops what nobody else holds."
            if isinstance(each, weakref.WeakMethod):
                return " A WeakMethod lives as long as the object that the method belongs to."
            if isinstance(each, weakref.ref):
                return " A weak reference is dead once nobody else holds what it refers to."
            captured = inspect.getclosurevars(each).nonlocals.values() if inspect.isfunction(each) else ()
            if any(isinstance(value, weakref.ref) for value in captured):
                return " It asks a weak reference to the order, and the order is gone."
        return ""

    def change(self, *seats: str) -> None:
        """Sell seats, and let everybody know."""
        for seat in seats:
            self.map.changed(seat)


def _values(collection: Iterable[Any]) -> list[Any]:
    return list(collection.values() if isinstance(collection, dict) else collection)


def _kind(each: object) -> str:
    return "None" if each is None else "a coroutine" if inspect.iscoroutine(each) else f"a {type(each).__name__}"
