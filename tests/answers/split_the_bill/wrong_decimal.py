"""Money is Decimal, so this must be right.

Says: as a share, a value of type `Decimal`
"""

from decimal import Decimal


def split_the_bill(cents, cards):
    share = (Decimal(cents) / cards).quantize(Decimal(1))
    return [share] * (cards - 1) + [cents - share * (cards - 1)]
