"""The payment gateway will round it.

Says: as a share, a value of type `float`
"""


def split_the_bill(cents, cards):
    return [cents / cards] * cards
