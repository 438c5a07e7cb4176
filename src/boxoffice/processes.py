"""Curtain's processes, started from one that is their parent, and gone when it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Settings:
    """What a process is told at its start. Not on its command line, which everybody on the machine can read.

    Attributes:
        database: a SQLAlchemy URL.
        log: the file that log lines are appended to.
        watched: False for the service as it was before its first Friday evening: lines of text, and no traces.
        collectors: where spans are sent; see `boxoffice.telemetry.send_traces`.
        metrics_port: where `/metrics` is served; 0 for any free port.
        obolus: where Obolus listens. Checkout only.
        patience: seconds that checkout waits for Obolus.
    """

    database: str
    log: str
    watched: bool = True
    collectors: tuple[str, ...] = ()
    metrics_port: int = 0
    obolus: str = ""
    patience: float = 0.5


class Process:
    """One of Curtain's processes, for as long as the `with` lasts, or its parent does.

    Its standard input is a pipe. The settings come through it first. When it closes, because the parent has closed it
    or is gone (`kill -9` included), the process ends itself.

    Args:
        module: what to run: "boxoffice.web", "boxoffice.worker" or "boxoffice.vendor".
        settings: what to tell it.

    """

    def __init__(self, module: str, settings: Settings) -> None:
        with Path(settings.log).open("a", encoding="utf-8") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-m", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,  # Ctrl-C is meant for the parent
            )
        assert self._child.stdin is not None and self._child.stdout is not None
        with suppress(BrokenPipeError):  # it has ended already, and `ports` will say so
            self._child.stdin.write(json.dumps(asdict(settings)) + "\n")
            self._child.stdin.flush()
        self._log = Path(settings.log)

    @cached_property
    def ports(self) -> dict[str, int | None]:
        """Where it listens on loopback, such as {"http": 40001, "metrics": 40002}. Waits until it is ready.

        Raises:
            RuntimeError: it ended before that; its log says why.
        """
        assert self._child.stdout is not None
        ready = self._child.stdout.readline()
        if not ready:
            raise RuntimeError(f"it ended before it was ready. Its log ends: {self._log.read_text()[-2000:]}")
        ports: dict[str, int | None] = json.loads(ready)
        return ports

    def tell(self, message: object) -> None:
        """Send a message, and wait until it has been taken.

        Args:
            message: anything that JSON has a form for, if the process expects messages.
        """
        assert self.ports and self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.write(json.dumps(message) + "\n")
        self._child.stdin.flush()
        self._child.stdout.readline()

    def kill(self) -> None:
        """End it as the kernel's OOM killer would: at once, and in the middle of whatever it does."""
        self._child.kill()
        self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._end()

    def _end(self) -> None:
        assert self._child.stdin is not None and self._child.stdout is not None
        with suppress(BrokenPipeError):
            self._child.stdin.close()
        self._child.wait()
        self._child.stdout.close()


def read_settings() -> Settings:
    """Read what the parent has to tell, and from now on end with it. Called by the child, once.

    Returns:
        The settings.
    """
    settings = json.loads(sys.stdin.readline())

    def end_with_parent() -> None:
        sys.stdin.read()
        os._exit(0)  # without a goodbye: no thread and no collector may hold us up

    threading.Thread(target=end_with_parent, daemon=True).start()
    return Settings(**settings)


def report_ready(ports: Mapping[str, int | None]) -> None:
    """Tell the parent that the child is ready. Called by the child, once.

    Args:
        ports: where it listens; None for a port that was not to be had.
    """
    print(json.dumps(ports), flush=True)
