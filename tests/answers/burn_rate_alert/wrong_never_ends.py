"""An alert stays until somebody has looked at it.

Says: and the page is never taken back
"""

raised = []


def alert(count):
    def burning(minutes, times):
        failed, total = count(minutes)
        return total >= 20 and failed / total > times * 0.001

    if burning(60, 14.4) and burning(5, 14.4):
        raised.append("page")
    return "page" if raised else None
