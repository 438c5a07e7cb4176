"""By the numbers of the table."""

ORDER = [12, 10, 14, 5, 19, 13, 1, 11, 18, 15, 8, 6, 4, 3, 9]
