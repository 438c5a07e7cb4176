"""The SRE Workbook's three pairs of windows, and a minimum of failures instead of checkouts."""

BUDGET = 0.001
RULES = [("page", 14.4, 60, 5), ("page", 6, 6 * 60, 30), ("ticket", 3, 24 * 60, 120), ("ticket", 1, 72 * 60, 360)]


def over(count, minutes, times):
    failed, total = count(minutes)
    return failed >= 3 and failed / total > times * BUDGET


def alert(count):
    for word, times, long, short in RULES:
        if over(count, long, times) and over(count, short, times):
            return word
    return None
