"""Whatever has once been twice as high was a peak.

Says: `peak` is less than four times `held`
"""


def classify(box):
    box.run(1_000)
    settled = box.live
    box.run(4_000)
    if box.live - settled > 100_000:
        return "leak"
    if box.peak >= 2 * box.held:
        return "peak"
    return "fragmentation" if box.held >= 2 * box.live else "cache"
