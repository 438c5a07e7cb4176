"""A counter starts at zero, so the first value has been counted too.

Says: The first value, 3, was counted as well
"""


def increase(samples):
    total, last = 0, 0
    for _, value in samples:
        if value is not None:
            total += value - last if value >= last else value
            last = value
    return total


def rate(pods, seconds):
    return sum(increase(samples) for samples in pods.values()) / seconds
