"""A page is closed once.

Says: The second time ended in ValueError.
"""


class LiveMap:
    def __init__(self):
        self._listeners = []

    def open_page(self, order, send):
        number = order.number

        def listener(seat):
            send(number, seat)

        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def changed(self, seat):
        for listener in list(self._listeners):
            listener(seat)
