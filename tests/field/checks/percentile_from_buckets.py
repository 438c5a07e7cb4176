"""Plain checks for `quantile`, as a teacher writes them for otter or nbgrader: the course's own cases."""

import math

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
FAST, SLOW = ((0.08, 9_000), (0.2, 980), (0.4, 20)), ((0.3, 40), (3.0, 160))


def scraped(*pods, bounds=BOUNDS):
    return [
        {bound: sum(number for took, number in pod if took <= bound) for bound in (*bounds, math.inf)} for pod in pods
    ]


def lies(quantile, pods, expected):
    for q, (low, high) in expected.items():
        assert low <= quantile(q, pods) <= high


def check_one(quantile):
    alone = scraped(((0.07, 700), (0.3, 280), (0.8, 20)))
    lies(quantile, alone, {0.5: (0.05, 0.1), 0.97: (0.25, 0.5), 0.99: (0.5, 1.0), 1.0: (0.5, 1.0)})
    twenty = scraped(((0.08, 19), (0.7, 1)))
    lies(quantile, twenty, {0.5: (0.05, 0.1), 0.97: (0.5, 1.0), 0.99: (0.5, 1.0), 1.0: (0.5, 1.0)})
    alike = scraped(*[((0.2, 900), (0.4, 60), (2.0, 40))] * 3)
    lies(quantile, alike, {0.5: (0.1, 0.25), 0.97: (1.0, 2.5), 0.99: (1.0, 2.5), 1.0: (1.0, 2.5)})


def check_several(quantile):
    busy_and_idle = scraped(FAST, FAST, ((0.3, 4), (7.0, 6)))
    lies(quantile, busy_and_idle, {0.5: (0.05, 0.1), 0.9: (0.1, 0.25), 0.99: (0.1, 0.25)})
    one_slow = scraped(FAST, FAST, ((0.3, 2_000), (3.0, 8_000)))
    lies(quantile, one_slow, {0.5: (0.05, 0.1), 0.9: (2.5, 5.0), 0.99: (2.5, 5.0)})
    new_pod = scraped(SLOW, SLOW, ())
    lies(quantile, new_pod, {0.5: (2.5, 5.0), 0.9: (2.5, 5.0), 0.99: (2.5, 5.0)})
    pods = scraped(FAST, ((0.3, 400), (3.0, 1_600)), FAST)
    unsorted = [dict(sorted(pod.items(), key=lambda item: str(item[0]))) for pod in pods]
    lies(quantile, unsorted, {0.5: (0.05, 0.1), 0.9: (0.1, 0.25), 0.99: (2.5, 5.0)})


def check_beyond(quantile):
    timeouts = scraped(*[((0.2, 980), (30.0, 20))] * 3)
    lies(quantile, timeouts, {0.9: (0.1, 0.25), 0.99: (math.inf, math.inf)})


def check_nobody(quantile):
    assert math.isnan(quantile(0.99, scraped((), (), ())))


def check_rollout(quantile):
    old = ((0.2, 950), (0.7, 50))
    fewer = scraped(old, old) + scraped(((0.2, 900), (0.7, 100)), bounds=(0.1, 0.5, 2.5, 10.0))
    lies(quantile, fewer, {0.5: (0.1, 0.5), 0.9: (0.1, 0.5), 0.99: (0.5, 2.5)})
    new = ((0.03, 400), (1.5, 600))
    others = scraped(((0.07, 950), (0.3, 50))) + scraped(new, new, bounds=(0.04, 0.5, 2.0, 10.0))
    lies(quantile, others, {0.5: (0.0, 0.5), 0.9: (0.5, 10.0), 0.99: (0.5, 10.0)})
