"""One loop that remembers the last value seen, and adds after each step."""


def increase(samples):
    total, last = 0.0, None
    for _, value in samples:
        if value is None:
            continue
        if last is not None:
            total += value if value < last else value - last
        last = value
    return total


def rate(pods, seconds):
    total = 0.0
    for name in pods:
        total += increase(pods[name])
    return total / seconds
