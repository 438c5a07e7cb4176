from functools import lru_cache


class Invoice:
    """What an order costs, in any currency."""

    def __init__(self, order, rates):
        self.order = order
        self.rates = rates

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    @lru_cache(maxsize=None)
    def total(self, currency):
        """Give the total in a currency; the bank is asked once for each."""
        return self.order.cents * self.rates(currency)