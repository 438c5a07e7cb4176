"""A share and a rest say it all; the caller knows how many cards there are.

Says: `split_the_bill(8000, 3)` gave 2 shares for 3 cards
"""


def split_the_bill(cents, cards):
    return divmod(cents, cards)
