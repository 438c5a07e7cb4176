"""The next key is the number of pages that are open: after a page has closed, that key is taken.

Says: and one for order 3 is opened. The page of order 2 was told 0 times
"""


class LiveMap:
    def __init__(self):
        self._listeners = {}

    def open_page(self, order, send):
        number, key = order.number, len(self._listeners)
        self._listeners[key] = lambda seat: send(number, seat)
        return lambda: self._listeners.pop(key, None)

    def changed(self, seat):
        for key in list(self._listeners):
            if key in self._listeners:
                self._listeners[key](seat)
