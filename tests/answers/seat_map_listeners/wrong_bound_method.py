"""Closures leak, methods do not.

Says: A bound method holds its object.
"""


class Listener:
    def __init__(self, order, send):
        self.order, self.send = order, send

    def notify(self, seat):
        self.send(self.order.number, seat)


class LiveMap:
    def __init__(self):
        self._listeners = []

    def open_page(self, order, send):
        notify = Listener(order, send).notify
        self._listeners.append(notify)

        def close():
            if notify in self._listeners:
                self._listeners.remove(notify)

        return close

    def changed(self, seat):
        for notify in list(self._listeners):
            notify(seat)
