"""The live seat map: every buyer's page shows which seats are gone, for as long as the buyer looks at it.

This is Curtain as its team wrote it before the first Friday evening. Run as a program it is the process that serves the
map: it handles orders, and says from time to time how much memory it has.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psutil

Listener = Callable[[frozenset[str]], None]

TICKET_BYTES = 10_000  # a rendered PDF with its QR code
OPEN_PAGES = 50  # so many buyers look at the map at the same time
SEATS = 400


@dataclass(eq=False)
class SoldOrder:
    """An order that has been sold, with the ticket that its buyer downloads.

    Attributes:
        number: the order's number.
        seats: the seats bought.
        ticket: the rendered PDF.
    """

    number: int
    seats: frozenset[str]
    ticket: bytes


@dataclass(eq=False)
class Page:
    """What a buyer's browser shows at the moment.

    Attributes:
        others: how many seats are drawn as sold to somebody else.
    """

    others: int = 0


class SeatMap:
    """The seats sold so far, and who wants to hear of it when there are more."""

    def __init__(self) -> None:
        self._sold: frozenset[str] = frozenset()
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> None:
        """Have a listener called at every redraw.

        Args:
            listener: gets the seats that are sold.
        """
        self._listeners.append(listener)

    def sell(self, seats: frozenset[str]) -> None:
        """Mark seats as sold; the next redraw shows it.

        Args:
            seats: which.
        """
        self._sold |= seats

    def redraw(self) -> None:
        """Tell every listener what is sold by now."""
        for listener in self._listeners:
            listener(self._sold)


def handle(seat_map: SeatMap, number: int) -> Page:
    """Sell the next order and open its buyer's page, which follows the seat map.

    Args:
        seat_map: the live map.
        number: the order's number.

    Returns:
        The page. It belongs to the caller, until the buyer closes it.
    """
    order = SoldOrder(number, frozenset({f"A{number % SEATS}"}), render_ticket())
    page = Page()

    def redraw(sold: frozenset[str]) -> None:
        page.others = len(sold - order.seats)

    seat_map.sell(order.seats)
    seat_map.subscribe(redraw)
    return page


def render_ticket() -> bytes:
    """Render a ticket.

    Returns:
        The PDF: of the right size, and otherwise empty.
    """
    return b"%PDF".ljust(TICKET_BYTES)


def serve(seat_map: SeatMap, orders: int, every: int) -> Iterator[int]:
    """Handle orders one after the other. Only the last `OPEN_PAGES` pages stay open.

    Args:
        seat_map: the live map.
        orders: how many orders.
        every: redraw after as many.

    Yields:
        After each redraw, how many orders have been handled.
    """
    pages: deque[Page] = deque(maxlen=OPEN_PAGES)
    for number in range(1, orders + 1):
        pages.append(handle(seat_map, number))
        if number % every == 0:
            seat_map.redraw()
            yield number


def report(handled: int) -> str:
    """Say how this process does.

    Args:
        handled: how many orders it has handled.

    Returns:
        One JSON object: orders handled, orders still in memory, resident set size in bytes.
    """
    alive = sum(type(thing) is SoldOrder for thing in gc.get_objects())
    return json.dumps({"handled": handled, "alive": alive, "resident": psutil.Process().memory_info().rss})


def main() -> int:
    """Serve a Friday evening: print a report after every redraw, and one more when everybody has gone home.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(prog="python -m boxoffice.seatmap", description="Serve the live seat map.")
    parser.add_argument("--orders", type=int, default=4_000, help="how many orders to handle")
    parser.add_argument("--every", type=int, default=100, help="redraw and report after as many")
    options = parser.parse_args()
    seat_map = SeatMap()
    for handled in serve(seat_map, options.orders, options.every):
        print(report(handled), flush=True)
    gc.collect()
    print(report(options.orders))
    return 0


if __name__ == "__main__":
    sys.exit(main())
