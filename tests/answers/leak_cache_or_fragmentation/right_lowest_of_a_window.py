"""The lowest look of each window is free of work in progress, so that a hand of blocks is enough."""


def lowest(box, looks=20, apart=50):
    found = []
    for _ in range(looks):
        box.run(apart)
        found.append(box.live)
    return min(found)


def classify(box):
    start = box.live
    lowest(box)
    early, _, late = lowest(box), lowest(box), lowest(box)
    if late - early > 40_000:
        return "leak"
    if late - start > 100_000:
        return "cache"
    return "fragmentation" if box.held - late > box.peak / 2 else "peak"
