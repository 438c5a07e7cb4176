"""tracemalloc shows what is live, and that is what matters.

Says: Hardly any of what is held is in use.
"""


def classify(box):
    box.run(1_000)
    first = box.live
    box.run(4_000)
    return "leak" if box.live - first > 100_000 else "cache"
