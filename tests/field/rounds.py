"""Who takes part, and taking turns: A B C, A B C, so that a busy minute of the machine hits all alike."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from tests.field.environments import variables
from tests.field.running import Ran, run

Task = Literal["validation", "judging", "accidents"]


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to do a task.

    Attributes:
        name: as the table has it.
        task: which table that is.
        python: the Python of its environment.
        at_once: how many of its commands run at the same time.
        inside: how many notebooks or answers it works on at the same time, its commands taken together.
        limit: the time limit of one run, in seconds.
        prepare: called with an empty folder before each run, which is not timed; gives the commands.
        outcome: called with that folder and what came of the commands, which is not timed either; gives a few words.
            Raises if nothing was done at all.
        once: whether one run is enough, because it shows behaviour and not speed.
    """

    name: str
    task: Task
    python: Path
    at_once: int
    inside: int
    limit: float
    prepare: Callable[[Path], Sequence[Sequence[str]]]
    outcome: Callable[[Path, Ran], str]
    once: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """One run of one contender.

    Attributes:
        task: the contender's.
        name: the contender's.
        round: counted from 1.
        seconds: wall-clock time.
        cpu: processor time, in seconds.
        done: whether it ended by itself, in time, and left an outcome; if not, its time counts for nothing.
        outcome: in a few words, or why there is none.
    """

    task: Task
    name: str
    round: int
    seconds: float
    cpu: float
    done: bool
    outcome: str


def read_results(file: Path) -> list[Result]:
    """Read what was measured so far.

    Args:
        file: one JSON object a line.

    Returns:
        The results in the order of their runs.
    """
    return [Result(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def take_turns(
    contenders: Sequence[Contender], rounds: int, file: Path, say: Callable[[str], None]
) -> Iterator[Result]:
    """Let each contender run once in each round; skip the runs that the file has, and append the others as they end.

    One that was not done is not asked again.

    Args:
        contenders: in the order of their turns.
        rounds: how many.
        file: where results go, one JSON object a line. Logs go to the folder `logs` beside it.
        say: told what happens.

    Yields:
        Each result that the file has, then each new one.
    """
    results = read_results(file) if file.is_file() else []
    yield from results
    known = {(result.task, result.name, result.round): result for result in results}
    logs = file.parent / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    for number in range(1, rounds + 1):
        for contender in contenders:
            key = (contender.task, contender.name)
            last = known.get((*key, number - 1))
            if (*key, number) in known or (number > 1 and (contender.once or last is None or not last.done)):
                continue
            say(f"round {number} of {rounds}, {contender.task}: {contender.name}")
            result = _turn(contender, number, logs / f"{_stem(contender)}-{number}.log")
            known[*key, number] = result
            with file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(asdict(result)) + "\n")
            say(f"    {result.seconds:.1f} s, processor {result.cpu:.1f} s: {result.outcome}")
            yield result


def _turn(contender: Contender, number: int, log: Path) -> Result:
    log.write_bytes(b"")
    # A short path: sockets of kernels and of PostgreSQL go below it.
    folder = Path(tempfile.mkdtemp(prefix="field-"))
    try:
        try:
            commands = contender.prepare(folder)
        except Exception as error:
            return Result(contender.task, contender.name, number, 0.0, 0.0, False, f"not prepared: {error}")
        ran = run(
            commands,
            at_once=contender.at_once,
            folder=folder,
            environment=variables(contender.python, folder / "user"),
            log=log,
            limit=contender.limit,
        )
        done = ran.in_time
        try:
            outcome = contender.outcome(folder, ran)
        except Exception as error:
            done, outcome = False, f"no outcome: {type(error).__name__}: {error}"
        return Result(contender.task, contender.name, number, ran.seconds, ran.cpu, done, outcome)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stem(contender: Contender) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in f"{contender.task}-{contender.name}")
