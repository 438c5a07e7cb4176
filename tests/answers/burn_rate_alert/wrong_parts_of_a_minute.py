"""The short window is a twelfth of the long one, by division.

Says: count(30.0): it takes whole minutes
Outcome: raised
"""


def burning(count, minutes, times):
    failed, total = count(minutes)
    return total >= 10 and failed / total > times * 0.001


def alert(count):
    for hours, times, word in ((1, 14.4, "page"), (6, 6, "page"), (72, 1, "ticket")):
        if burning(count, 60 * hours, times) and burning(count, 60 * hours / 12, times):
            return word
    return None
