"""What the doctor says, inside a notebook: the same words on every healthy machine, and an excuse on the others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

from IPython.display import display

from coursekit.doctor import Diagnosis, examine
from coursekit.panel import Panel, html_panel, inline, notice, sign, wrap

# What a cell may fail for. A full disk or a spec of another kernel excuses no exception.
_EXCUSES = {"packages", "PostgreSQL"}


class CheckUp:
    """One look at everything that the course needs; displayed as a panel without versions, sizes and paths.

    Only what is wrong is told in full: the finding and how to mend it.
    """

    def __init__(self) -> None:
        self.diagnoses: tuple[Diagnosis, ...] = tuple(examine())

    @property
    def problems(self) -> list[Diagnosis]:
        """What is not as it should be."""
        return [each for each in self.diagnoses if not each.ok]

    @contextmanager
    def leaves_out(self) -> Iterator[None]:
        """Run the body; where a package or PostgreSQL is missing, replace an exception by a sentence that says so.

        On a machine on which the doctor found both, every exception goes through.
        """
        try:
            yield
        except Exception:
            excuses = [each for each in self.problems if each.subject in _EXCUSES]
            if not excuses:
                raise
            found = " ".join(f"{each.subject}: {each.finding} {each.remedy}" for each in excuses)
            display(notice(f"Left out on this machine. {found}"))  # type: ignore[no-untyped-call]

    def __repr__(self) -> str:
        return self._panel().plain

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return self._panel()._repr_mimebundle_()

    def _panel(self) -> Panel:
        ready = ", ".join(each.subject for each in self.diagnoses if each.ok)
        rows = [("✓", f"Ready: {ready}.")]
        rows += [("✗", f"{each.subject}: {each.finding} {each.remedy}") for each in self.problems]
        heading = "Something is missing" if self.problems else "This machine is ready for the course"
        plain = "\n".join([heading, *(wrap(text, f"  {mark} ") for mark, text in rows)])
        items = "\n".join(f"<li>{sign(mark)}{inline(text)}</li>" for mark, text in rows)
        body = f'<p class="ck-head"><strong>{escape(heading)}</strong></p>\n<ul>\n{items}\n</ul>'
        return html_panel(plain, "bad" if self.problems else "good", body)
