"""Where there is no network: an answer is loaded and called with its modules out of reach, and with plain fakes."""

from __future__ import annotations

import inspect
import linecache
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import ModuleType
from typing import Any

from boxoffice.payments import Declined, Receipt, Unavailable
from coursekit.exercises import Wrong

NETWORK = ("socket", "_socket", "ssl", "http.client", "urllib.request", "requests", "httpx", "urllib3", "aiohttp")
VENDOR = ("boxoffice.obolus", "boxoffice.obolus.sdk", "boxoffice.obolus.server", "boxoffice.obolus.ledger")


class Gateway:
    """A payment gateway in memory: gives the results it is told to give, then receipts."""

    def __init__(self, *results: Declined | Unavailable) -> None:
        self.charged: list[tuple[str, int]] = []
        self._results = iter(results)

    def charge(self, idempotency_key: str, cents: int) -> Receipt | Declined | Unavailable:
        """Charge; see `boxoffice.payments.PaymentGateway`."""
        self.charged.append((idempotency_key, cents))
        return next(self._results, None) or Receipt(f"receipt-{len(self.charged)}", cents)


class Clock:
    """A clock that stands still, and counts how often it is read."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.reads = 0

    def __call__(self) -> datetime:
        """Tell the time."""
        self.reads += 1
        return self.now


class Desert:
    """Where there is no network: the answer is loaded and called with its modules out of reach.

    Args:
        module: the answer, as it was loaded outside.
    """

    def __init__(self, module: ModuleType) -> None:
        self.file = str(module.__file__)
        self.source = "".join(linecache.getlines(self.file))
        self.module = module

    def load(self) -> None:
        """Load the answer anew."""
        self.module = ModuleType(self.module.__name__)
        self.module.__file__ = self.file
        sys.modules[self.module.__name__] = self.module
        with self.in_vain("when it was loaded"):
            exec(compile(self.source, self.file, "exec", dont_inherit=True), self.module.__dict__)

    def alone(self, gateway: Gateway, clock: Clock) -> Callable[[str, int], Any]:
        """Have the answer, loaded anew, make its first checkout."""
        self.load()
        return self.make(gateway, clock)

    def make(self, gateway: Gateway, clock: Clock) -> Callable[[str, int], Any]:
        """Have the answer make a checkout."""
        with self.in_vain("when a checkout was made"):
            checkout = self.module.make_checkout(gateway, clock)
        if not callable(checkout):
            kind = "None" if checkout is None else f"a value of type `{type(checkout).__name__}`"
            raise Wrong(
                f"`make_checkout(gateway, clock)` returned {kind}. It will be called as `checkout(order_id, cents)`.",
                "What does `make_checkout` return?",
            )
        try:
            inspect.signature(checkout).bind("order-1", 4_500)
        except TypeError:
            raise Wrong(
                f"`make_checkout(gateway, clock)` returned a function with the parameters "
                f"`{inspect.signature(checkout)}`. It will be called as `checkout(order_id, cents)`.",
                "Which of these parameters does the checkout know already when it is made?",
            ) from None
        return self.watched(checkout)

    def watched(self, checkout: Callable[[str, int], Any]) -> Callable[[str, int], Any]:
        """Say so if a call misses the network."""

        def call(order_id: str, cents: int) -> Any:
            with self.in_vain("when an order was placed"):
                answer = checkout(order_id, cents)
            if not isinstance(answer, str):
                kind = "None" if answer is None else f"a value of type `{type(answer).__name__}`"
                raise Wrong(
                    f"`checkout({order_id!r}, {cents:_})` returned {kind}. Expected was one of the four answers.",
                    "On which way through the function is nothing answered?",
                )
            return answer

        call.__wrapped__ = checkout  # type: ignore[attr-defined]
        return call

    @contextmanager
    def in_vain(self, when: str) -> Iterator[None]:
        """Turn an import that fails here into a verdict.

        Args:
            when: in words.
        """
        try:
            yield
        except ImportError as error:
            if error.name is None or not error.name.startswith((*NETWORK, *VENDOR)):
                raise
            raise Wrong(
                f"Where there is no network, your answer needed `{error.name}` {when}.",
                "Which module should know Obolus, and which one only what it is given?",
            ) from error

    def keeper(self, wanted: Callable[[Any], bool]) -> str:
        """Find out where the module keeps something that all its checkouts share.

        Args:
            wanted: tells whether a value is it, or holds it.

        Returns:
            A clause for a message, or an empty string.
        """
        for name, value in vars(self.module).items():
            if name.startswith("__"):
                continue
            if wanted(value):
                return f" The module keeps it in `{name}`, which is one for all."
            if not isinstance(value, type) and not inspect.isfunction(value):
                continue
            owned = vars(value) if isinstance(value, type) else {}
            functions = [each for each in (value, *owned.values()) if inspect.isfunction(each)]
            for attribute, shared in owned.items():
                if wanted(shared):
                    return f" The class `{name}` keeps it in `{attribute}`, which is one for all its objects."
            for function in functions:
                if any(wanted(default) for default in (*(function.__defaults__ or ()), *_keyword_defaults(function))):
                    return (
                        f" A default argument of `{function.__name__}` keeps it: defaults are built once, when the "
                        "`def` runs."
                    )
        return ""


def _keyword_defaults(function: Any) -> tuple[Any, ...]:
    return tuple((function.__kwdefaults__ or {}).values())


@contextmanager
def in_the_desert(module: ModuleType) -> Iterator[Desert]:
    """Give the exercise's checks their bench.

    Args:
        module: the answer.

    Yields:
        The answer, where no network module can be imported.
    """
    hidden = {name: sys.modules.get(name) for name in (*NETWORK, *VENDOR)}
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is how an import is refused
    try:
        yield Desert(module)
    finally:
        for name, found in hidden.items():
            del sys.modules[name]
            if found is not None:
                sys.modules[name] = found


def holds(value: Any, wanted: object) -> bool:
    """Tell whether a value is what is wanted, or a container of it.

    Args:
        value: found in a module, a class or a default.
        wanted: compared by identity, or in a container by equality too.

    Returns:
        Whether it is.
    """
    if isinstance(value, dict):
        return any(wanted is each or wanted == each for each in (*value.keys(), *value.values()))
    if isinstance(value, list | tuple | set | frozenset):
        return any(wanted is each or wanted == each for each in value)
    return value is wanted
