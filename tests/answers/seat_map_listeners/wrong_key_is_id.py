"""Keyed by `id(order)`: once an order is gone, the next one may stand in the same place.

Says: a page that was opened later has taken its place
"""


class LiveMap:
    def __init__(self):
        self._listeners = {}

    def open_page(self, order, send):
        number, key = order.number, id(order)
        self._listeners[key] = lambda seat: send(number, seat)
        return lambda: self._listeners.pop(key, None)

    def changed(self, seat):
        for key in list(self._listeners):
            if key in self._listeners:
                self._listeners[key](seat)
