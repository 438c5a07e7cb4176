"""An answer's text, where in a traceback it stands, and verdicts that come down to one of its lines."""

from __future__ import annotations

import ast
import io
import linecache
import sys
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from types import FrameType, ModuleType, TracebackType

from coursekit.answers import parsed
from coursekit.verdict import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as text.

    Attributes:
        name: the exercise's name, and so the name of the answer's module.
        source: the module's text.
    """

    name: str
    source: str

    @property
    def filename(self) -> str:
        """What tracebacks call the answer: no folder, so that it reads the same on every machine."""
        return f"{self.name}.py"

    def line(self, number: int | None) -> str:
        """Give one line's text.

        Args:
            number: counted from 1, or None.

        Returns:
            The line without its indentation, or an empty string where there is none.
        """
        lines = self._lines()
        return lines[number - 1].strip() if number and number <= len(lines) else ""

    def line_that_binds(self, name: str) -> int | None:
        """Find the last top-level statement that binds a name.

        Args:
            name: the name.

        Returns:
            The statement's line, counted from 1, or None.
        """
        lines = [each.lineno for each in parsed(self.source).body if name in _bound_by(each)]
        return lines[-1] if lines else None

    def show_in_tracebacks(self) -> None:
        """Let tracebacks quote the answer's lines, though it is in no file."""
        linecache.cache[self.filename] = (len(self.source), None, self._lines(), self.filename)

    def new_module(self) -> ModuleType:
        """Make the answer's module, still empty, as an import would: known to `sys.modules`, with a file and a spec.

        Returns:
            The module, for the answer to be executed in.
        """
        module = ModuleType(self.name)
        module.__file__ = self.filename
        module.__spec__ = ModuleSpec(self.name, None, origin=self.filename)
        sys.modules[self.name] = module  # where dataclasses, pickle and `inspect` look for it
        return module

    def _lines(self) -> list[str]:
        """The lines as Python counts them; `str.splitlines` also breaks at form feeds and Unicode's separators."""
        return io.StringIO(self.source, newline=None).readlines()

    def line_of_frame(self, frame: FrameType | None) -> int | None:
        """Find the innermost line of the answer on a stack.

        Args:
            frame: the innermost frame of the stack.

        Returns:
            The line, counted from 1, or None if the answer is not on the stack.
        """
        while frame is not None:
            if frame.f_code.co_filename == self.filename:
                return frame.f_lineno
            frame = frame.f_back
        return None

    def line_of_error(self, error: BaseException) -> int | None:
        """Find the line of the answer that an error comes down to.

        Args:
            error: caught, or a syntax error of the answer itself.

        Returns:
            The innermost line of the answer in its traceback, counted from 1, or None.
        """
        if isinstance(error, SyntaxError) and error.filename == self.filename:
            return error.lineno
        lines = [number for frame, number in _frames(error.__traceback__) if frame == self.filename]
        return lines[-1] if lines else None

    def trim(self, error: BaseException) -> str:
        """Write an error's traceback with the learner's lines only.

        Args:
            error: as for `line_of_error`.

        Returns:
            Text as Python prints it, without the frames of the kit and of libraries.
        """
        summary = traceback.TracebackException.from_exception(error, compact=True)
        return "".join(self._trimmed(summary)).rstrip()

    def _trimmed(self, summary: traceback.TracebackException) -> Iterable[str]:
        if summary.__cause__ is not None:
            yield from self._trimmed(summary.__cause__)
            yield "\nwhich caused\n\n"
        for frame in summary.stack:
            if frame.filename == self.filename:
                yield f"line {frame.lineno}, in {frame.name}\n    {frame.line}\n"
        yield from summary.format_exception_only()


def blame(answer: Answer, outcome: Outcome, message: str, question: str, line: int | None = None) -> Verdict:
    """Make a verdict that comes down to one line of the answer.

    Args:
        answer: the answer.
        outcome: how it ended.
        message: what happened.
        question: what points on.
        line: the line, counted from 1, or None.

    Returns:
        The verdict.
    """
    return Verdict(answer.name, outcome, message, question=question, line=line, code=answer.line(line))


def _bound_by(node: ast.AST) -> Iterator[str]:
    """Give the names that a statement binds in its module, in branches too, but not inside of functions and classes."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias(name=name, asname=other):
            yield other or name.partition(".")[0]
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _bound_by(child)


def _frames(tb: TracebackType | None) -> Iterable[tuple[str, int]]:
    for frame, number in traceback.walk_tb(tb):
        yield frame.f_code.co_filename, number
