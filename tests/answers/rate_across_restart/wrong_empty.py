"""There is always a first and a last scrape.

Says: raised IndexError
Outcome: raised
"""


def increase(samples):
    values = [value for _, value in samples if value is not None]
    total, last = 0, values[0]
    for value in values[1:]:
        total += value - last if value >= last else value
        last = value
    return total


def rate(pods, seconds):
    return sum(increase(samples) for samples in pods.values()) / seconds
