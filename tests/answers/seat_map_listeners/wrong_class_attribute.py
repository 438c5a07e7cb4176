"""The listeners are declared where one sees them, in the class.

Says: There are two maps, for two theatres.
"""


class LiveMap:
    listeners = {}

    def open_page(self, order, send):
        number, key = order.number, object()
        self.listeners[key] = lambda seat: send(number, seat)
        return lambda: self.listeners.pop(key, None)

    def changed(self, seat):
        for listener in list(self.listeners.values()):
            listener(seat)
