"""Each card pays its part of what is left, and leaves fewer cards behind it; a tuple, as some prefer."""


def split_the_bill(cents: int, cards: int) -> tuple[int, ...]:
    if cards == 1:
        return (cents,)
    share = round(cents / cards)
    return (share, *split_the_bill(cents - share, cards - 1))
