"""The closing function owns the page's listener; the map has a WeakMethod to it."""

import weakref


class Listener:
    def __init__(self, number, send):
        self.number, self.send = number, send

    def notify(self, seat):
        if self.send is not None:
            self.send(self.number, seat)

    def close(self):
        self.send = None


class LiveMap:
    def __init__(self):
        self._methods = []

    def open_page(self, order, send):
        listener = Listener(order.number, send)
        self._methods = [method for method in self._methods if method() is not None and method().__self__.send]
        self._methods.append(weakref.WeakMethod(listener.notify))
        return listener.close

    def changed(self, seat):
        for method in tuple(self._methods):
            notify = method()
            if notify is not None:
                notify(seat)
