"""A model of the books, seeded sequences of orders, repeats and faults, and a comparison after each step."""

import random

from boxoffice.obolus.server import Fault
from boxoffice.payments import Declined, Receipt, Unavailable


def contract(arrange):
    for seed in range(6):
        dice = random.Random(seed)
        faults = [dice.choice([None, None, *Fault]) for _ in range(40)]
        gateway, vendor = arrange(*faults)
        price = {}
        paid = {}
        for step in range(12):
            key = f"order {dice.randrange(5)}"
            cents = price.setdefault(key, dice.choice([1, 29, 1_999, 1_999, 57]))
            asked = len(vendor.requests)
            try:
                result = gateway.charge(key, cents)
            except Exception as error:
                raise AssertionError(f"{type(error).__name__} came out") from error
            met = [faults[n] for n in range(asked, len(vendor.requests)) if n < len(faults)]
            taken = {charge.payment_id: charge.cents for charge in vendor.charges}
            assert len(vendor.charges) <= len(price)
            if isinstance(result, Receipt):
                assert result.cents == cents == taken[result.reference]
                assert paid.setdefault(key, result.reference) == result.reference
            assert len(set(paid.values())) == len(paid)
            if key in paid:
                assert isinstance(result, (Receipt, Unavailable))
            declined = [n for n, fault in enumerate(met) if fault in (Fault.DECLINED, Fault.REFUSED)]
            if isinstance(result, Declined):
                assert key not in paid
            if met and met[0] in (Fault.DECLINED, Fault.REFUSED) and not isinstance(result, Receipt):
                assert isinstance(result, Declined) and len(met) == 1

    gateway, vendor = arrange(Fault.CLOSED_AFTER_CHARGING)
    results = [gateway.charge("order", 29) for _ in range(3)]
    assert isinstance(results[-1], Receipt)
    assert len(vendor.charges) == 1
    gateway, vendor = arrange(Fault.REFUSED)
    assert isinstance(gateway.charge("order", 29), Declined)
