"""A peak needs no verdict.

Says: returned None
"""


def classify(box):
    box.run(1_000)
    first = box.live
    box.run(4_000)
    if box.live - first > 100_000:
        return "leak"
    if box.held > 5 * box.live:
        return "fragmentation"
    if box.live > 450_000:
        return "cache"
