"""Each card pays from one rounded mark to the next."""


def split_the_bill(cents, cards):
    return [cents * (card + 1) // cards - cents * card // cards for card in range(cards)]
