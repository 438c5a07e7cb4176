"""Somebody always comes.

Says: Nobody had tried to buy a ticket
"""


def alert(count):
    def ratio(minutes):
        failed, total = count(minutes)
        return failed / total

    if ratio(60) > 0.0144 and ratio(5) > 0.0144:
        return "page"
    if ratio(3 * 24 * 60) > 0.001 and ratio(360) > 0.001:
        return "ticket"
    return None
