"""One long window begins a page, one short window ends it; remembered from minute to minute."""

state = {"page": False, "ticket": False}


def ratio(count, minutes):
    failed, total = count(minutes)
    return failed / max(total, 120)


def alert(count):
    if ratio(count, 60) > 0.012 and ratio(count, 3) > 0.004:
        state["page"] = True
    elif ratio(count, 20) < 0.002:
        state["page"] = False
    if ratio(count, 24 * 60) > 0.0012 and ratio(count, 6 * 60) > 0.001:
        state["ticket"] = True
    elif ratio(count, 6 * 60) < 0.0005:
        state["ticket"] = False
    return "page" if state["page"] else "ticket" if state["ticket"] else None
