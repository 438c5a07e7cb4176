"""Whether this machine is ready for the course, in ten lines."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from types import ModuleType

import psutil
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from packaging.requirements import Requirement

from coursekit import postgres
from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.judge import judge
from coursekit.notebooks.shipped import notebooks_in
from coursekit.paths import answers_folder, course_root

_DISTRIBUTION = "friday-evening"
_GIGABYTE = 1024**3
_MEMORY_NEEDED = 1.0  # GB: JupyterLab, two kernels, PostgreSQL and a judge
_DISK_NEEDED = 0.5  # GB: PostgreSQL's files in the temporary folder, and the learner's work
_INSTALL = "Run `make lab` in the course's folder; it installs what is missing."


class _Unfit(Exception):  # noqa: N818 - a diagnosis
    """Something is not as it should be. Two sentences: what, and how to mend it."""

    def __init__(self, finding: str, remedy: str) -> None:
        super().__init__(finding)
        self.finding = finding
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One line of the doctor's.

    Attributes:
        subject: what was looked at.
        finding: what was found.
        remedy: how to mend it; empty if all is well.
    """

    subject: str
    finding: str
    remedy: str = ""

    @property
    def ok(self) -> bool:
        """Whether all is well."""
        return not self.remedy

    def __str__(self) -> str:
        mark = "ok" if self.ok else "problem"
        return f"{mark:9}{self.subject:16}{self.finding} {self.remedy}".rstrip()


def examine() -> Iterator[Diagnosis]:
    """Look at everything that the course needs.

    Yields:
        Ten diagnoses, each as soon as it is made. None raises.
    """
    for subject, look in _LOOKS.items():
        try:
            yield Diagnosis(subject, look())
        except _Unfit as unfit:
            yield Diagnosis(subject, unfit.finding, unfit.remedy)
        except ModuleNotFoundError as error:
            yield Diagnosis(subject, f"could not be looked at: {error.name} is missing.", _INSTALL)
        except Exception as error:
            finding = f"could not be looked at: {type(error).__name__}: {error}"
            yield Diagnosis(subject, finding, "That is a bug of the course: please report it.")


def _python() -> str:
    return ".".join(map(str, sys.version_info[:3]))


def _packages() -> str:
    try:
        needed = [Requirement(line) for line in requires(_DISTRIBUTION) or ()]
    except PackageNotFoundError:
        raise _Unfit("The course itself is not installed.", _INSTALL) from None
    needed = [each for each in needed if each.marker is None or each.marker.evaluate({"extra": ""})]
    bad = [fault for each in needed if (fault := _fault_of(each))]
    if bad:
        raise _Unfit("; ".join(bad) + ".", _INSTALL)
    return f"{len(needed)} as demanded"


def _fault_of(requirement: Requirement) -> str:
    try:
        found = version(requirement.name)
    except PackageNotFoundError:
        return f"{requirement.name} is missing"
    fits = requirement.specifier.contains(found, prereleases=True)
    return "" if fits else f"{requirement.name} is {found}, needed is {requirement.specifier}"


def _jupyterlab() -> str:
    try:
        return version("jupyterlab")
    except PackageNotFoundError:
        raise _Unfit("It is missing.", _INSTALL) from None


def _kernel() -> str:
    try:
        command = Path(KernelSpecManager().get_kernel_spec("python3").argv[0])
    except NoSuchKernel:
        raise _Unfit("There is none named python3.", _INSTALL) from None
    # A bare name stands for the Python that runs JupyterLab. Links are not followed: those of all venvs lead to one.
    if command.is_absolute() and command.parent != Path(sys.executable).parent:
        raise _Unfit(
            f"Notebooks run in another Python, {command}.",
            "`jupyter kernelspec list` shows where python3 is defined; `jupyter kernelspec remove python3` removes it.",
        )
    return "python3, this Python"


def _postgresql() -> str:
    try:
        return postgres.describe(postgres.url())
    except postgres.PostgresMissing as error:
        finding, _, remedy = " ".join(str(error).split()).partition(". ")
        raise _Unfit(f"{finding.removesuffix('.')}.", remedy) from None


def _check_trial(module: ModuleType) -> None:
    if module.answer() != 42:
        raise Wrong("`answer()` is not 42.", "What is it?")


_TRIAL = Exercise(
    name="trial",
    topic="doctor",
    title="A trial of the judge",
    level="build",
    minutes=1,
    provides={"answer": ()},
    demands=(Demand("answers", "`answer()` is 42.", _check_trial),),
    hints=(),
    debrief="",
)


def _judge() -> str:
    for number, outcome in ((42, "passed"), (41, "wrong")):
        verdict = judge(_TRIAL, f"def answer():\n    return {number}\n")
        if verdict.outcome != outcome:
            raise _Unfit(
                f"It said {verdict.outcome!s} where {outcome} was due: {verdict.message}",
                "Please report this line to the course.",
            )
    return "tells right from wrong"


def _answers() -> str:
    folder = answers_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _Unfit(
            f"{folder} cannot be written: {error.strerror}.", "Mend that, or let COURSE_ANSWERS name another folder."
        ) from None
    return f"{folder} can be written"


def _memory() -> str:
    free = psutil.virtual_memory().available / _GIGABYTE
    if free < _MEMORY_NEEDED:
        raise _Unfit(f"{free:.1f} GB free.", f"Close something: the course needs about {_MEMORY_NEEDED:.0f} GB.")
    return f"{free:.1f} GB free"


def _disk() -> str:
    free = min(shutil.disk_usage(place).free for place in (course_root(), tempfile.gettempdir())) / _GIGABYTE
    if free < _DISK_NEEDED:
        raise _Unfit(f"{free:.1f} GB free.", f"Make room: the course needs about {_DISK_NEEDED} GB.")
    return f"{free:.1f} GB free"


def _solutions() -> str:
    return "shipped" if notebooks_in(course_root() / "solutions") else "not shipped, so `%solution` shows none"


_LOOKS: dict[str, Callable[[], str]] = {
    "Python": _python,
    "packages": _packages,
    "JupyterLab": _jupyterlab,
    "notebook kernel": _kernel,
    "PostgreSQL": _postgresql,
    "judge": _judge,
    "answers": _answers,
    "memory": _memory,
    "disk": _disk,
    "solutions": _solutions,
}
