"""What is there at the end and was not there at the start has leaked.

Says: Its first look came at request 0
"""


def classify(box):
    start = box.live
    box.run(5_000)
    if box.live > start + 100_000:
        return "leak"
    if box.held > 5 * box.live:
        return "fragmentation"
    return "peak" if box.peak > 4 * box.held else "cache"
