"""Floor first, then hand out the rest, one cent a card."""


def split_the_bill(cents, cards):
    shares = [cents // cards for _ in range(cards)]
    for card in range(cents - sum(shares)):
        shares[card] += 1
    return shares
