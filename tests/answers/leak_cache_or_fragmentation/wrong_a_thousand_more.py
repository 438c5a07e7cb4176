"""A second thousand requests, and a bound above work in progress.

Says: One request in 500 leaves 25 kB at once. That is a leak, and classify(box) called it a cache, after 2,000 requests.
"""


def classify(box):
    box.run(1_000)
    settled = box.live
    box.run(1_000)
    if box.live - settled > 40_000:
        return "leak"
    if box.held >= 5 * box.live:
        return "fragmentation"
    return "peak" if box.peak >= 4 * box.held else "cache"
