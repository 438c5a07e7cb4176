"""An environment for each tool that is no dependency of the course: made once, kept in `build/field/`."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from coursekit.notebooks.execution import kernel_environment
from coursekit.paths import course_root

REQUIREMENTS = Path(__file__).parent / "requirements"
SCRIPTS = Path(__file__).parent / "scripts"  # what runs in those environments, and so is never imported here
_MADE_OF = "made-of"  # a file in the environment: the hash of what it was made from
_INSTALL_SECONDS = 600.0


class NotInstalled(Exception):  # noqa: N818 - what is the matter, not that it is an error
    """A tool's environment could not be made. The message is the installer's last line."""


def environment_of(tool: str, folder: Path, *, with_course: bool) -> Path:
    """Make a tool's environment, unless it is there and was made from the same requirements.

    Args:
        tool: the stem of its file in `requirements/`.
        folder: where environments are kept.
        with_course: whether the tool runs the course's notebooks, and so needs the course and its locked libraries.

    Returns:
        The environment's Python.

    Raises:
        NotInstalled: it could not be made.
    """
    own = REQUIREMENTS / f"{tool}.txt"
    lock = course_root() / "requirements.lock"
    python = folder / tool / "bin" / "python"
    texts = [sys.version, own.read_text(), lock.read_text() if with_course else ""]
    made_of = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    mark = folder / tool / _MADE_OF
    if mark.is_file() and mark.read_text() == made_of:
        return python
    _call([sys.executable, "-m", "venv", "--clear", str(folder / tool)])
    if with_course:
        _install(python, "--require-hashes", "--no-deps", "-r", str(lock))
        _install(python, "--no-deps", "--editable", str(course_root()))
    _install(python, "-r", str(own))
    mark.write_text(made_of)
    return python


def pinned_versions() -> list[str]:
    """List the tools and their versions, as `requirements/` has them: name==version, without what goes with them."""
    return [path.read_text(encoding="utf-8").splitlines()[0] for path in sorted(REQUIREMENTS.glob("*.txt"))]


def variables(python: Path, scratch: Path) -> Mapping[str, str]:
    """Make the environment variables that every contender runs with.

    Args:
        python: the contender's Python.
        scratch: a folder for what they write; made if it is not there.

    Returns:
        This process's variables, with the learner's answers and the user's settings, kernels and caches of Jupyter and
        IPython out of reach, and the contender's own programs first.
    """
    scratch.mkdir(exist_ok=True)
    return {
        **kernel_environment(scratch),
        "PATH": f"{python.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "JUPYTER_CONFIG_DIR": str(scratch / "config"),
        "JUPYTER_DATA_DIR": str(scratch / "data"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }


def _install(python: Path, *what: str) -> None:
    """Install with uv, then with pip: uv knows nothing of an index that is set up for pip alone."""
    try:
        _call([sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", str(python), *what])
    except NotInstalled:
        _call([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what])


def _call(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_INSTALL_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(f"{type(error).__name__} while installing") from error
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise NotInstalled(said[-1].strip() if said else f"the installer ended with {done.returncode}")
