"""Closes the blind spots of nbval 0.11. `tests/test_guards.py` shows each of them closed.

- A cell that was never run passes, one marked to be skipped is skipped, a trailing `;` adds an output, and a cell may
  be tagged `raises-exception` without ever having raised: what is stored is held against `cell_faults` first.
- A cell tagged `raises-exception` whose output is ignored passes though it does not raise.
- A cell that writes to stderr fails without showing what it wrote; with its output ignored, it passes.
- A kernel that dies is waited for until the cell's time is over: it is looked after while waiting.
- Two kernels that start at once may be given the same TCP port: they talk over unix sockets.
- A kernel's start and imports are paid for each notebook: kernels are forked from a process that has paid them, unless
  `--stock-kernels` is given.
- A picture's bytes inside text/html are compared, and depend on fonts and libraries: they are left out, as nbval does
  with image/png.

The time limit for cells, the Python that kernels run in and `--dist=loadscope`, without which `-n 2` scatters a
notebook's cells over kernels, are options in pyproject.toml.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from queue import Empty
from typing import Any

import nbval.kernel
import pytest
from jupyter_client.manager import KernelManager
from nbval.plugin import IPyNbCell, IPyNbFile

from coursekit.notebooks import forked_kernels
from coursekit.notebooks.execution import over_unix_sockets
from coursekit.notebooks.lint import RAISES_TAG, cell_faults

_LOOK_AFTER_SECONDS = 0.5
_nbval_get_message = nbval.kernel.RunningKernel.get_message


class KernelDied(Exception):  # noqa: N818 - turned into a cell's failure below
    """The kernel's process has ended while a message from it was awaited."""


def _get_message(kernel: Any, stream: str, timeout: float) -> Any:
    end = time.monotonic() + timeout
    while True:
        try:
            return _nbval_get_message(kernel, stream, timeout=min(_LOOK_AFTER_SECONDS, timeout))
        except Empty:
            if not kernel.is_alive():
                raise KernelDied from None
            if time.monotonic() >= end:
                raise


class ForkedKernelSpecs(nbval.kernel.NbvalKernelspecManager):
    """Knows where kernels come from: out of the nursery."""

    def get_kernel_spec(self, kernel_name: str) -> Any:
        """Add to nbval's own kernel spec who starts the kernel."""
        spec = super().get_kernel_spec(kernel_name)
        spec.metadata = {**spec.metadata, "kernel_provisioner": {"provisioner_name": forked_kernels.NAME}}
        return spec


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the notebooks run in kernels of the kind that a learner gets."""
    parser.addoption("--stock-kernels", action="store_true", help="start each kernel anew; all lessons in the browser")


def pytest_configure(config: pytest.Config) -> None:
    """Put the guards that nbval has no hook for in place."""
    if not config.getoption("--stock-kernels"):
        nbval.kernel.NbvalKernelspecManager = ForkedKernelSpecs
    sockets = Path(tempfile.mkdtemp(prefix="course-"))
    config.add_cleanup(lambda: shutil.rmtree(sockets, ignore_errors=True))
    nbval.kernel.KernelManager = over_unix_sockets(KernelManager, sockets)
    nbval.kernel.RunningKernel.get_message = _get_message


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Leave the bytes of pictures out of the comparison."""
    if isinstance(collector, IPyNbFile):
        collector.sanitize_patterns[r"data:image/png;base64,[A-Za-z0-9+/=]+"] = "data:image/png"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Run a notebook's cell between the guards."""
    if not isinstance(item, IPyNbCell):
        return (yield)
    for rule, remedy in cell_faults(item.cell):
        item.raise_cell_error(f"{item.cell.id!r} breaks a rule: {rule}. Remedy: {remedy}")
    if not item.parent.kernel.is_alive():
        pytest.skip("not run: its kernel ended in an earlier cell")
    try:
        result = yield
    except KernelDied:
        item.raise_cell_error(f"{item.cell.id!r} killed its kernel")
    finally:
        _refuse_stderr(item)
    outputs = [output.output_type for output in item.test_outputs]
    if RAISES_TAG in item.cell.metadata.get("tags", ()) and "error" not in outputs:
        item.raise_cell_error(f"{item.cell.id!r} is tagged {RAISES_TAG} and did not raise")
    return result


def _refuse_stderr(item: Any) -> None:
    said = "".join(output.text for output in item.test_outputs or () if output.get("name") == "stderr")
    if said:
        item.raise_cell_error(f"{item.cell.id!r} wrote to stderr", said)
