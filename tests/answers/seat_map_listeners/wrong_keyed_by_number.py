"""One listener an order: a dict keyed by its number.

Says: A buyer has order 7 open in two tabs.
"""


class LiveMap:
    def __init__(self):
        self._listeners = {}

    def open_page(self, order, send):
        number = order.number
        self._listeners[number] = lambda seat: send(number, seat)
        return lambda: self._listeners.pop(number, None)

    def changed(self, seat):
        for listener in list(self._listeners.values()):
            listener(seat)
