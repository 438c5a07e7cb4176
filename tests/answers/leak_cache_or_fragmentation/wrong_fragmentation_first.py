"""Held and not live is fragmentation, whatever else.

Says: called it fragmentation, after 2,500 requests. Memory is held beyond what is live, and what is live grows
"""


def classify(box):
    box.run(1_000)
    first = box.live
    box.run(1_500)
    if box.held > 4 * box.live:
        return "fragmentation"
    if box.live - first > 60_000:
        return "leak"
    return "peak" if box.peak > 4 * box.held else "cache"
