"""Each guard of `nbval_guards` fails a notebook that has its fault, and lets a healthy one pass.

One run of pytest over all of them, since each start of it costs two seconds.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
from nbformat import NotebookNode

from coursekit.notebooks.execution import NOTEBOOK_METADATA

ROOT = Path(__file__).resolve().parents[1]
CELL_SECONDS = 10


def cell(name: str, source: str, *outputs: NotebookNode, tags: tuple[str, ...] = (), run: bool = True) -> NotebookNode:
    metadata = {"tags": list(tags)} if tags else {}
    return nbformat.v4.new_code_cell(
        source, id=name, outputs=list(outputs), metadata=metadata, execution_count=1 if run else None
    )


def printed(text: str, stream: str = "stdout") -> NotebookNode:
    return nbformat.v4.new_output("stream", name=stream, text=text)


def raised(name: str, value: str) -> NotebookNode:
    return nbformat.v4.new_output("error", ename=name, evalue=value, traceback=[])


def shown(html: str) -> NotebookNode:
    return nbformat.v4.new_output("display_data", data={"text/html": html, "text/plain": "a line"})


PICTURE = "from IPython.display import display\ndisplay({{'text/html': '{}', 'text/plain': 'a line'}}, raw=True)"
IMG = '<img src="data:image/png;base64,{}" alt="a line">'

NOTEBOOKS = {
    "healthy": [
        cell("print", "print('the same')", printed("the same\n")),
        cell("raise", "1 / 0", raised("ZeroDivisionError", "division by zero"), tags=("raises-exception",)),
        cell("picture", PICTURE.format(IMG.format("bmV3")), shown(IMG.format("b2xk"))),
        cell("answers", "import os; print('course-' in os.environ['COURSE_ANSWERS'])", printed("True\n")),
    ],
    "stored": [
        cell("unrun", "x = 1", run=False),
        cell("empty", "", run=False),
        cell("semicolon", "x = 1;"),
        cell("skipped-by-comment", "# NBVAL_SKIP\nx = 1"),
        cell("skipped-by-tag", "x = 1", tags=("nbval-skip",)),
        cell("tagged-in-vain", "x = 1", tags=("raises-exception",)),
        cell("stored-stderr", "x = 1", printed("careful\n", "stderr"), tags=("nbval-ignore-output",)),
    ],
    "running": [
        cell("differs", "print('now')", printed("then\n")),
        cell("alt-differs", PICTURE.format(IMG.format("bmV3")), shown(IMG.format("bmV3").replace("a line", "a bar"))),
        cell("raises-no-more", "x = 1", raised("E", "e"), tags=("raises-exception", "nbval-ignore-output")),
        cell("stderr", "import sys; print('careful', file=sys.stderr)"),
        cell("stderr-ignored", "print('careful', file=sys.stderr)", tags=("nbval-ignore-output",)),
        cell("raises", "1 / 0"),
    ],
    "killed": [cell("kill", "import os; os._exit(1)"), cell("after", "x = 1")],
    "endless": [cell("loop", "import time\nwhile True: time.sleep(1)")],  # which leaves the processor to others
}
REFUSED = {
    "stored": {
        "unrun": "every code cell has been run",
        "empty": "no code cell is empty",
        "semicolon": "no cell ends with ';'",
        "skipped-by-comment": "nbval is told nothing but",
        "skipped-by-tag": "nbval is told nothing but",
        "tagged-in-vain": "a cell tagged raises-exception raises",
        "stored-stderr": "no cell writes to stderr",
    },
    "running": {
        "differs": "Cell outputs differ",
        "alt-differs": "Cell outputs differ",
        "raises-no-more": "tagged raises-exception and did not raise",
        "stderr": "careful",
        "stderr-ignored": "careful",
        "raises": "ZeroDivisionError",
    },
    "killed": {"kill": "killed its kernel"},
    "endless": {"loop": f"Timeout of {CELL_SECONDS} seconds"},
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], ElementTree.Element]:
    """Run all the notebooks once, under the options of pyproject.toml."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name, cells in NOTEBOOKS.items():
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=NOTEBOOK_METADATA), folder / f"{name}.ipynb")
    report = folder / "report.xml"
    options = [f"--nbval-cell-timeout={CELL_SECONDS}", f"--junitxml={report}", "--color=no", "-n2"]
    options += ["-c", str(ROOT / "pyproject.toml"), f"--rootdir={folder}", "-p", "conftest", "-p", "no:cacheprovider"]
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            *options,
            "endless.ipynb",
            *(f"{n}.ipynb" for n in NOTEBOOKS if n != "endless"),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        timeout=300,
        check=False,
    )
    found = {}
    for case in ElementTree.parse(report).iter("testcase"):
        notebook = case.get("classname", "").removesuffix(".ipynb").rpartition(".")[2]
        number = int(case.get("name", "").removeprefix("Cell "))
        found[notebook, NOTEBOOKS[notebook][number].id] = case
    return found


@pytest.mark.parametrize(("notebook", "name"), [(n, name) for n, names in REFUSED.items() for name in names])
def test_refuses(outcomes: dict[tuple[str, str], ElementTree.Element], notebook: str, name: str) -> None:
    failure = outcomes[notebook, name].find("failure")
    assert failure is not None, "the cell passed"
    assert REFUSED[notebook][name] in "".join(failure.itertext()) + failure.get("message", "")


@pytest.mark.parametrize("name", [cell.id for cell in NOTEBOOKS["healthy"]])
def test_lets_a_healthy_cell_pass(outcomes: dict[tuple[str, str], ElementTree.Element], name: str) -> None:
    assert len(outcomes["healthy", name]) == 0


def test_runs_nothing_on_a_dead_kernel(outcomes: dict[tuple[str, str], ElementTree.Element]) -> None:
    assert outcomes["killed", "after"].find("skipped") is not None


def test_options_that_the_guards_rely_on() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["addopts"]
    assert {"--nbval", "--nbval-current-env", "--nbval-cell-timeout=120", "--dist=loadscope"} <= set(options)
