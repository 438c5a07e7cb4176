"""The command `python -m tests.field`: measure, print the tables, and with `--write` renew the page."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from coursekit.paths import course_root
from tests.field import judging, validating
from tests.field.environments import pinned_versions
from tests.field.learners import EXERCISES
from tests.field.page import TITLES, page, rows, table
from tests.field.rounds import Contender, read_results, take_turns
from tests.field.running import adopt_orphans

ROUNDS, LEARNERS = 3, 30
_FOLDER = Path("build", "field")
_PAGE = Path("docs", "benchmark.md")
_HERE = ("nbval", "pytest", "nbclient", "ipykernel")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: what stands behind the command's name; by default that of this process.

    Returns:
        The exit code: 0 if everybody could take part and was done in time, 1 if not.
    """
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    adopt_orphans()
    folder = course_root() / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    asked = {"topics": options.topics, "learners": options.learners, "revision": _revision()}
    file, remembered = folder / "results.jsonl", folder / "asked.json"
    if options.resume and remembered.is_file() and json.loads(remembered.read_text()) != asked:
        _say("the last run was of another revision or asked for something else: leave out --resume")
        return 1
    if not options.resume:
        file.unlink(missing_ok=True)
        shutil.rmtree(folder / "logs", ignore_errors=True)
    remembered.write_text(json.dumps(asked))

    missing: dict[str, str] = {}
    contenders = _contenders(options, folder, missing)
    for name, reason in missing.items():
        _say(f"{name} does not take part: {reason}")
    began, interrupted = time.monotonic(), False
    try:
        for _ in take_turns(contenders, options.rounds, file, _say):
            pass
    except KeyboardInterrupt:
        interrupted = True
        _say("interrupted; `--resume` goes on from here")
    _say(f"{time.monotonic() - began:.0f} s altogether; logs are in {_FOLDER / 'logs'}")

    results = read_results(file) if file.is_file() else []
    answers = options.learners * len(EXERCISES)
    for task, title in TITLES.items():
        print(f"{title}\n\n{table(task, rows(task, contenders, results), answers)}\n")
    if options.write and not interrupted:
        rounds = max((result.round for result in results), default=0)
        setting = _setting(len(validating.shipped_notebooks(options.topics)), rounds)
        text = page(contenders, results, missing, setting, options.learners, answers)
        (course_root() / _PAGE).parent.mkdir(exist_ok=True)
        (course_root() / _PAGE).write_text(text, encoding="utf-8")
        _say(f"{_PAGE} is written")
    hurt = any(not result.done for result in results if result.task != "accidents")
    return 1 if interrupted or missing or hurt else 0


def _contenders(options: argparse.Namespace, folder: Path, missing: dict[str, str]) -> list[Contender]:
    environments, found = folder / "environments", []
    if options.task in (None, "judging"):
        found += judging.contenders(options.learners, environments, folder / "templates", missing)
    if options.task in (None, "validation"):
        found += validating.contenders(validating.shipped_notebooks(options.topics), environments, missing)
    return found


def _setting(notebooks: int, rounds: int) -> list[str]:
    """Say on what machine and with which versions, without a name or an address."""
    here = [f"{package}=={version(package)}" for package in _HERE]
    return [
        f"{os.cpu_count()} processors, {platform.system()}, {platform.python_implementation()} "
        f"{platform.python_version()}; {notebooks} notebooks.",
        f"Versions: {', '.join([*here, *pinned_versions()])}.",
        f"Rounds: at most {rounds}, in which the contenders ran in turn; the tables say how many runs each had. "
        "Medians, and the lowest and highest time beside them. "
        "Times are in seconds. Processor time is that of all processes together.",
    ]


def _revision() -> str:
    command = ["git", "-C", str(course_root()), "rev-parse", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def _stop(*_: object) -> None:
    """End what runs, as an interrupt does; once, since a second signal would stop the ending."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(128 + signal.SIGTERM)


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.field",
        description="Validate the course's notebooks and judge a class, with the course's own commands and with those "
        "of others, in turn. Environments, logs and results stay in build/field. Times mean something on an idle "
        "machine only. Exit code: 0 all took part and were done in time, 1 not.",
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help=f"default: {ROUNDS}")
    parser.add_argument("--resume", action="store_true", help="keep what the last run has measured, and go on")
    parser.add_argument("--write", action="store_true", help=f"write the page, {_PAGE}")
    parser.add_argument("--task", choices=("validation", "judging"), help="one of the two; default: both")
    parser.add_argument("--topics", type=int, metavar="N", help="only the first topics' notebooks; default: all")
    parser.add_argument("--learners", type=int, default=LEARNERS, metavar="N", help=f"default: {LEARNERS}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
