"""The objective is broken, so somebody has to get up.

Says: The small house, day 22, 09:42: somebody was paged
"""


def alert(count):
    def burning(minutes, times):
        failed, total = count(minutes)
        return total >= 20 and failed / total > times * 0.001

    return "page" if burning(60, 2) and burning(15, 2) else None
