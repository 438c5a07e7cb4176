"""The start page on machines where something is missing: no cell raises, and it says what is missing."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from coursekit.notebooks import execute
from coursekit.paths import course_root

PAGE = course_root() / "notebooks/00_start_here.ipynb"

# What Python runs at its start, in a kernel and in each process below it.
WITHOUT = """
import importlib.metadata
import sys

class Missing:
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] == {package!r}:
            raise ModuleNotFoundError("missing, as the test wants it", name=name)

def version(name, found=importlib.metadata.version):
    if name == {package!r}:
        raise importlib.metadata.PackageNotFoundError(name)
    return found(name)

sys.meta_path.insert(0, Missing)
importlib.metadata.version = version
"""


def said_by_cells() -> dict[str, str]:
    """Run the page; give what each code cell said, by its id. `execute` fails if one raises or writes to stderr."""
    page = nbformat.read(PAGE, as_version=4)
    return {cell["id"]: said(cell) for cell in execute(page, PAGE)["cells"] if cell["cell_type"] == "code"}


def said(cell: NotebookNode) -> str:
    parts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell["outputs"]]
    return " ".join(" ".join(parts).split())  # the panels break lines


def without(package: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "sitecustomize.py").write_text(WITHOUT.format(package=package))
    monkeypatch.setenv("PYTHONPATH", str(folder))


def test_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    cells = said_by_cells()
    for name in ("examine", "pool-run", "website-run"):
        assert "PostgreSQL: The server from DATABASE_URL does not answer" in cells[name], name
        assert "unset DATABASE_URL" in cells[name], name
    assert "✓ Ready: Python, packages" in cells["examine"]
    assert "large evening: 0 feeds open of 3" in cells["intake-run"]
    assert "large evening: 201 charges for 200 orders" in cells["till-run"]
    assert "till, large evening: 201" in cells["night-picture"] and "worker" not in cells["night-picture"]
    assert "passed" in cells["verdict-passed"]


@pytest.mark.parametrize(
    ("package", "left_out", "shown"),
    [
        ("sqlalchemy", ("pool-run", "website-run", "show-minutes"), ("intake-run", "seat-map-run")),
        ("structlog", ("website-run",), ("intake-run", "pool-run", "till-run", "show-minutes")),
    ],
)
def test_without_a_package(
    package: str, left_out: tuple[str, ...], shown: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(package, tmp_path, monkeypatch)
    cells = said_by_cells()
    for name in ("examine", *left_out):
        assert f"packages: {package} is missing. Run `make lab`" in cells[name], name
    for name in shown:
        assert cells[name] and "Left out" not in cells[name], name
    if package == "sqlalchemy":  # without which no exercise can be loaded
        assert "package `sqlalchemy` is missing" in cells["verdict-passed"]
        assert "package `sqlalchemy` is missing" in cells["show-progress"]
    else:
        assert "passed" in cells["verdict-passed"]
