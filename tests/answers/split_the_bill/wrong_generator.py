"""Who iterates does not care what over.

Says: should give a list of cents, and gave a value of type `generator`
"""


def split_the_bill(cents, cards):
    share, rest = divmod(cents, cards)
    for card in range(cards):
        yield share + (card < rest)
