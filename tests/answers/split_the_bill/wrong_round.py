"""Rounding errors even out.

Says: adds up to 8001 cents: 1 cent too much
"""


def split_the_bill(cents, cards):
    return [round(cents / cards)] * cards
