"""What a learner types: `%%exercise`, `%hint`, `%solution`, `%restore` and `%progress`.

Each shows panels and prints nothing. A slip in the typing is answered with a sentence, not with a traceback.
"""

from __future__ import annotations

import contextlib
import difflib
import io
from types import ModuleType
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display

from coursekit import answers
from coursekit.answers import Event, NotSaved
from coursekit.exercises import Exercise, catalogue
from coursekit.judge import judge, warm_up
from coursekit.judge.answer import Answer
from coursekit.notebooks import NotShipped, solution_of, stub_of
from coursekit.panel import Panel, notice
from coursekit.progress import standings
from coursekit.rendering import debrief_panel, hint_panel, progress_panel, solution_panel, verdict_panel
from coursekit.verdict import Verdict

_REHEARSE = "--rehearse"


class Stopped(KeyboardInterrupt):
    """The learner interrupted the judge. Still an error, so that "run all" stops here, but one without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class _Misused(Exception):  # noqa: N818 - what the learner is told, not an error of ours
    """What was typed leads to no exercise. The text says what to do."""


class Magics:
    """The magics, and what one kernel remembers between them.

    Args:
        shell: the notebook's or terminal's IPython.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self._last: str | None = None
        self._rehearsed: set[str] = set()
        self._rungs: dict[str, int] = {}

    def register(self) -> None:
        """Make IPython know the magics, and the judge get ready."""
        warm_up()
        shell: Any = self._shell  # IPython 9 annotates this method as if it took no function
        shell.register_magic_function(self.exercise, "cell")
        for magic in (self.hint, self.solution, self.restore, self.progress):
            shell.register_magic_function(magic, "line")
        transforms = self._shell.input_transformers_cleanup
        if _with_body not in transforms:
            transforms.append(_with_body)

    def exercise(self, line: str, cell: str) -> None:
        """Judge the cell as the answer to an exercise: `%%exercise NAME`.

        The answer is saved before it is judged. With `--rehearse` nothing is saved or logged.

        Args:
            line: what stands behind the magic.
            cell: the answer, a complete module.
        """
        try:
            self._judge(line.split(), cell)
        except _Misused as misused:
            _show(notice(str(misused)))
        except KeyboardInterrupt:
            raise Stopped("Stopped. Run the cell again to judge the answer.") from None

    def _judge(self, words: list[str], cell: str) -> None:
        rehearse = _REHEARSE in words
        exercise = _named([word for word in words if word != _REHEARSE], usage="%%exercise")
        self._last = exercise.name
        if rehearse:
            self._rehearsed.add(exercise.name)
        else:
            self._rehearsed.discard(exercise.name)
        stub = _stub(exercise)
        untouched = not cell.strip() or (stub is not None and answers.same_code(cell, stub))
        keep = not (rehearse or untouched)
        unsaved = _saving(exercise, cell) if keep else []
        verdict = judge(exercise, cell, stub=stub)
        undefined = self._define(exercise, cell) if verdict.loaded else []
        unlogged = _logging(exercise, verdict) if keep else []
        waiting = _restorable(exercise) if untouched and not rehearse else []
        notes = undefined + (unsaved or unlogged) + waiting
        _show(verdict_panel(exercise, verdict, notes))
        if verdict.passed:
            _show(debrief_panel(exercise))

    def hint(self, line: str) -> None:
        """Show the next hint: `%hint [NAME]`; without a name, for the exercise that was run last.

        Args:
            line: what stands behind the magic.
        """
        exercise = self._meant(line, usage="%hint")
        if exercise is None:
            return
        # The log knows the rungs of earlier kernels, this kernel those that the log could not take.
        rung = max(self._rungs.get(exercise.name, 0), self._logged_hints(exercise)) + 1
        self._rungs[exercise.name] = min(rung, len(exercise.hints))
        self._log(exercise, Event.HINT)
        _show(hint_panel(exercise, rung))

    def solution(self, line: str) -> None:
        """Show the worked answer and its reasoning: `%solution [NAME]`. Never refused, and only logged.

        Args:
            line: what stands behind the magic.
        """
        exercise = self._meant(line, usage="%solution")
        if exercise is None:
            return
        try:
            solution = solution_of(exercise.name)
        except NotShipped:
            _show(notice(f"The worked answer to `{exercise.name}` was not shipped with this copy of the course."))
            return
        self._log(exercise, Event.SOLUTION)
        _show(solution_panel(exercise, solution.code, solution.reasoning))

    def restore(self, line: str) -> None:
        """Put the saved answer back into a cell: `%restore [NAME]`.

        Args:
            line: what stands behind the magic.
        """
        exercise = self._meant(line, usage="%restore")
        if exercise is None:
            return
        name = exercise.name
        try:
            source = answers.saved(name)
        except NotSaved as error:
            _show(notice(str(error)))
            return
        if source is None:
            _show(notice(f"No answer to `{name}` is saved yet. Running its `%%exercise` cell saves it."))
            return
        self._shell.set_next_input(f"%%exercise {name}\n{source}")
        text = f"The saved answer to `{name}` is in a new cell."
        if answers.earlier(name):
            text += f" Earlier answers are in `answers/earlier/{name}/`."
        _show(notice(text))

    def progress(self, line: str) -> None:
        """Draw the map of the course: `%progress`.

        Args:
            line: ignored.
        """
        log = answers.read_log()
        try:
            exercises = _exercises()
        except _Misused as misused:
            _show(notice(str(misused)))
            return
        _show(progress_panel(standings(exercises.values(), log), log.unreadable))

    def _meant(self, line: str, usage: str) -> Exercise | None:
        """Find the exercise that a line magic is about; say so if there is none."""
        words = line.split() or ([self._last] if self._last else [])
        try:
            return _named(words, usage)
        except _Misused as misused:
            _show(notice(str(misused)))
            return None

    def _logged_hints(self, exercise: Exercise) -> int:
        return 0 if exercise.name in self._rehearsed else answers.read_log().hints(exercise.name)

    def _log(self, exercise: Exercise, event: Event) -> None:
        """Log an event, if it can be logged. If not, the next verdict says so; a hint is no place for it."""
        if exercise.name not in self._rehearsed:
            with contextlib.suppress(NotSaved):
                answers.record(exercise.name, event)

    def _define(self, exercise: Exercise, source: str) -> list[str]:
        """Define the answer's public names in the notebook."""
        try:
            module = _load(exercise, source)
        except (Exception, SystemExit) as error:
            return [f"Its names are not defined in this notebook: loading it here raised {type(error).__name__}."]
        self._shell.user_ns.update({name: value for name, value in vars(module).items() if not name.startswith("_")})
        return []


def _with_body(lines: list[str]) -> list[str]:
    """Give an answer cell that is empty a body: IPython refuses a cell magic without one, where a verdict is due."""
    return [*lines, "\n"] if len(lines) == 1 and lines[0].startswith("%%exercise ") else lines


def _show(panel: Panel) -> None:
    display(panel)  # type: ignore[no-untyped-call]


def _load(exercise: Exercise, source: str) -> ModuleType:
    """Execute an answer as a module of its own, as the judge's child did, without letting it print."""
    answer = Answer(exercise.name, source)
    answer.show_in_tracebacks()  # `inspect.getsource` reads there too
    module = answer.new_module()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        exec(compile(source, answer.filename, "exec", dont_inherit=True), module.__dict__)
    return module


def _exercises() -> dict[str, Exercise]:
    try:
        return catalogue()
    except ModuleNotFoundError as error:
        remedy = "`course doctor` says how to mend it; then restart the kernel."
        raise _Misused(f"The exercises cannot be loaded: the package `{error.name}` is missing. {remedy}") from None


def _named(words: list[str], usage: str) -> Exercise:
    exercises = _exercises()
    if len(words) != 1:
        raise _Misused(f"Name one exercise, such as `{usage} {next(iter(exercises), 'NAME')}`. `%progress` lists all.")
    name = words[0]
    if name in exercises:
        return exercises[name]
    near = " or ".join(f"`{match}`" for match in difflib.get_close_matches(name, exercises))
    raise _Misused(f"No exercise is named `{name}`. " + (f"Did you mean {near}?" if near else "`%progress` lists all."))


def _stub(exercise: Exercise) -> str | None:
    try:
        return stub_of(exercise.name)
    except NotShipped:
        return None


def _saving(exercise: Exercise, source: str) -> list[str]:
    """Save the answer; give the notes for the learner."""
    try:
        answers.save(exercise.name, source)
    except NotSaved as error:
        return [f"Your answer was judged, but not saved. {error}"]
    return []


def _logging(exercise: Exercise, verdict: Verdict) -> list[str]:
    """Log the verdict; give the notes for the learner."""
    try:
        answers.record(exercise.name, Event.JUDGED, verdict.outcome)
    except NotSaved as error:
        return [f"Your answer is saved, but `%progress` will not show this verdict. {error}"]
    return []


def _restorable(exercise: Exercise) -> list[str]:
    """Tell somebody who looks at the stub that there is work of theirs."""
    with contextlib.suppress(NotSaved):
        if answers.saved(exercise.name) is not None:
            return [f"An answer of yours is saved; `%restore {exercise.name}` brings it back."]
    return []
