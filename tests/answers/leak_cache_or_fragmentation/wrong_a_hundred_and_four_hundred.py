"""100 and 400 requests are the two sizes that one takes.

Says: One request in ten leaves 512 bytes. That is a leak, and classify(box) called it a cache, after 400 requests.
"""


def classify(box):
    box.run(100)
    first = box.live
    box.run(300)
    if box.live - first > 100_000:
        return "leak"
    if box.held > 5 * box.live:
        return "fragmentation"
    return "peak" if box.peak > 4 * box.held else "cache"
