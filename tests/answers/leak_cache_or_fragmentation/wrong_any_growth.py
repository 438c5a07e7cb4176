"""Any growth after the warm-up is a leak.

Says: what they differ by is work in progress
"""


def classify(box):
    box.run(1_500)
    first = box.live
    for _ in range(30):
        box.run(100)
        if box.live > first:
            return "leak"
    if box.held > 5 * box.live:
        return "fragmentation"
    return "peak" if box.peak > 4 * box.held else "cache"
