"""No closures at all: an immutable tuple of subscriptions, replaced at each opening and closing."""

from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True, eq=False)
class Subscription:
    number: int
    send: Callable[[int, str], None]


class LiveMap:
    def __init__(self):
        self._open = ()

    def open_page(self, order, send):
        mine = Subscription(order.number, send)
        self._open += (mine,)

        def close():
            self._open = tuple(each for each in self._open if each is not mine)

        return close

    def changed(self, seat):
        for each in self._open:
            if each in self._open:  # which may be another tuple by now
                each.send(each.number, seat)
