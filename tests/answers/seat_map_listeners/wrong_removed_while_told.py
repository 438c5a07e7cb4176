"""Closing takes the listener out of the list, whenever it comes.

Says: closes itself when told of A1; then A2 is sold.
"""


class LiveMap:
    def __init__(self):
        self._listeners = []

    def open_page(self, order, send):
        number = order.number

        def listener(seat):
            send(number, seat)

        self._listeners.append(listener)

        def close():
            if listener in self._listeners:
                self._listeners.remove(listener)

        return close

    def changed(self, seat):
        for listener in self._listeners:
            listener(seat)
