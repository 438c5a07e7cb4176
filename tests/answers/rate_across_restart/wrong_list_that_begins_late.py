"""A pod whose list begins after the others' has started in the window, at zero.

Says: `rate` returned 52.1667 per second; expected was 16.83. A pod that is seen for the first time in the middle
"""


def increase(samples):
    values = [value for _, value in samples if value is not None]
    return sum(b - a if b >= a else b for a, b in zip(values, values[1:]))


def rate(pods, seconds):
    first = min((samples[0][0] for samples in pods.values() if samples), default=0)
    total = 0.0
    for samples in pods.values():
        total += increase(samples)
        if samples and samples[0][0] > first and samples[0][1] is not None:
            total += samples[0][1]
    return total / seconds
