"""What no runner of notebooks can be faster than. A script, run in the course's environment:

    python floors.py imports NOTEBOOK...    for each: start a kernel, execute the notebook's imports, end the kernel
    python floors.py script NOTEBOOK        the notebook's code in this very process, without a kernel

It exits with 1 if something raised that is not tagged `raises-exception`.
"""

from __future__ import annotations

import ast
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_SECONDS = 60


def code_cells(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield each code cell's source, and whether it may raise."""
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        if cell["cell_type"] == "code":
            yield "".join(cell["source"]), "raises-exception" in cell["metadata"].get("tags", ())


def imports_of(path: Path) -> str:
    """Collect a notebook's top-level imports and the extensions it loads; not the imports of answer cells."""
    found = []
    for source, _ in code_cells(path):
        if source.startswith("%%"):
            continue
        lines = source.splitlines()
        found += [line for line in lines if line.startswith("%load_ext")]
        tree = ast.parse("\n".join(line for line in lines if not line.startswith(("%", "!"))))
        found += [ast.unparse(node) for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    return "\n".join(found)


def import_in_kernel(path: Path) -> bool:
    """Start a kernel, have it import what the notebook does, and end it; tell whether all went well."""
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(cwd=str(path.parent))
    try:
        reply = client.execute_interactive(imports_of(path), timeout=_SECONDS)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return bool(reply["content"]["status"] == "ok")


def run_as_script(path: Path) -> bool:
    """Run a notebook's cells in an IPython shell of this process; tell whether all went as it should."""
    from IPython.core.interactiveshell import InteractiveShell

    os.chdir(path.parent)
    shell = InteractiveShell.instance()
    fine = True
    for source, may_raise in code_cells(path):
        fine &= shell.run_cell(source, store_history=True).success or may_raise
    return fine


def main() -> int:
    """Do what the arguments say."""
    what, *names = sys.argv[1:]
    one = {"imports": import_in_kernel, "script": run_as_script}[what]
    return 0 if all(one(Path(name).resolve()) for name in names) else 1


if __name__ == "__main__":
    sys.exit(main())
