"""The listener needs the order, so it closes over it.

Says: A listener's closure holds it.
"""


class LiveMap:
    def __init__(self):
        self._listeners = {}

    def open_page(self, order, send):
        key = object()
        self._listeners[key] = lambda seat: send(order.number, seat)
        return lambda: self._listeners.pop(key, None)

    def changed(self, seat):
        for listener in list(self._listeners.values()):
            listener(seat)
