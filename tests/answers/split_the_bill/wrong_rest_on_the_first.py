"""Whoever pays first pays the rest; it is only cents.

Says: `split_the_bill(8000, 3)` gave [2668, 2666, 2666]. The total is right
"""


def split_the_bill(cents, cards):
    share, rest = divmod(cents, cards)
    return [share + rest] + [share] * (cards - 1)
