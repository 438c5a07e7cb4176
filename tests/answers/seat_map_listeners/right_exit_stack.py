"""A context manager is the page's life; an ExitStack ends it, as often as it is asked to."""

from contextlib import ExitStack, contextmanager
from functools import partial


class LiveMap:
    def __init__(self):
        self._listeners = []

    @contextmanager
    def _subscribed(self, listener):
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def open_page(self, order, send):
        stack = ExitStack()
        stack.enter_context(self._subscribed(partial(send, order.number)))
        return stack.close

    def changed(self, seat):
        for listener in self._listeners.copy():
            if listener in self._listeners:
                listener(seat)
