"""The objective is over thirty days, so look at thirty days.

Says: and the ticket is never taken back
"""


def alert(count):
    def burning(minutes, times):
        failed, total = count(minutes)
        return total >= 20 and failed / total > times * 0.001

    if burning(60, 14.4) and burning(5, 14.4):
        return "page"
    return "ticket" if burning(5 * 24 * 60, 0.7) else None
