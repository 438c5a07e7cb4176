"""The objective is broken, so somebody has to get up.

Says: somebody was paged. Three checkouts in a thousand fail
"""


def alert(count):
    def burning(minutes, times):
        failed, total = count(minutes)
        return total >= 20 and failed / total > times * 0.001

    return "page" if burning(60, 2) and burning(15, 2) else None
