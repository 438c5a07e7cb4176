"""Each pod's rate over the time in which it was seen, then the sum.

Says: Each pod was divided by the time in which it was seen itself
"""


def increase(samples):
    values = [value for _, value in samples if value is not None]
    return sum(b - a if b >= a else b for a, b in zip(values, values[1:]))


def rate(pods, seconds):
    total = 0.0
    for samples in pods.values():
        times = [at for at, value in samples if value is not None]
        if len(times) > 1:
            total += increase(samples) / (times[-1] - times[0])
    return total
