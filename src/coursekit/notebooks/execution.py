"""Running a notebook top to bottom, and keeping of its outputs what is the same every time."""

from __future__ import annotations

import copy
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from coursekit.notebooks.derivation import tags_of

if TYPE_CHECKING:
    from jupyter_client.manager import KernelManager
    from nbformat import NotebookNode

CELL_SECONDS = 120
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


class NotebookFailed(Exception):  # noqa: N818 - what happened, said as the learner's kit says it
    """A notebook did not run to its end in peace. The message names the notebook, the cell and what happened."""


def execute(notebook: NotebookNode, path: Path) -> NotebookNode:
    """Run a notebook as a learner would, in this Python, without touching anybody's answers.

    Args:
        notebook: what to run; it is left as it is.
        path: where it lies, or will lie. Its kernel works in that folder, as JupyterLab and nbval have it.

    Returns:
        A copy with new outputs and execution counts, tidied (see `tidy`).

    Raises:
        NotebookFailed: a cell raised without being tagged `raises-exception`, ran for too long, killed its
            kernel or wrote to stderr.
    """
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    run = copy.deepcopy(notebook)
    for cell in run["cells"]:
        if cell["cell_type"] == "code":
            cell.update(execution_count=None, outputs=[])
    place = f"{path.parent.name}/{path.name}"
    running = ""

    def remember(cell: NotebookNode, cell_index: int) -> None:
        nonlocal running
        running = f"{place}: cell {cell['id']!r}"

    with tempfile.TemporaryDirectory(prefix="course-") as scratch:
        client = NotebookClient(
            run,
            timeout=CELL_SECONDS,
            kernel_manager_class=over_unix_sockets(AsyncKernelManager, Path(scratch)),
            coalesce_streams=True,
            record_timing=False,
            on_cell_start=remember,
        )
        try:
            client.execute(cwd=str(path.parent), env=kernel_environment(Path(scratch)))
        except CellExecutionError as error:
            raise NotebookFailed(f"{running} raised {error.ename}: {error.evalue}") from None
        except CellTimeoutError:
            raise NotebookFailed(f"{running} ran for more than {CELL_SECONDS} s") from None
        except DeadKernelError:
            raise NotebookFailed(f"{running} killed its kernel") from None
    for cell in run["cells"]:
        said = "".join(out["text"] for out in cell.get("outputs", ()) if out.get("name") == "stderr")
        if said:
            raise NotebookFailed(f"{place}: cell {cell['id']!r} wrote to stderr: {said.strip()}")
    return tidy(run)


def tidy(notebook: NotebookNode) -> NotebookNode:
    """Drop what differs from run to run and what nothing reads.

    Metadata becomes the kernel's and the language's name, and each cell's tags. A traceback keeps the notebook's own
    frames: the others name this machine's folders, and nbval does not compare them.

    Args:
        notebook: a notebook that has been run; changed in place.

    Returns:
        The same notebook.
    """
    notebook["metadata"] = copy.deepcopy(NOTEBOOK_METADATA)
    notebook["nbformat"], notebook["nbformat_minor"] = 4, 5
    for cell in notebook["cells"]:
        tags = tags_of(cell)
        cell["metadata"] = {"tags": tags} if tags else {}
        for output in cell.get("outputs", ()):
            if "metadata" in output:
                output["metadata"] = {}
            if output["output_type"] == "error":
                frames = (frame for frame in output["traceback"] if not _ESCAPE.sub("", frame).startswith("File "))
                output["traceback"] = list(frames)
    return notebook


def kernel_environment(scratch: Path) -> dict[str, str]:
    """Make the environment of a kernel that must not touch the user's files or follow the user's IPython settings.

    Args:
        scratch: a folder of the caller's.

    Returns:
        This process's environment with the learner's folder and IPython's both under `scratch`.
    """
    return {**os.environ, "COURSE_ANSWERS": str(scratch / "answers"), "IPYTHONDIR": str(scratch / "ipython")}


def over_unix_sockets(manager: type[KernelManager], folder: Path) -> type[KernelManager]:
    """Make a manager of kernels that run in this very Python and talk over unix sockets.

    This Python, since a kernel spec in the user's home may point to another. Unix sockets, since a kernel's TCP ports
    are picked and closed again before the kernel binds them: of two kernels that start at once, one may take the
    other's.

    Args:
        manager: the class of manager to start from.
        folder: where the sockets go; its path must be short.

    Returns:
        A subclass to be used in its place.
    """
    from jupyter_client.kernelspec import KernelSpecManager
    from traitlets import default

    class OverUnixSockets(manager):  # type: ignore[valid-type,misc]
        @default("transport")
        def _transport(self) -> str:
            return "ipc"

        @default("ip")
        def _stem_of_sockets(self) -> str:
            return str(folder / "kernel")

        @default("kernel_spec_manager")
        def _this_python_only(self) -> KernelSpecManager:
            return KernelSpecManager(kernel_dirs=[], parent=self)

    return OverUnixSockets
