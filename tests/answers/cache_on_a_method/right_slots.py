"""A dict in each invoice, in a slot: no weak reference to the invoice can be made."""


class Invoice:
    __slots__ = ("_totals", "order", "rates")

    def __init__(self, order, rates):
        self.order = order
        self.rates = rates
        self._totals = {}

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    def total(self, currency):
        if currency not in self._totals:
            self._totals[currency] = self.order.cents * self.rates(currency)
        return self._totals[currency]
