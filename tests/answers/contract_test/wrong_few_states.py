"""One lost reply stands for all that can go wrong: an exception would have come out of `charge` there.

Says: lets the vendor's `ObolusTimeout` out of `charge` when no reply comes in time. Nothing that the contract arranged
"""

from boxoffice.obolus.server import Fault
from boxoffice.payments import Declined, Receipt, Unavailable


def contract(arrange):
    for cents in (1, 29, 1_999, 4_500):
        gateway, vendor = arrange()
        assert gateway.charge("order 1", cents) == Receipt(vendor.charges[0].payment_id, cents)
        assert gateway.charge("order 2", cents) == Receipt(vendor.charges[1].payment_id, cents)
        assert [charge.cents for charge in vendor.charges] == [cents, cents]

    for fault in (Fault.DECLINED, Fault.REFUSED):
        gateway, vendor = arrange(fault)
        assert isinstance(gateway.charge("order 1", 4_500), Declined)
        assert len(vendor.requests) == 1
        assert vendor.charges == []

    gateway, vendor = arrange(Fault.CLOSED_AFTER_CHARGING)
    result = gateway.charge("order 1", 4_500)
    if isinstance(result, Unavailable):
        result = gateway.charge("order 1", 4_500)
    assert result == Receipt(vendor.charges[0].payment_id, 4_500)
    assert [charge.cents for charge in vendor.charges] == [4_500]
