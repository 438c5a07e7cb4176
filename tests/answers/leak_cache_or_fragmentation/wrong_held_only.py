"""What the process has from the system keeps on rising: a leak.

Says: leaves every 200th block; one request in eight
"""

def classify(box) -> str:
    live0 = box.live
    box.run(1000)
    held = []
    for _ in range(4):
        box.run(1000)
        held.append(box.held)
    # what the process has from the system keeps on rising: a leak
    if held[-1] - held[0] >= 50 * 3000 * 0.6:
        return "leak"
    if box.held >= 5 * box.live:
        return "fragmentation"
    if box.peak >= 4 * box.held and box.live - live0 < 100_000:
        return "peak"
    return "cache"
