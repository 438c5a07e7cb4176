"""A copy protects the loop. It does not protect the pages that are closed while it runs.

Says: The page of order 3 was told of A1 all the same
"""


class LiveMap:
    def __init__(self):
        self._listeners = {}

    def open_page(self, order, send):
        number, key = order.number, object()
        self._listeners[key] = lambda seat: send(number, seat)
        return lambda: self._listeners.pop(key, None)

    def changed(self, seat):
        for listener in list(self._listeners.values()):
            listener(seat)
