"""Six failures in five minutes are too many, whoever comes.

Says: The large house, day 8
"""


def alert(count):
    failed, _ = count(5)
    if failed >= 6:
        return "page"
    recent, came = count(6 * 60)
    long, total = count(3 * 24 * 60)
    return "ticket" if came > 100 and recent > 0.001 * came and long > 0.001 * total else None
