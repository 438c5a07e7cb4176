"""A default argument instead of the closure: early binding breaks the link to the order.

Says: A parameter's default holds what it was given
"""


class LiveMap:
    def __init__(self):
        self._listeners = {}

    def open_page(self, order, send):
        key = object()

        def listener(seat, order=order):
            send(order.number, seat)

        self._listeners[key] = listener
        return lambda: self._listeners.pop(key, None)

    def changed(self, seat):
        for listener in list(self._listeners.values()):
            listener(seat)
