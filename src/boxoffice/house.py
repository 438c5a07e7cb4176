"""Curtain on the web, put together for one evening: checkout and worker as processes, and Obolus beside them."""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, create_engine

from boxoffice import outbox
from boxoffice.customers import Reply, crowd
from boxoffice.obolus.server import ObolusServer
from boxoffice.processes import Process, Settings

_PATIENCE = 30.0  # seconds that checkout waits for Obolus: on a slow machine, too, it gives up only if a reply is lost
_DEADLINE = 50.0  # seconds for the worker to empty its queue
_LOOK_SECONDS = 0.02


class House:
    """Open for as long as the `with` lasts. The tables must be there (`boxoffice.evening.open_evening`).

    Args:
        database: a SQLAlchemy URL.

    Attributes:
        obolus: who takes the money, in this process; its faults can be scripted, its ledger read.
    """

    def __init__(self, database: str) -> None:
        self.obolus = ObolusServer()
        self._database = database
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            folder = Path(opening.enter_context(tempfile.TemporaryDirectory()))
            opening.enter_context(self.obolus)
            self._engine: Engine = create_engine(self._database)
            opening.callback(self._engine.dispose)
            settings = Settings(self._database, str(folder / "log"), False, obolus=self.obolus.url, patience=_PATIENCE)
            self._checkout = opening.enter_context(Process("boxoffice.web", settings))
            worker = opening.enter_context(Process("boxoffice.worker", settings))
            assert self._checkout.ports and worker.ports  # waits until both are ready
            self._open = opening.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._open.close()

    def sell(self, customers: int, at_once: int) -> list[Reply]:
        """Let customers order one place each over HTTP, and wait until the worker has dealt with every order.

        Args:
            customers: how many; their ids are 1, 2, ...
            at_once: how many wait for a reply at any time.

        Returns:
            The replies of checkout, sorted by the order's id.

        Raises:
            TimeoutError: the worker's queue did not get empty.
        """
        port = self._checkout.ports["http"]
        assert port is not None
        replies = crowd(port, range(1, customers + 1), at_once)
        deadline = time.monotonic() + _DEADLINE
        while outbox.waiting(self._engine):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{outbox.waiting(self._engine)} orders still wait for the worker")
            time.sleep(_LOOK_SECONDS)
        return replies
