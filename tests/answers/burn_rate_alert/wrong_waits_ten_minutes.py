"""Wait for ten minutes, so that nobody is woken by a blip.

Says: The page came after 9 minutes
"""

since = [0]


def alert(count):
    failed, total = count(2)
    since[0] = since[0] + 1 if total >= 4 and failed / total > 0.015 else 0
    if since[0] >= 10:
        return "page"
    failed, total = count(6 * 60)
    return "ticket" if total >= 200 and failed / total > 0.002 else None
