"""RSS is what the OOM killer sees, so watch RSS.

Says: called it fragmentation, after 5,000 requests. Memory is held beyond what is live, and what is live grows
Like: wrong_held_only
"""


def classify(box):
    start = box.held
    box.run(2_000)
    first = box.held
    box.run(3_000)
    if box.held - first > 300_000 or (box.held - first > 100_000 and first < 2_000_000):
        return "leak"
    if box.peak > 4 * box.held:
        return "peak"
    return "fragmentation" if box.held > 4_000_000 else "cache"
