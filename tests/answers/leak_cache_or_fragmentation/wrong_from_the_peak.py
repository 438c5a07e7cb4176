"""What was given back once was a peak.

Says: The process has not given it back.
"""


def classify(box):
    box.run(1_000)
    first = box.live
    box.run(4_000)
    if box.live - first > 100_000:
        return "leak"
    return "peak" if box.peak > 5 * box.live else "cache"
