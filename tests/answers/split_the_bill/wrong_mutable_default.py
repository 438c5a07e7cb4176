"""A default argument is made anew for each call.

Says: `split_the_bill(9000, 2)` gave 5 shares for 2 cards
"""


def split_the_bill(cents, cards, shares=[]):
    for card in range(cards):
        shares.append(cents // cards + (card < cents % cards))
    return shares
