"""Who validates the course's notebooks, and how each is told to: as its documentation says, with nothing of ours."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree import ElementTree

from coursekit.notebooks.shipped import notebooks_in
from coursekit.paths import course_root
from tests.field.environments import SCRIPTS, NotInstalled, environment_of
from tests.field.rounds import Contender
from tests.field.running import Ran

OURS = "this course: nbval with its guards, as configured, -n 2"
STOCK = "nbval as it comes, one notebook after the other"
STARTING = "floor: kernels start and import, no more"
FOLDERS = ("notebooks", "exercises", "solutions")

_LIMIT = 900.0  # seconds for one run over all notebooks
_BARE = ["--noconftest", "-p", "no:cacheprovider", "-q", "--junitxml=report.xml"]

Commands = Callable[[Path], Sequence[Sequence[str]]]


def shipped_notebooks(topics: int | None) -> list[Path]:
    """List what is validated.

    Args:
        topics: how many topics, the first ones; None for all.

    Returns:
        The notebooks' paths, folder by folder.
    """
    return [path for folder in FOLDERS for path in notebooks_in(course_root() / folder)[:topics]]


def contenders(paths: Sequence[Path], environments: Path, missing: dict[str, str]) -> list[Contender]:
    """Say who takes part.

    Args:
        paths: the notebooks.
        environments: where the tools' environments are, or go.
        missing: filled with who cannot take part, and why.

    Returns:
        The contenders, ours first, then nbval as it comes, which the others are compared with.
    """
    here = Path(sys.executable)
    names = [str(path) for path in paths]
    found = [
        _by_pytest(OURS, here, 2, _configured(here, names)),
        _by_pytest(STOCK, here, 1, _bare(here, ["--nbval", "--nbval-current-env"], names)),
        _by_pytest(
            "nbval as it comes, -n 2 --dist loadscope",
            here,
            2,
            _bare(here, ["--nbval", "--nbval-current-env", "-n", "2", "--dist", "loadscope"], names),
        ),
    ]
    try:
        python = environment_of("nbmake", environments, with_course=True)
        found += [
            _by_pytest("nbmake, one notebook after the other", python, 1, _bare(python, ["--nbmake"], names)),
            _by_pytest("nbmake, -n 2", python, 2, _bare(python, ["--nbmake", "-n", "2"], names)),
        ]
    except NotInstalled as error:
        missing["nbmake"] = str(error)
    try:
        python = environment_of("papermill", environments, with_course=True)
        found.append(_one_by_one("papermill, one notebook after the other", python, _papermill(python, paths)))
    except NotInstalled as error:
        missing["papermill"] = str(error)
    execute = [[str(here.with_name("jupyter-execute")), name] for name in names]
    script = str(SCRIPTS / "floors.py")
    return [
        *found,
        _one_by_one("jupyter execute, one notebook after the other", here, lambda _: execute),
        _one_by_one(
            "floor: the same code as plain scripts",
            here,
            lambda _: [[str(here), script, "script", name] for name in names],
        ),
        _one_by_one(STARTING, here, lambda _: [[str(here), script, "imports", *names]]),
    ]


def _by_pytest(name: str, python: Path, inside: int, commands: Commands) -> Contender:
    return Contender(name, "validation", python, 1, inside, _LIMIT, commands, _counted)


def _one_by_one(name: str, python: Path, commands: Commands) -> Contender:
    return Contender(name, "validation", python, 1, 1, _LIMIT, commands, _exit_codes)


def _configured(python: Path, names: list[str]) -> Commands:
    root = ["--rootdir", str(course_root()), "-c", str(course_root() / "pyproject.toml")]
    return lambda _: [[str(python), "-m", "pytest", *root, "-n", "2", "-q", "--junitxml=report.xml", *names]]


def _bare(python: Path, options: list[str], names: list[str]) -> Commands:
    def commands(folder: Path) -> list[list[str]]:
        (folder / "pytest.ini").write_text("[pytest]\n")
        bare = ["-c", "pytest.ini", "--rootdir", str(course_root()), *_BARE]
        return [[str(python), "-m", "pytest", *bare, *options, *names]]

    return commands


def _papermill(python: Path, paths: Sequence[Path]) -> Commands:
    def commands(folder: Path) -> list[list[str]]:
        return [
            [
                *(str(python.with_name("papermill")), "--cwd", str(path.parent), str(path)),
                str(folder / f"{path.parent.name}-{path.name}"),
            ]
            for path in paths
        ]

    return commands


def _counted(folder: Path, ran: Ran) -> str:
    if not ran.in_time:
        return "not done in time"
    suites = list(ElementTree.parse(folder / "report.xml").iter("testsuite"))
    tests, *bad = (
        sum(int(suite.get(kind, 0)) for suite in suites) for kind in ("tests", "failures", "errors", "skipped")
    )
    if tests == sum(bad):
        raise ValueError("nothing passed")
    words = [f"{tests - sum(bad)} of {tests} passed"]
    words += [f"{number} {kind}" for number, kind in zip(bad, ("failed", "errors", "skipped"), strict=True) if number]
    return ", ".join(words)


def _exit_codes(folder: Path, ran: Ran) -> str:
    if not ran.in_time:
        return "not done in time"
    if 0 not in ran.codes:
        raise ValueError("no command succeeded")
    return f"{ran.codes.count(0)} of {len(ran.codes)} commands succeeded"
