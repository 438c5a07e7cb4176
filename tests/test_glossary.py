"""The glossary explains what the lessons say, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

from coursekit.paths import course_root
from tests.test_lessons import names

GLOSSARY = course_root() / "docs" / "glossary.md"
ENTRY = re.compile(r"^- \*\*(.+?)\*\*\s+\(\[[^]]+\]\(([^)]+)\)\):", re.MULTILINE)


def prose_and_code(notebook: Path) -> str:
    return "\n".join("".join(cell["source"]) for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"])


def test_each_term_is_in_the_lesson_that_it_leads_to() -> None:
    text = GLOSSARY.read_text(encoding="utf-8")
    entries = ENTRY.findall(text)
    assert len(entries) == text.count("\n- ") > 0, "docs/glossary.md: an entry is '- **term** ([lesson](path)): ...'"
    for term, path in entries:
        lesson = prose_and_code(GLOSSARY.parent / path)
        assert names(term, lesson), (
            f"docs/glossary.md: {term!r} is not in {path}: link the lesson that says it, or delete the entry"
        )


def test_the_terms_are_in_their_order() -> None:
    terms = [term.lower() for term, _ in ENTRY.findall(GLOSSARY.read_text(encoding="utf-8"))]
    assert terms == sorted(set(terms)), "docs/glossary.md: sort the entries, each term once"
