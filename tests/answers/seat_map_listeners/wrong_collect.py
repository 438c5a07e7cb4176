"""The collector is too lazy: call it after every order.

Says: Each further page that is opened, told of a change and closed leaves
"""

import gc


class LiveMap:
    def __init__(self):
        self._listeners = []

    def open_page(self, order, send):
        number = order.number
        state = {"open": True, "send": send}
        self._listeners.append(lambda seat: state["open"] and state["send"](number, seat))

        def close():
            state["open"] = False
            state["send"] = None
            gc.collect()

        return close

    def changed(self, seat):
        for listener in self._listeners:
            listener(seat)
