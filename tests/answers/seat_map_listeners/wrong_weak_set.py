"""A WeakSet of listeners: what is not needed any more disappears by itself.

Says: A WeakSet drops what nobody else holds.
"""

import weakref


class LiveMap:
    def __init__(self):
        self._listeners = weakref.WeakSet()

    def open_page(self, order, send):
        def listener(seat):
            send(order.number, seat)

        self._listeners.add(listener)
        return lambda: None

    def changed(self, seat):
        for listener in list(self._listeners):
            listener(seat)
