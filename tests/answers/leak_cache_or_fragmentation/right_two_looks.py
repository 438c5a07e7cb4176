"""Two looks after the warm-up decide on a leak; then what is in use, then the highest value."""


def classify(box):
    box.run(1_000)
    settled = box.live
    box.run(4_000)
    if box.live - settled > 100_000:
        return "leak"
    if box.held > 5 * box.live:
        return "fragmentation"
    return "peak" if box.peak > 4 * box.held else "cache"
