"""Promoters' modules, real files in a folder, and what an answer's `load` makes of them."""

from __future__ import annotations

import importlib
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent, indent
from types import ModuleType
from typing import Any

from coursekit.exercises import Wrong

HEAD = "from plugin_registry import FeedFormat\n"


class Theatre:
    """A folder of promoters' modules on `sys.path`, and the answer that loads them."""

    def __init__(self, answer: ModuleType, folder: Path) -> None:
        self.answer = answer
        self.folder = folder
        self.modules: set[str] = set()

    def write(self, module: str, source: str) -> None:
        """Write a promoter's module, or overwrite it."""
        self.modules.add(module)
        (self.folder / f"{module}.py").write_text(f"{HEAD}\n\n{dedent(source).strip()}\n", encoding="utf-8")
        importlib.invalidate_caches()

    def load(self, *modules: str) -> Report:
        """Have the answer load these modules, and read what it gives."""
        called = _call(modules)
        try:
            registry = self.answer.load(list(modules))
        except (Exception, SystemExit) as error:
            raise Wrong(
                f"{called} raised {_said(error)}: the service does not start, and no promoter's feed is imported.",
                "Whose mistake is it, and who pays for it?",
                evidence=self.evidence(*modules),
            ) from error
        formats, problems = getattr(registry, "formats", None), getattr(registry, "problems", None)
        if not isinstance(formats, list | tuple) or not all(isinstance(each, type) for each in formats):
            raise Wrong(f"{called}.formats is {formats!r}; it should be a list of classes.", "What does `load` return?")
        if not isinstance(problems, list | tuple) or not all(isinstance(each, str) for each in problems):
            raise Wrong(
                f"{called}.problems is {problems!r}; it should be a list of str, each a line of the start-up report.",
                "What would the engineer on call like to read?",
            )
        return Report(modules, registry, self.evidence(*modules), others=self.modules.difference(modules))

    def evidence(self, *modules: str) -> str:
        """The modules' text."""
        texts = ((module, (self.folder / f"{module}.py")) for module in modules)
        return "\n\n".join(
            f"{module}.py\n{indent(path.read_text(encoding='utf-8').removeprefix(HEAD).strip(), '    ')}"
            for module, path in texts
        )

    def reload(self, module: str) -> ModuleType:
        """Reload a module as a console or a development server does."""
        if module not in sys.modules:
            raise Wrong(
                f"After `load`, `{module}` is not among the imported modules, so that `importlib.reload` has nothing "
                "to reload.",
                "Which function of `importlib` imports a module by its name, and keeps it?",
            )
        return importlib.reload(sys.modules[module])


class Report:
    """What one call of `load` gave.

    Args:
        modules: the modules' names it was called with.
        registry: what it returned.
        evidence: the modules' text.
        others: the names of the other modules there are.

    Attributes:
        formats: the classes it registered from the modules it was called with.
        problems: the lines it reported, but for those that name other modules alone.
        foreign: the formats and lines of other modules; whether there may be any is a demand of its own.
    """

    def __init__(self, modules: Sequence[str], registry: Any, evidence: str, others: Collection[str]) -> None:
        self.called = _call(modules)
        self.modules = modules
        self.evidence = evidence
        self._registry = registry
        self._given = self._contents()
        formats, problems = self._given
        self.formats = tuple(each for each in formats if each.__module__ not in others)
        self.problems = tuple(line for line in problems if _names(line, modules) or not _names(line, others))
        self.foreign = [f"{each.__module__}.{each.__name__}" for each in formats if each.__module__ in others]
        self.foreign += [f"'{line}'" for line in problems if line not in self.problems]

    def _contents(self) -> tuple[tuple[type, ...], tuple[str, ...]]:
        return tuple(self._registry.formats), tuple(self._registry.problems)

    @property
    def changed(self) -> bool:
        """Whether what `load` gave is no longer what it was then."""
        return self._contents() != self._given

    @property
    def names(self) -> list[str]:
        """The registered classes, as module.Class."""
        return [f"{each.__module__}.{each.__name__}" for each in self.formats]

    def wrong(self, message: str, question: str) -> Wrong:
        """Make a verdict that shows the modules and what was reported of them."""
        reported = "\n".join(self.problems) or "nothing"
        return Wrong(message, question, evidence=f"{self.evidence}\n\nreported:\n{indent(reported, '    ')}")

    def demand_formats(self, expected: Sequence[str], question: str, because: str = "") -> None:
        """Demand these formats, given as module.Class, in this order."""
        if self.names == list(expected):
            return
        twice = sorted({name for name in self.names if self.names.count(name) > 1})
        missing = [name for name in expected if name not in self.names]
        surplus = [name for name in self.names if name not in expected]
        if missing:
            message = f"{self.called} does not register {listed(missing)}."
        elif surplus:
            message = f"{self.called} registers {listed(surplus)}, which is no format to import with."
        elif twice:
            message = (
                f"{self.called} registers {listed(twice)} more than once: each line of that feed is imported twice."
            )
            question = "By what does the registry tell that it has met this format before?"
        else:
            message = f"{self.called} registers {listed(self.names)}; the order expected was {listed(expected)}."
            question = "Which order do the modules have, which one the classes in a module, and what has changed it?"
        raise self.wrong(f"{message} {because}".rstrip(), question)

    def demand_problem(self, what: str, *words: str, question: str) -> None:
        """Demand exactly one line with these words."""
        lines = [line for line in self.problems if all(word.lower() in line.lower() for word in words[:1])]
        if not lines:
            raise self.wrong(f"{what} {self.called} registers the others and reports nothing of it.", question)
        if len(lines) > 1:
            raise self.wrong(
                f"{what} {self.called} reports it {len(lines)} times.", "When does each of these lines come about?"
            )
        for word in words[1:]:
            if word.lower() not in lines[0].lower():
                raise self.wrong(
                    f"{what} The report has a line for it, but `{word}` is not in it: {lines[0]}",
                    "Would you find the place with this line alone, at two in the morning?",
                )

    def demand_nothing_foreign(self, because: str, question: str) -> None:
        """Demand that no other module's format is registered or reported."""
        if self.foreign:
            what = listed(self.foreign)
            raise self.wrong(
                f"{self.called} gives {what} as well, from a module that it was not called with. {because}", question
            )

    def demand_no_problems(self, because: str, question: str) -> None:
        """Demand an empty report."""
        if self.problems:
            raise self.wrong(f"{self.called} reports '{self.problems[0]}'. {because}", question)


@contextmanager
def theatre(answer: ModuleType) -> Iterator[Theatre]:
    """Make an empty folder of promoters' modules.

    Args:
        answer: the answer, which those modules import.

    Yields:
        What the demands' checks are called with.
    """
    with tempfile.TemporaryDirectory() as folder:
        # Without bytecode: a file that is rewritten within a second, in the same size, would look unchanged.
        before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
        sys.path.insert(0, folder)
        try:
            yield Theatre(answer, Path(folder))
        finally:
            sys.path.remove(folder)
            sys.dont_write_bytecode = before


def _call(modules: Sequence[str]) -> str:
    return f"`load({list(modules)!r})`"


def _said(error: BaseException) -> str:
    return f"{type(error).__name__} ({' '.join(str(error).split())})"


def _names(line: str, modules: Collection[str]) -> bool:
    return any(module in line.lower() for module in modules)


def listed(names: Sequence[str]) -> str:
    """Write names as a sentence does."""
    *rest, last = names
    return f"{', '.join(rest)} and {last}" if rest else last
