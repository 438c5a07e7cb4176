"""Closed pages are marked, and swept out at the next change.

Says: Each further page that is opened, told of nothing and closed
"""

class LiveMap:
    """Closed pages are marked, and swept out at the next change."""

    def __init__(self):
        self._pages = []

    def open_page(self, order, send):
        page = [order.number, send]
        self._pages.append(page)

        def close():
            page[1] = None

        return close

    def changed(self, seat):
        self._pages = [page for page in self._pages if page[1] is not None]
        for page in list(self._pages):
            number, send = page
            if send is not None:
                send(number, seat)
        self._pages = [page for page in self._pages if page[1] is not None]
