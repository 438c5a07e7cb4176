"""The listener captures the number alone; a dict with a key of its own lets the page be closed."""


class LiveMap:
    def __init__(self):
        self._listeners = {}

    def open_page(self, order, send):
        number, key = order.number, object()
        self._listeners[key] = lambda seat: send(number, seat)
        return lambda: self._listeners.pop(key, None)

    def changed(self, seat):
        for key in list(self._listeners):
            if listener := self._listeners.get(key):
                listener(seat)
