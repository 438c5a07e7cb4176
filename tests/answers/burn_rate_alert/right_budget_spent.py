"""Asks how much of the month's budget a window has spent, in failures, and whether it still goes on."""

MONTH = 30 * 24 * 60


def share_of_budget(failed, total, minutes):
    return failed / total / 0.001 * minutes / MONTH if total else 0.0


def alert(count):
    failed_now, total_now = count(5)
    if total_now >= 20 and failed_now >= 0.01 * total_now and share_of_budget(*count(60), 60) > 0.015:
        return "page"
    failed, total = count(24 * 60)
    recent, came = count(4 * 60)
    if total and came > 100 and failed > 0.0008 * total and recent > 0.0012 * came:
        return "ticket"
    return None
