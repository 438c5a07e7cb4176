"""The panel shows how it stands.

Says: without a single request
"""


def classify(box):
    if box.held > 5 * box.live:
        return "fragmentation"
    return "leak"
