"""If a payment goes through, the gateway works.

Says: charges the buyer again when it asks again after a lost reply. Nothing that the contract arranged
"""

from boxoffice.payments import Receipt


def contract(arrange):
    gateway, vendor = arrange()
    assert gateway.charge("order 1", 1_999) == Receipt(vendor.charges[0].payment_id, 1_999)
    assert gateway.charge("order 1", 1_999) == Receipt(vendor.charges[0].payment_id, 1_999)
    assert len(vendor.charges) == 1
