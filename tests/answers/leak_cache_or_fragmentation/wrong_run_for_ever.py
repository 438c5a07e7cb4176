"""Long enough is when nothing changes any more.

Says: asked one box for more than 5,000 requests
"""


def classify(box):
    before = -1
    while box.live > before:
        before = box.live
        box.run(2_000)
    return "cache"
