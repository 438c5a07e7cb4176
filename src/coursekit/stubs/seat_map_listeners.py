class LiveMap:
    """Tells every open page which seats are sold."""

    def __init__(self):
        self._listeners = []

    def open_page(self, order, send):
        """Have a page told of changes, until the function that is returned is called."""

        def listener(seat):
            send(order.number, seat)

        self._listeners.append(listener)

        def close():
            ...  # the page is gone, and so is its listener

        return close

    def changed(self, seat):
        """Tell every open page that a seat is sold."""
        for listener in self._listeners:
            listener(seat)