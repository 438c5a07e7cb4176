"""A plateau that does not fall is fragmentation.

Says: What is held is in use.
"""


def classify(box):
    box.run(1_000)
    first, held = box.live, box.held
    box.run(4_000)
    if box.live - first > 100_000:
        return "leak"
    if box.peak > 4 * box.held:
        return "peak"
    return "fragmentation" if box.held > 700_000 else "cache"
