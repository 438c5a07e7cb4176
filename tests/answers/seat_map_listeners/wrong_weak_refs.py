"""Keep weak references to the closures, and skip the dead ones.

Says: A weak reference is dead once nobody else holds what it refers to.
"""

import weakref


class LiveMap:
    def __init__(self):
        self._listeners = []

    def open_page(self, order, send):
        number = order.number

        def listener(seat):
            send(number, seat)

        self._listeners.append(weakref.ref(listener))
        return lambda: None

    def changed(self, seat):
        for reference in self._listeners:
            listener = reference()
            if listener is not None:
                listener(seat)
