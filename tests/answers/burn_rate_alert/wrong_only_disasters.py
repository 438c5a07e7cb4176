"""A page is for a disaster; one in fifty is none.

Says: At this rate the budget of 30 days is gone in a day and a half
"""


def alert(count):
    failed, total = count(5)
    if total >= 10 and failed / total > 0.15:
        return "page"
    failed, total = count(6 * 60)
    return "ticket" if total >= 100 and failed / total > 0.001 else None
