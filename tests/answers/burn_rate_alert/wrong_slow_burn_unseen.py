"""Whatever does not show within six hours is noise.

Says: No ticket was written
"""


def alert(count):
    def burning(minutes, times):
        failed, total = count(minutes)
        return total >= 20 and failed / total > times * 0.001

    if burning(60, 14.4) and burning(5, 14.4):
        return "page"
    return "ticket" if burning(360, 6) and burning(30, 6) else None
