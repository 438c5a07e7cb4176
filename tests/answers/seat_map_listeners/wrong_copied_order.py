"""A copy of the order, so that the order itself can go.

Says: Each further page that is open, its order done and gone,
"""

from copy import copy


class LiveMap:
    def __init__(self):
        self._listeners = {}

    def open_page(self, order, send):
        order = copy(order)
        key = object()
        self._listeners[key] = lambda seat: send(order.number, seat)
        return lambda: self._listeners.pop(key, None)

    def changed(self, seat):
        for listener in list(self._listeners.values()):
            listener(seat)
