"""The gap between the peak and what is live is fragmentation.

Says: It has given it back: only the highest value stays.
"""


def classify(box):
    box.run(1_000)
    first = box.live
    box.run(4_000)
    if box.live - first > 100_000:
        return "leak"
    return "fragmentation" if box.peak > 5 * box.live else "cache"
