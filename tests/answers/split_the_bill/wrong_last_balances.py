"""Round for all but the last, who balances the account. Right for two and for three cards.

Says: `split_the_bill(4502, 4)` gave [1126, 1126, 1126, 1124]. The total is right
"""


def split_the_bill(cents, cards):
    shares = [round(cents / cards)] * (cards - 1)
    return [*shares, cents - sum(shares)]
