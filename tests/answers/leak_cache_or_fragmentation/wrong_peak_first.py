"""A high peak is the first thing to look at.

Says: The highest value comes from a burst
"""


def classify(box):
    box.run(1_000)
    first = box.live
    box.run(3_000)
    if box.peak > 3 * box.held:
        return "peak"
    if box.live - first > 100_000:
        return "leak"
    return "fragmentation" if box.held > 5 * box.live else "cache"
