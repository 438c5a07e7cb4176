"""A WeakSet, and each closing function holds its listener: nothing is lost, and nothing has an order.

Says: A WeakSet has no order.
"""

import weakref


class LiveMap:
    def __init__(self):
        self._listeners = weakref.WeakSet()

    def open_page(self, order, send):
        number = order.number

        def listener(seat):
            send(number, seat)

        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    def changed(self, seat):
        for listener in list(self._listeners):
            if listener in self._listeners:
                listener(seat)
