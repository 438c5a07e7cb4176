"""A regression line over many looks, in bytes a request."""

from statistics import linear_regression


def classify(box):
    box.run(1_000)
    handled, live = [], []
    for at in range(1_000, 4_000, 100):
        box.run(100)
        handled.append(at)
        live.append(box.live)
    if linear_regression(handled, live).slope > 30:
        return "leak"
    return min(
        {"fragmentation": box.live / box.held, "peak": box.held / box.peak, "cache": 0.25}.items(),
        key=lambda each: each[1],
    )[0]
