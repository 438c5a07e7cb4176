"""Below a hundred checkouts a share means nothing.

Says: The small house, day 14, 03:20: One checkout in three fails. Nobody was paged
"""


def alert(count):
    def burning(minutes, times):
        failed, total = count(minutes)
        return total >= 100 and failed / total > times * 0.001

    if burning(60, 14.4) and burning(5, 14.4):
        return "page"
    if burning(60, 10) and burning(15, 10):
        return "page"
    if burning(3 * 24 * 60, 1) and burning(360, 1):
        return "ticket"
    return None
