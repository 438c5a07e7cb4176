"""100 requests warm anything up.

Says: Its first look came at request 400
"""


def classify(box):
    box.run(400)
    first = box.live
    box.run(3_600)
    if box.live - first > 100_000:
        return "leak"
    if box.held > 5 * box.live:
        return "fragmentation"
    return "peak" if box.peak > 4 * box.held else "cache"
