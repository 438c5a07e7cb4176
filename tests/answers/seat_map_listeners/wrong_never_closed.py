"""Capturing the number is enough; a closed page takes no messages anyway.

Says: is told of the next change all the same
"""


class LiveMap:
    def __init__(self):
        self._listeners = []

    def open_page(self, order, send):
        number = order.number
        self._listeners.append(lambda seat: send(number, seat))
        return lambda: None

    def changed(self, seat):
        for listener in self._listeners:
            listener(seat)
