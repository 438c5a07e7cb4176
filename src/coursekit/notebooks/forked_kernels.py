"""Kernels forked from a process that has imported the libraries: stock kernels, but for what their imports cost.

A kernel's start and the imports in a notebook's first cell take longer than most of its other cells together. Here a
*nursery*, one process for each process that wants kernels, imports the libraries once and forks itself for every
kernel. What a kernel inherits are imported modules and the hash seed, nothing else: its folder, environment, arguments
and process group are its own, and it ends as any Python process does.

Used by the tests only (`tests/nbval_guards.py`): kernels of the stock kind are what a learner gets, and what
`pytest --stock-kernels` compares with. Jupyter finds `ForkedKernel` by its entry point, as the documentation of
jupyter_client's provisioners describes.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import select
import signal
import subprocess
import sys
from functools import cache
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

NAME = "coursekit-forked"  # of the entry point

# Libraries alone, so that what the notebook needs of the course is imported by the notebook. Not in this list:
# frontrun and prometheus_client, which read the environment when they are imported, and what brings greenlet, of which
# memray warns (structlog, OpenTelemetry's exporter).
_PRELOAD = (
    "ipykernel.kernelapp",
    "matplotlib.pyplot",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.orm",
    "pydantic",
    "memray",
)
_MODULE = "ipykernel_launcher"


class ForkedKernel(LocalProvisioner):
    """Starts kernels of this Python by a fork; signals, end and connection are those of any local kernel."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Have the nursery fork a kernel.

        Args:
            cmd: the command of a stock kernel: this Python, `-m ipykernel_launcher` and its arguments.
            kwargs: what `subprocess.Popen` would take; `env` and `cwd` are used, stdin and stderr lead nowhere.

        Returns:
            The sockets that the kernel listens on.

        Raises:
            ValueError: the command starts something else.
        """
        if cmd[0] != sys.executable or _MODULE not in cmd:
            raise ValueError(f"a forked kernel is one of {sys.executable}, not {cmd}")
        cwd = os.fspath(kwargs.get("cwd") or Path.cwd())
        process: Any = _nursery().fork(cmd[cmd.index(_MODULE) :], kwargs["env"], cwd)
        self.process = process
        self.pid = self.pgid = process.pid  # it leads a session of its own
        self.cwd = cwd
        return self.connection_info


class _Process:
    """What `LocalProvisioner` needs of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, nursery: _Nursery, pid: int) -> None:
        self._nursery = nursery
        self.pid = pid

    def poll(self) -> int | None:
        return self._nursery.exit_code(self.pid)

    wait = poll  # called once `poll` has told the end

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, signum)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class _Nursery:
    """This side of the nursery: asks for kernels, and hears of their end."""

    def __init__(self) -> None:
        self._orders, theirs = Pipe()
        self._ended: dict[int, int] = {}
        # One thread, since a process with more must not be forked. The backend is what a kernel would set before it
        # imports matplotlib.
        backend = "module://matplotlib_inline.backend_inline"
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": backend}
        command = [sys.executable, "-P", "-m", __name__, str(theirs.fileno())]
        self._process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
        theirs.close()
        atexit.register(self._close)

    def fork(self, argv: list[str], env: dict[str, str], cwd: str) -> _Process:
        self._orders.send_bytes(json.dumps({"argv": argv, "env": env, "cwd": cwd}).encode())
        while "born" not in (news := self._hear()):
            pass
        return _Process(self, news["born"])

    def exit_code(self, pid: int) -> int | None:
        try:
            while pid not in self._ended and self._orders.poll():
                self._hear()
        except EOFError:  # the nursery was killed; its kernels notice, and end
            return -signal.SIGKILL
        return self._ended.get(pid)

    def _close(self) -> None:
        self._orders.close()
        self._process.wait()

    def _hear(self) -> dict[str, int]:
        news: dict[str, int] = json.loads(self._orders.recv_bytes())
        if "ended" in news:
            self._ended[news["ended"]] = news["code"]
        return news


@cache
def _nursery() -> _Nursery:
    return _Nursery()


def _nurse(orders: Connection) -> dict[str, Any] | None:
    """Fork a kernel for each order, and report the end of each, until nobody is there to give orders.

    Args:
        orders: the connection to the one who asks.

    Returns:
        In each kernel, the order that it must carry out; in the nursery, at its end, None.
    """
    child_ended, wakeup = os.pipe()
    os.set_blocking(child_ended, False)
    os.set_blocking(wakeup, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)  # else nothing would be written to the pipe
    signal.set_wakeup_fd(wakeup)
    sources: list[Connection | int] = [orders, child_ended]
    while True:
        ready, _, _ = select.select(sources, [], [])
        if child_ended in ready:
            os.read(child_ended, 4096)
            for news in _ends():
                orders.send_bytes(json.dumps(news).encode())
        if orders in ready:
            try:
                order: dict[str, Any] = json.loads(orders.recv_bytes())
            except EOFError:
                return None
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                orders.close()
                os.close(child_ended)
                os.close(wakeup)
                return order
            orders.send_bytes(json.dumps({"born": pid}).encode())


def _ends() -> list[dict[str, int]]:
    """Reap the kernels that have ended."""
    found = []
    try:
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            found.append({"ended": ended[0], "code": os.waitstatus_to_exitcode(ended[1])})
    except ChildProcessError:  # none is left
        pass
    return found


def _become_kernel(argv: list[str], env: dict[str, str], cwd: str) -> None:
    """Turn a fork of the nursery into what `python -m ipykernel_launcher` is before it launches the kernel."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 2)  # as nbval has it
    os.close(nothing)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    # When the nursery is gone, so is the kernel. An option: ipykernel reads the variable for it when it is imported.
    sys.argv = [*argv, f"--IPKernelApp.parent_handle={os.getppid()}"]


def _main(fd: str) -> None:
    for name in _PRELOAD:
        importlib.import_module(name)
    order = _nurse(Connection(int(fd)))
    if order is not None:
        _become_kernel(**order)
        from ipykernel.kernelapp import launch_new_instance

        launch_new_instance()


if __name__ == "__main__":
    _main(*sys.argv[1:])
