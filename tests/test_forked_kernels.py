"""Forked kernels are kernels like any other: a folder and an environment of their own, and an end that is noticed."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import psutil
import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager
from nbval.kernel import CURRENT_ENV_KERNEL_NAME

from coursekit.notebooks import forked_kernels
from coursekit.notebooks.execution import over_unix_sockets
from tests.nbval_guards import ForkedKernelSpecs

PATIENCE = 60  # seconds; only ever waited out when something is broken


class Forked:
    """A forked kernel, working in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        manager = over_unix_sockets(KernelManager, folder)
        self.manager = manager(kernel_name=CURRENT_ENV_KERNEL_NAME, kernel_spec_manager=ForkedKernelSpecs())
        self.manager.start_kernel(cwd=str(folder), env={**os.environ, "ASKED_BY": folder.name})
        self.client: BlockingKernelClient = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=PATIENCE)
        self.process = psutil.Process(int(self.evaluate("__import__('os').getpid()")))

    def evaluate(self, expression: str) -> str:
        reply = self.client.execute_interactive("", user_expressions={"it": expression}, timeout=PATIENCE)
        return str(reply["content"]["user_expressions"]["it"]["data"]["text/plain"])

    def end(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Forked]:
    forked = Forked(tmp_path)
    yield forked
    forked.end()


@pytest.fixture
def own_nursery(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test that kills it: the other one serves every notebook of this process."""
    monkeypatch.setattr(forked_kernels, "_nursery", cache(forked_kernels._Nursery))


def eventually(happened: Callable[[], object]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.05)
    return bool(happened())


def test_it_is_a_kernel_of_its_own(kernel: Forked, tmp_path: Path) -> None:
    assert kernel.evaluate("__import__('os').getcwd()") == repr(str(tmp_path))
    assert kernel.evaluate("__import__('os').environ['ASKED_BY']") == repr(tmp_path.name)
    assert kernel.evaluate("__import__('sys').executable") == repr(sys.executable)
    assert kernel.evaluate("__name__, 'boxoffice' in __import__('sys').modules") == "('__main__', False)"
    pid = kernel.process.pid
    assert os.getsid(pid) == pid == os.getpgid(pid), "an interrupt reaches this kernel, and nobody else"
    assert kernel.process.ppid() != os.getpid()


def test_its_end_is_noticed(kernel: Forked) -> None:
    assert kernel.manager.is_alive()
    kernel.process.send_signal(signal.SIGKILL)
    assert eventually(lambda: not kernel.manager.is_alive())


@pytest.mark.usefixtures("own_nursery")
def test_it_ends_with_its_nursery(kernel: Forked) -> None:
    kernel.process.parent().kill()
    assert eventually(lambda: not kernel.process.is_running())
    assert not kernel.manager.is_alive()


def test_another_command_is_refused(kernel: Forked) -> None:
    with pytest.raises(ValueError, match="a forked kernel is one of"):
        kernel.manager._launch_kernel([sys.executable, "-m", "somebody.else"], env={})
