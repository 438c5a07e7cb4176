"""A bounded deque: the registry cannot grow beyond ten.

Says: A deque with maxlen=10 drops the oldest, open or not.
"""

from collections import deque


class LiveMap:
    def __init__(self):
        self._listeners = deque(maxlen=10)

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
        for listener in list(self._listeners):
            listener(seat)
