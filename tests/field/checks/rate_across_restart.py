"""Plain checks for `increase` and `rate`, as a teacher writes them for otter or nbgrader: the course's own cases."""


def scraped(*values):
    return [(15.0 * index, None if value is None else float(value)) for index, value in enumerate(values)]


def same(got, right):
    return isinstance(got, (int, float)) and abs(got - right) <= 1e-9 * max(1.0, abs(right))


def check_restart(increase):
    assert same(increase(scraped(3, 3, 8)), 5)
    assert same(increase(scraped(5, 9, 2, 4)), 8)
    assert same(increase(scraped(7, 0, 0, 5)), 5)
    assert same(increase(scraped(20, 26, 1, 9, 3, 3, 30)), 45)
    assert same(increase(scraped(6, 6)), 0)
    assert same(increase(scraped(9, 2, 9)), 9)
    assert same(increase(scraped(100, 95)), 95)


def check_gaps(increase):
    assert same(increase(scraped(5, None, 9)), 4)
    assert same(increase(scraped(None, 4, None, None, 1, 6)), 6)
    assert same(increase(scraped(None, None)), 0)
    assert same(increase(scraped(8, 12, None)), 4)
    assert same(increase(scraped()), 0)
    assert same(increase(scraped(3)), 0)
    assert same(increase(scraped(None, 7)), 0)
    assert same(increase(scraped(0, None, 5)), 5)


def check_pods(rate):
    rollout = {
        "a": scraped(100, 160, 220, 280, 340),
        "b": scraped(900, 960, 20, 80, 140),
        "c": scraped(40, None, 160, 220, 280),
        "d": scraped(700, 760, None, 30, 90),
        "e": scraped(None, None, None, 1000, 1060),
        "f": scraped(2000, 2060, 2120, 2180, 2240)[2:],
    }
    calm = {"a": scraped(10, 20, 30), "b": scraped(5, 5, 5)}
    assert same(rate(calm, 30.0), 20 / 30)
    assert same(rate(rollout, 60.0), 1010 / 60)
    assert same(rate(rollout, 120.0), 1010 / 120)
    assert same(rate({}, 60.0), 0)
    assert same(rate({"a": scraped(9, 4)}, 15.0), 4 / 15)
