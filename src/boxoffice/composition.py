"""The cash desk's composition root: the one module that knows who does what there. Checkout on the web has its own."""

from __future__ import annotations

from boxoffice.cash_desk import CashDesk
from boxoffice.obolus.sdk import ObolusClient
from boxoffice.obolus_gateway import ObolusGateway


def open_cash_desk(obolus_url: str, patience: float = 10.0) -> CashDesk:
    """Put the cash desk together for one process.

    Args:
        obolus_url: where Obolus listens.
        patience: how long a customer waits for Obolus, in seconds.

    Returns:
        A cash desk for every customer of this process.
    """
    return CashDesk(ObolusGateway(ObolusClient(obolus_url, timeout=patience)))
