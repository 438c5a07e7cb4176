"""Whoever leaves empties the registry.

Says: and was told 1 of 2 changes.
"""


class LiveMap:
    def __init__(self):
        self._listeners = []

    def open_page(self, order, send):
        number = order.number
        self._listeners.append(lambda seat: send(number, seat))
        return self._listeners.clear

    def changed(self, seat):
        for listener in list(self._listeners):
            listener(seat)
