"""A table of what happens, who buys and what must be in the books; one function that plays a row."""

from boxoffice.obolus.server import Fault
from boxoffice.payments import Declined, Receipt, Unavailable

# faults, calls (order, cents), the last result of each order, cents taken, most requests (None: as many as it likes)
TABLE = [
    ([], [("a", 1_999)], {"a": Receipt}, [1_999], None),
    ([], [("a", 29), ("b", 29)], {"a": Receipt, "b": Receipt}, [29, 29], None),
    ([], [("a", 29)] * 3, {"a": Receipt}, [29], None),
    ([Fault.DECLINED], [("a", 29)], {"a": Declined}, [], 1),
    ([Fault.REFUSED], [("a", 29)], {"a": Declined}, [], 1),
    ([Fault.TIMEOUT_AFTER_CHARGING], [("a", 29)] * 2, {"a": Receipt}, [29], None),
    ([Fault.CHARGED_LATE], [("a", 29)] * 2, {"a": Receipt}, [29], None),
    ([Fault.MALFORMED], [("a", 29)] * 2, {"a": Receipt}, [29], None),
    ([Fault.BUSY] * 30, [("a", 29)], {"a": Unavailable}, [], None),
]


def play(arrange, faults, calls, expected, taken, most):
    gateway, vendor = arrange(*faults)
    last = {}
    for key, cents in calls:
        last[key] = gateway.charge(key, cents)
        assert getattr(last[key], "cents", cents) == cents, f"{cents} became {last[key]}"
    assert {key: type(result) for key, result in last.items()} == expected, (faults, last)
    assert [charge.cents for charge in vendor.charges] == taken, (faults, vendor.charges)
    assert most is None or len(vendor.requests) <= most


def contract(arrange):
    for row in TABLE:
        play(arrange, *row)
