"""The last five minutes say how it is now.

Says: For one minute two checkouts in five failed
"""


def alert(count):
    failed, total = count(5)
    if failed >= 3 and failed / total > 0.015:
        return "page"
    failed, total = count(6 * 60)
    long_failed, long_total = count(24 * 60)
    if total > 100 and failed / total > 0.001 and long_failed / long_total > 0.001:
        return "ticket"
    return None
