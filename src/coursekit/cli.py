"""The command `course`: is this machine ready, what are these answers worth, are the notebooks fresh, what is new.

Results go to stdout and nothing else does; what could not be done goes to stderr.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from coursekit import reports
from coursekit.agenda import BadPlan, Course, plans_of, written_agendas
from coursekit.exercises import catalogue
from coursekit.judge import judge, warm_up
from coursekit.lessons import lessons
from coursekit.notebooks import NotebookFailed, NotShipped, build, check_fresh, problems_in, stub_of
from coursekit.notebooks.derivation import BadMarks
from coursekit.notebooks.shipped import notebooks_in
from coursekit.paths import course_root
from coursekit.reports import Judged
from coursekit.scaffold import Refused, new_exercise, unfinished
from coursekit.submissions import Submission, collect
from coursekit.verdict import Outcome

_REPORTS = {"table": reports.table, "json": reports.as_json, "junit": reports.junit}
_NOTEBOOK_FOLDERS = ("notebooks", "solutions", "exercises")
_MOST_JOBS = 8  # a race takes eight connections, and the embedded server has a hundred


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: what stands behind `course`; by default that of this process.

    Returns:
        The exit code: 0 if all is well, 1 if something is not, 2 if that could not be found out.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "build" and options.check and options.notebooks:
        parser.error("--check looks at all notebooks: name none")
    try:
        match options.command:
            case "doctor":
                return _doctor()
            case "judge":
                return _judge(options.paths, options.jobs, options.format, options.output)
            case "benchmark":
                return _benchmark()
            case "agenda":
                return _agenda()
            case "new":
                return _new(options.topic, options.exercise)
            case _:
                return _check() if options.check else _build(options.notebooks)
    except KeyboardInterrupt:
        return _fail("interrupted")


def _doctor() -> int:
    from coursekit.doctor import examine  # imports half of what it looks at

    healthy = True
    for diagnosis in examine():
        print(diagnosis, flush=True)
        healthy &= diagnosis.ok
    return 0 if healthy else 1


def _judge(paths: list[Path], jobs: int, form: str, output: Path | None) -> int:
    warm_up()  # the forkserver pays its imports while this process pays the catalogue's
    submissions, unusable = collect(paths)
    for each in unusable:
        _fail(f"{each.where}: {each.reason}")
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        try:
            judged = list(pool.map(_judged, submissions))
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise
    report = _REPORTS[form](judged, unusable)
    if output is None:
        sys.stdout.write(report)
    else:
        try:
            output.write_text(report, encoding="utf-8")
        except OSError as error:
            return _fail(f"{output} cannot be written: {error.strerror}")
    if unusable or any(each.verdict.outcome is Outcome.OUR_FAULT for each in judged):
        return 2
    return 0 if all(each.verdict.passed for each in judged) else 1


def _judged(submission: Submission) -> Judged:
    try:
        stub = stub_of(submission.exercise.name)
    except NotShipped:
        stub = None
    return Judged(submission, judge(submission.exercise, submission.source, stub=stub))


def _build(paths: list[Path]) -> int:
    if problems := list(_unreadable(dict.fromkeys([*_notebooks(), *(path.resolve() for path in paths)]))):
        for problem in problems:
            _fail(problem)
        return 1
    try:
        written = build(paths)
    except (NotebookFailed, BadMarks, FileNotFoundError) as error:
        _fail(str(error))
        return 1
    for path in written:
        print(path.relative_to(course_root()) if path.is_relative_to(course_root()) else path)
    return 0


def _check() -> int:
    paths = _notebooks()
    problems = list(_unreadable(paths))
    if not problems:
        problems = [*unfinished(course_root()), *check_fresh(), *_stale_agendas()]
        problems += [str(problem) for path in paths for problem in problems_in(path)]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def _notebooks() -> list[Path]:
    return [path for folder in _NOTEBOOK_FOLDERS for path in notebooks_in(course_root() / folder)]


def _unreadable(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        where = f"{path.parent.name}/{path.name}"
        try:
            notebook = json.loads(path.read_text(encoding="utf-8"))
            old = (notebook["nbformat"], notebook["nbformat_minor"]) < (4, 5)
        except FileNotFoundError:  # `build` says so
            continue
        except (ValueError, LookupError, TypeError, OSError) as error:
            yield f"{where}: is no notebook, perhaps since a merge: mend it by hand. {error}"
            continue
        if old:  # its cells have no ids, which all that follows goes by
            yield f"{where}: is older than nbformat 4.5: copy its cells into a new notebook in JupyterLab"


def _agenda() -> int:
    try:
        path, text = _agendas()
    except BadPlan as error:
        _fail(str(error))
        return 1
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(course_root()))
    return 0


def _stale_agendas() -> list[str]:
    """Say what is wrong with the agendas; nothing is, in a copy that has no plans."""
    if not plans_of(course_root()).exists():
        return []
    try:
        path, text = _agendas()
    except BadPlan as error:
        return str(error).splitlines()
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return []
    return [f"{path.relative_to(course_root())} is not what the plans and minutes give: run `course agenda`"]


def _agendas() -> tuple[Path, str]:
    return written_agendas(course_root(), Course({lesson.topic: lesson for lesson in lessons()}, catalogue()))


def _new(topic: str, exercise: str) -> int:
    try:
        files = new_exercise(topic, exercise, course_root())
    except Refused as error:
        _fail(str(error))
        return 1
    for path in files:
        print(path.relative_to(course_root()))
    return 0


def _benchmark() -> int:
    from coursekit.benchmark import ROUNDS, judging_costs

    print(f"One answer judged, warm, {ROUNDS} times: median and slowest in milliseconds of wall-clock time")
    for cost in judging_costs():
        print(f"{cost.what:45} {cost.median:8.0f} {cost.slowest:8.0f}", flush=True)
    return 0


def _fail(message: str) -> int:
    print(f"course: {message}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="course", description="Friday Evening: a course on scaling Python.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser(
        "doctor",
        help="say whether this machine is ready for the course",
        description="Say in ten lines whether this machine is ready, and how to mend what is not. "
        "Exit code: 0 ready, 1 not.",
    )
    judging = commands.add_parser(
        "judge",
        help="judge answers, as the notebook does",
        description="Judge answers. A PATH is an answer file (it or its folder named after the exercise, such as "
        "sell_last_ticket.py), a notebook (each %%exercise cell is an answer), a learner's folder of such files, or a "
        "folder of learners' folders. Nothing is saved in answers/. "
        "Exit code: 0 all passed, 1 some did not, 2 something could not be judged.",
    )
    judging.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="what to judge")
    judging.add_argument(
        "--jobs",
        type=_positive,
        default=min(os.cpu_count() or 1, _MOST_JOBS),
        metavar="N",
        help=f"answers judged at a time; default: the number of processors, {_MOST_JOBS} at the most",
    )
    judging.add_argument("--format", choices=_REPORTS, default="table", help="of the report; default: table")
    judging.add_argument("--output", type=Path, metavar="FILE", help="where the report goes; default: stdout")
    building = commands.add_parser(
        "build",
        help="execute the notebooks and derive the exercises",
        description="Execute lessons and solutions, derive and execute the exercises, and print what has changed. "
        "Exit code: 0 done or fresh, 1 not.",
    )
    building.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK", help="what to build; default: all")
    building.add_argument(
        "--check", action="store_true", help="change nothing; print what is stale or against the house rules"
    )
    commands.add_parser(
        "agenda",
        help="compute the facilitator's agendas",
        description="Lay out docs/teaching/plans.toml with breaks and debriefs, from the minutes of lessons and "
        "exercises, and write docs/teaching/agendas.md. Exit code: 0 done, 1 a session overflows or a plan is wrong.",
    )
    making = commands.add_parser(
        "new",
        help="make the files of a new exercise",
        description="Make the files of a new exercise, and of its topic if that is new, with a TODO for whatever has "
        "to be written, and print their names. Nothing is overwritten. `course build --check` then says what is "
        "missing; docs/CONTRIBUTING.md leads through it. Exit code: 0 made, 1 refused.",
    )
    making.add_argument("topic", metavar="TOPIC", help="the lesson's, such as race_conditions")
    making.add_argument("exercise", metavar="EXERCISE", help="a name that no exercise has, such as sell_twice")
    commands.add_parser(
        "benchmark",
        help="measure what judging costs on this machine",
        description="Judge answers to checks that do nothing, which is the judge's own overhead, and every shipped "
        "solution; print median and slowest times. They mean something on an idle machine only.",
    )
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("it must be a whole number, 1 or more")
    return int(text)
