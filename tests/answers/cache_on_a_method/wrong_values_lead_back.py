"""A WeakKeyDictionary by identity; the value is a cached bound method.

Says: The cache's key is weak, and its value leads back to the key.
"""

import functools
import weakref


class Key:
    pass


_TOTALS = weakref.WeakKeyDictionary()


class Invoice:
    def __init__(self, order, rates):
        self.order = order
        self.rates = rates
        self._key = Key()
        _TOTALS[self._key] = functools.lru_cache(maxsize=None)(self._total)

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    def _total(self, currency):
        return self.order.cents * self.rates(currency)

    def total(self, currency):
        return _TOTALS[self._key](currency)
