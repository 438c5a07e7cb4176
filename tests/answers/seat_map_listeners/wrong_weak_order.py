"""A weak reference to the order: the listener does not hold it, and says nothing once it is gone.

Says: It asks a weak reference to the order, and the order is gone.
"""

import weakref


class LiveMap:
    def __init__(self):
        self._listeners = {}

    def open_page(self, order, send):
        reference, key = weakref.ref(order), object()

        def listener(seat):
            order = reference()
            if order is not None:
                send(order.number, seat)

        self._listeners[key] = listener
        return lambda: self._listeners.pop(key, None)

    def changed(self, seat):
        for listener in list(self._listeners.values()):
            listener(seat)
