"""Without a cache, nothing leaks.

Says: asked for its total in EUR twice in a row
"""


class Invoice:
    def __init__(self, order, rates):
        self.order = order
        self.rates = rates

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    def total(self, currency):
        return self.order.cents * self.rates(currency)
