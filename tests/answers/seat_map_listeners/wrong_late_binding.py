"""Keep the number on the map rather than in each closure.

Says: expected was [(1, 'A1')
"""


class LiveMap:
    def __init__(self):
        self._listeners = []

    def open_page(self, order, send):
        self.number = order.number

        def listener(seat):
            send(self.number, seat)

        self._listeners.append(listener)

        def close():
            if listener in self._listeners:
                self._listeners.remove(listener)

        return close

    def changed(self, seat):
        for listener in list(self._listeners):
            listener(seat)
