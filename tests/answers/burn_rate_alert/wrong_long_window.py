"""An hour is long enough to be sure.

Says: and the page stays until
"""


def alert(count):
    failed, total = count(60)
    if total >= 10 and failed / total > 0.0144:
        return "page"
    failed, total = count(24 * 60)
    return "ticket" if total and failed / total > 0.001 else None
