"""Running a contract against a kind of gateway, with a record of what it arranged and called."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import TracebackType
from typing import Any, Self

from boxoffice.obolus.ledger import Charge, Fault, Ledger, PaymentRequest, Reply
from boxoffice.obolus.sdk import ObolusClient, Payment
from boxoffice.obolus.server import ObolusServer
from coursekit.exercises.dependency_injection.clients import ClientInMemory, Enough, PatientClient
from coursekit.exercises.dependency_injection.gateways import Result

MOST_CALLS = 50  # of one gateway; a contract that loops until there is a receipt must end


@dataclass
class Charged:
    """One call of `charge`, and how it ended."""

    key: str
    cents: int
    result: Result | None = None
    error: Exception | None = None

    def __str__(self) -> str:
        ended = f"raised {type(self.error).__name__}" if self.error else repr(self.result)
        return f"charge({self.key!r}, {self.cents:_}) -> {ended}"


def _name(fault: Fault | None) -> str:
    return "None" if fault is None else f"Fault.{fault.name}"


@dataclass
class Arrangement:
    """What one call of `arrange` led to.

    Attributes:
        faults: as they were asked for.
        vendor: the books.
        calls: of the gateway.
    """

    faults: tuple[Fault | None, ...]
    vendor: Ledger
    calls: list[Charged] = field(default_factory=list)

    @property
    def headline(self) -> str:
        """The call, and the amounts that were charged."""
        runs = [(fault, len(list(run))) for fault, run in groupby(self.faults)]
        faults = ", ".join(_name(fault) if times == 1 else f"*[{_name(fault)}] * {times}" for fault, times in runs)
        cents = ", ".join(f"{call.cents:,}" for call in self.calls) or "nothing"
        return f"arrange({faults}), then charge: {cents}"

    def __str__(self) -> str:
        lines = [self.headline.partition(", then charge")[0], *map(str, self.calls)]
        taken = ", ".join(f"{charge.cents:,}" for charge in self.vendor.charges) or "none"
        return "\n  ".join([*lines, f"requests to Obolus: {len(self.vendor.requests)}; cents taken: {taken}"])


@dataclass(frozen=True, slots=True)
class Vendor:
    """What a contract sees of Obolus: its books, which go on growing.

    Attributes:
        charges: the money that was taken.
        requests: the requests to pay.
    """

    charges: Sequence[Charge]
    requests: Sequence[PaymentRequest]


class _Watched:
    """A gateway whose calls are noted."""

    def __init__(self, gateway: Any, arrangement: Arrangement) -> None:
        self._gateway = gateway
        self._arrangement = arrangement

    def charge(self, idempotency_key: str, cents: int) -> Result:
        """Charge; see `boxoffice.payments.PaymentGateway`."""
        if len(self._arrangement.calls) >= MOST_CALLS:
            raise Enough
        call = Charged(idempotency_key, cents)
        self._arrangement.calls.append(call)
        try:
            result: Result = self._gateway.charge(idempotency_key, cents)
        except Exception as error:
            call.error = error
            raise
        call.result = result
        return result


@dataclass
class Trial:
    """How a contract took one kind of gateway.

    Attributes:
        arrangements: what it arranged.
        refusal: what it raised, or None if it accepted the gateway.
        returned: what it returned.
    """

    arrangements: list[Arrangement] = field(default_factory=list)
    refusal: BaseException | None = None
    returned: object = None

    @property
    def is_assertion(self) -> bool:
        """Whether the refusal is a test's, not an accident."""
        return isinstance(self.refusal, AssertionError) or _is_pytests(self.refusal)


def _is_pytests(error: BaseException | None) -> bool:
    """Tell whether `pytest.fail` or `pytest.raises` has spoken; theirs is a BaseException, and pytest an extra."""
    return type(error).__name__ == "Failed" and not isinstance(error, Exception)


class _Switchboard(ObolusServer):
    """One Obolus on a socket for many arrangements, each with books of its own."""

    books: Ledger

    def pay(self, request: PaymentRequest) -> Reply:
        """Pay, in the books of the current arrangement."""
        return self.books.pay(request)

    def find(self, merchant_ref: str) -> list[dict[str, Any]]:
        """Look up, in the books of the current arrangement."""
        return self.books.find(merchant_ref)


class _Line(PatientClient):
    """The vendor's client on the switchboard, with books of its own."""

    most_requests = 10 * MOST_CALLS

    def __init__(self, server: _Switchboard, vendor: Ledger, faults: list[Fault | None]) -> None:
        super().__init__(server.url, vendor, faults)
        self._server = server
        self._vendor = vendor

    def create_payment(self, *args: Any, **kwargs: Any) -> Payment:
        """Take money, in these books."""
        self._server.books = self._vendor
        return super().create_payment(*args, **kwargs)

    def find_payments(self, merchant_ref: str) -> list[Payment]:
        """Look up, in these books."""
        self._server.books = self._vendor
        return super().find_payments(merchant_ref)


class Trials:
    """Runs a contract against gateways, one of them over a socket. A context manager.

    Args:
        contract: the answer's.
    """

    def __init__(self, contract: Callable[..., Any]) -> None:
        self.contract = contract
        self._server = _Switchboard()

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._server.__exit__(kind, error, tb)

    def run(self, make: Callable[[ObolusClient], Any], *, on_a_socket: bool = False) -> Trial:
        """Run the contract.

        Args:
            make: makes a gateway around a client.
            on_a_socket: whether that client talks HTTP.

        Returns:
            How it went.
        """
        trial = Trial()

        def arrange(*faults: Fault | None) -> tuple[_Watched, Vendor]:
            if not all(fault is None or isinstance(fault, Fault) for fault in faults):
                raise TypeError(
                    "arrange() takes members of Fault, one by one, such as arrange(Fault.BUSY, Fault.CLOSED)"
                )
            vendor = Ledger(faults)
            client = _Line(self._server, vendor, list(faults)) if on_a_socket else ClientInMemory(vendor)
            arrangement = Arrangement(faults, vendor)
            trial.arrangements.append(arrangement)
            return _Watched(make(client), arrangement), Vendor(vendor.charges, vendor.requests)

        try:
            trial.returned = self.contract(arrange)
        except (Exception, Enough) as error:
            trial.refusal = error
        except BaseException as error:
            if not _is_pytests(error):
                raise
            trial.refusal = error
        return trial

    def line_of(self, tb: TracebackType | None) -> int | None:
        """Find the contract's line in a traceback.

        Args:
            tb: the traceback.

        Returns:
            The innermost line of the answer, counted from 1, or None.
        """
        here = inspect.unwrap(self.contract)
        filename = getattr(getattr(here, "__code__", None), "co_filename", None)
        lines = [number for frame, number in traceback.walk_tb(tb) if frame.f_code.co_filename == filename]
        return lines[-1] if lines else None
