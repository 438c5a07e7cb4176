"""The SRE Workbook's rule, word for word.

Says: A quiet night: two people came
"""


def alert(count):
    def burning(minutes, times):
        failed, total = count(minutes)
        return total > 0 and failed / total > times * 0.001

    if burning(60, 14.4) and burning(5, 14.4):
        return "page"
    if burning(360, 6) and burning(30, 6):
        return "page"
    if burning(3 * 24 * 60, 1) and burning(360, 1):
        return "ticket"
    return None
