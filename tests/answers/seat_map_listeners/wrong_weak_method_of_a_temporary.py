"""WeakMethod is made for listeners.

Says: A WeakMethod lives as long as the object that the method belongs to.
"""

import weakref


class Listener:
    def __init__(self, number, send):
        self.number, self.send = number, send

    def notify(self, seat):
        self.send(self.number, seat)


class LiveMap:
    def __init__(self):
        self._listeners = []

    def open_page(self, order, send):
        self._listeners.append(weakref.WeakMethod(Listener(order.number, send).notify))
        return lambda: None

    def changed(self, seat):
        for method in self._listeners:
            if notify := method():
                notify(seat)
