def split_the_bill(cents: int, cards: int) -> list[int]:
    """Split a price in cents over one to four cards; give what each of them pays."""
    ...  # your code