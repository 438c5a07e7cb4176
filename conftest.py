"""What holds for everything that pytest runs here, notebooks included."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from coursekit.notebooks.execution import kernel_environment

pytest_plugins = ["tests.nbval_guards"]


def pytest_configure(config: pytest.Config) -> None:
    """Keep tests, and the kernels and children that inherit their environment, off the user's answers and settings."""
    scratch = Path(tempfile.mkdtemp(prefix="course-"))
    config.add_cleanup(lambda: shutil.rmtree(scratch, ignore_errors=True))
    os.environ.update(kernel_environment(scratch))
    os.environ.pop(
        "PYTHONUNBUFFERED", None
    )  # container images set it, and then nothing printed can get lost in a buffer
