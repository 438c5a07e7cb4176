"""From a solution notebook to an exercise notebook, and what must hold of both."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from coursekit.notebooks import (
    NotebookFailed,
    NotShipped,
    build,
    check_fresh,
    execute,
    exercise_from,
    problems_in,
    solution_of,
    stub_of,
)
from coursekit.notebooks.derivation import BadMarks, with_holes, without_marks
from coursekit.notebooks.execution import NOTEBOOK_METADATA
from coursekit.paths import course_root

WORKED = """\
def sell(stock):
    # begin solution
    if not stock:
        return False
    # begin stub
    # if stock:
    #     sold = True  # really?
    #
    # return sold
    # end solution
    return True

def refund():
        # begin solution
        return 1
        # end solution"""
STUB = """\
def sell(stock):
    if stock:
        sold = True  # really?

    return sold
    return True

def refund():
        ...  # your code"""
SHOWN = """\
def sell(stock):
    if not stock:
        return False
    return True

def refund():
        return 1"""
# Stands in for %load_ext coursekit.
MAGIC = dedent("""\
    from IPython.core.magic import register_cell_magic

    @register_cell_magic
    def exercise(line, cell):
        print(line, len(cell))
""").strip()


def code(name: str, source: str, *tags: str, **changes: object) -> NotebookNode:
    cell = nbformat.v4.new_code_cell(source, id=name, metadata={"tags": list(tags)} if tags else {})
    cell.update(changes)
    return cell


def prose(name: str, source: str, *tags: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source, id=name, metadata={"tags": list(tags)} if tags else {})


def notebook(*cells: NotebookNode) -> NotebookNode:
    return nbformat.v4.new_notebook(cells=list(cells), metadata=NOTEBOOK_METADATA)


def solutions() -> NotebookNode:
    return notebook(
        code("load", MAGIC),
        prose("task", "Sell."),
        code("answer", f"%%exercise sell --rehearse\n{WORKED}"),
        prose("why", "Because.", "solution"),
        code("show", "print('sold')", "solution"),
        prose("also", "And so.", "solution"),
        code("measure", "import uuid\nprint(uuid.uuid4())", "nbval-ignore-output"),
        code("other", "%%exercise other --rehearse\n# begin solution\nx = 1\n# end solution"),
        prose("other-why", "One.", "solution"),
    )


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with one solution notebook, in place of this clone."""
    (tmp_path / "solutions").mkdir()
    nbformat.write(solutions(), tmp_path / "solutions" / "01_sales.ipynb")
    for module in ("shipped", "regeneration"):
        monkeypatch.setattr(f"coursekit.notebooks.{module}.course_root", lambda: tmp_path)
    return tmp_path


def test_a_stub_is_the_solution_with_holes() -> None:
    assert with_holes(WORKED) == STUB


def test_a_reader_sees_neither_marks_nor_stub() -> None:
    assert without_marks(WORKED) == SHOWN


def test_code_without_marks_is_left_alone() -> None:
    assert with_holes(SHOWN) == without_marks(SHOWN) == SHOWN


@pytest.mark.parametrize(
    "marks",
    [
        "# begin solution\nx = 1",
        "# end solution",
        "# begin stub\n# x\n# end solution",
        "# begin solution\n# begin solution\n# end solution\n# end solution",
        "# begin solution\n# begin stub\n# begin stub\n# end solution",
        "# begin solution\n# begin stub\nx = 1\n# end solution",
    ],
)
def test_marks_that_do_not_pair_up_are_refused(marks: str) -> None:
    with pytest.raises(BadMarks, match="cell 'answer'"):
        exercise_from(notebook(code("answer", f"%%exercise sell --rehearse\n{marks}")))


def test_an_exercise_notebook_has_the_same_cells_without_the_answers() -> None:
    worked = solutions()
    exercise = exercise_from(worked)
    assert [cell.id for cell in exercise.cells] == ["load", "task", "answer", "measure", "other"]
    assert exercise.cells[2].source == f"%%exercise sell\n{STUB}"
    assert exercise.cells[4].source == "%%exercise other\n...  # your code"
    assert worked == solutions(), "the solutions were changed"


def test_stub_and_solution_are_found_by_the_exercise_s_name(course: Path) -> None:
    build()
    learners = course / "exercises" / "01_sales.ipynb"
    learners.write_text(learners.read_text().replace("# your code", "# what JupyterLab has saved"))
    assert stub_of("sell") == STUB
    assert solution_of("sell").code == SHOWN
    assert solution_of("sell").reasoning == "Because.\n\nAnd so."
    assert solution_of("other").reasoning == "One."


@pytest.mark.parametrize("find", [stub_of, solution_of])
def test_what_is_not_shipped_is_said_to_be_so(course: Path, find: Callable[[str], object]) -> None:
    with pytest.raises(NotShipped, match="'buy'"):
        find("buy")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import sys; print('careful', file=sys.stderr)", "'fault' wrote to stderr: careful"),
        ("1 / 0", "'fault' raised ZeroDivisionError"),
        ("import os; os._exit(1)", "'fault' killed its kernel"),
        ("while True: pass", "'fault' ran for more than"),
    ],
)
def test_a_notebook_that_fails_is_named_with_its_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, message: str
) -> None:
    if "while" in source:
        monkeypatch.setattr("coursekit.notebooks.execution.CELL_SECONDS", 1)
    with pytest.raises(NotebookFailed, match=rf"^{tmp_path.name}/faulty\.ipynb: cell {message}"):
        execute(notebook(code("fault", source), code("after", "x = 1")), tmp_path / "faulty.ipynb")


def test_a_run_keeps_only_what_is_the_same_every_time(tmp_path: Path) -> None:
    messy = notebook(
        code("where", "import os, pathlib\nprint(pathlib.Path.cwd().name, os.environ['COURSE_ANSWERS'][-7:])"),
        code("raise", "import json; json.loads('x')", "raises-exception", execution_count=7),
    )
    messy.metadata["language_info"] = {"name": "python", "version": "3.99"}
    messy.cells[0].metadata["collapsed"] = True
    ran = execute(messy, tmp_path / "messy.ipynb")
    assert ran.metadata == NOTEBOOK_METADATA
    assert [cell.metadata for cell in ran.cells] == [{}, {"tags": ["raises-exception"]}]
    assert [cell.execution_count for cell in ran.cells] == [1, 2]
    assert ran.cells[0].outputs[0].text == f"{tmp_path.name} answers\n"
    traceback = "\n".join(ran.cells[1].outputs[0].traceback)
    assert "Cell" in traceback and "JSONDecodeError" in traceback and "decoder.py" not in traceback


def test_a_second_build_changes_nothing_and_a_changed_cell_is_measured_anew(course: Path) -> None:
    solution, exercise = course / "solutions" / "01_sales.ipynb", course / "exercises" / "01_sales.ipynb"
    stubs = [course / "src" / "coursekit" / "stubs" / f"{name}.py" for name in ("sell", "other")]
    assert build() == [solution, *stubs, exercise]
    assert check_fresh() == []
    assert build([exercise]) == []

    def measured() -> str:
        cells = nbformat.read(exercise, as_version=4).cells
        return next(cell for cell in cells if cell.id == "measure").outputs[0].text

    before = measured()
    changed = nbformat.read(solution, as_version=4)
    changed.cells[0].source += "\n"
    changed.cells[2].source += "\n# sold"
    nbformat.write(changed, solution)
    assert check_fresh() and all("course build" in problem for problem in check_fresh())
    stubs[0].write_text("x = 1")
    (stubs[0].parent / "gone.py").write_text("")
    assert [problem.partition(":")[0] for problem in check_fresh()[-2:]] == [
        f"src/coursekit/stubs/{name}.py is not the stub that the solutions give" for name in ("gone", "sell")
    ]
    (stubs[0].parent / "gone.py").unlink()
    assert build([solution]) == [solution, stubs[0], exercise]
    assert measured() != before


def test_marks_without_partner_are_named_with_their_notebook(course: Path) -> None:
    solution = course / "solutions" / "01_sales.ipynb"
    (course / "exercises").mkdir()
    nbformat.write(notebook(), course / "exercises" / solution.name)
    nbformat.write(notebook(code("answer", "%%exercise sell --rehearse\n# end solution")), solution)
    (found, *_) = check_fresh()
    assert found.startswith("solutions/01_sales.ipynb: cell 'answer': ")


def test_a_missing_and_an_orphaned_exercise_notebook_are_found(course: Path) -> None:
    (course / "exercises").mkdir()
    nbformat.write(notebook(), course / "exercises" / "02_gone.ipynb")
    missing, *_, orphan = check_fresh()
    assert "exercises/01_sales.ipynb is missing" in missing
    assert "exercises/02_gone.ipynb has no solutions" in orphan


def stream(text: str) -> NotebookNode:
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def shown(**data: str) -> NotebookNode:
    bundle = {mime.replace("_", "/"): value for mime, value in data.items()}
    return nbformat.v4.new_output("display_data", data=bundle)


LOAD = code("load", "%load_ext coursekit", execution_count=1)
HEALTHY = code("print-it", "print(1)", execution_count=2, outputs=[stream("1\n")])


def lint(folder: Path, *cells: NotebookNode) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "01_x.ipynb").write_text(json.dumps({**notebook(), "cells": cells}))
    return "\n".join(map(str, problems_in(folder / "01_x.ipynb")))


def test_lint_has_nothing_to_say_of_a_healthy_notebook(tmp_path: Path) -> None:
    picture = shown(text_html='<figure><img src="data:image/png;base64,/tmp/a0x1234567" alt="a line"></figure>')
    drawn = code("draw-it", "1", execution_count=3, outputs=[picture])
    assert lint(tmp_path / "exercises", LOAD, prose("say-it", "# A door\n\n![a door](x.png)"), HEALTHY, drawn) == ""


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (code("a1b2c3d4", "1", execution_count=2), "id is two or three words"),
        (code("Not_So", "1", execution_count=2), "id is two or three words"),
        (code("load", "1", execution_count=2), "ids are unique"),
        (code("late", "1", execution_count=5), "run once, from top to bottom"),
        (code("odd", "1", "hide-input", execution_count=2), "tags are"),
        (code("odd", "1", execution_count=2, metadata={"collapsed": True}), "no metadata that nothing reads"),
        (code("odd", "1", "nbval-ignore-output", execution_count=2), "was made by the code above it"),
        (code("odd", "1", "solution", execution_count=2), "stands in solutions/ only"),
        (code("odd", "# begin solution", execution_count=2), "only worked answers have holes"),
        (code("odd", "%%exercise sell --now", execution_count=2), "the magic's line"),
        (prose("odd", "x") | {"source": 1}, "is valid nbformat"),
        (prose("odd", "![](x.png)"), "image in Markdown has alt text"),
        (prose("odd", "<img src='x.png'>"), "image in Markdown has alt text"),
        (code("odd", "1", execution_count=2, outputs=[stream("1") | {"metadata": {"a": 1}}]), "is valid nbformat"),
        (
            code("odd", "1", execution_count=2, outputs=[shown() | {"metadata": {"a": 1}}]),
            "has no metadata",
        ),
        (code("odd", "1", execution_count=2, outputs=[stream(str(course_root()))]), "(its name or folder)"),
        (code("odd", "1", execution_count=2, outputs=[shown(image_png="aGk=")]), "a picture has alt text"),
        (code("odd", "1", execution_count=2, outputs=[shown(text_html="<img alt=''>")]), "a picture has alt text"),
        (code("odd", "1", execution_count=2, outputs=[stream("in /home/ann/x")]), "path of one machine"),
        (code("odd", "1", execution_count=2, outputs=[stream("<object at 0x7f12ab34>")]), "address in memory"),
        (code("odd", "1", execution_count=2, outputs=[stream("pid 4711")]), "process id"),
        (code("odd", "1", execution_count=2, outputs=[stream("localhost:5432")]), "port"),
    ],
)
def test_lint_names_the_cell_the_rule_and_the_remedy(tmp_path: Path, cell: NotebookNode, rule: str) -> None:
    found = lint(tmp_path / "exercises", LOAD, cell)
    assert rule in found
    assert found.startswith("exercises/01_x.ipynb: ")


@pytest.mark.parametrize(
    ("odd", "rule"),
    [({"nbformat_minor": 4}, "is nbformat 4.5"), ({"metadata": {"colab": {}}}, "its metadata name the kernel")],
)
def test_lint_looks_at_the_whole_notebook(tmp_path: Path, odd: dict[str, Any], rule: str) -> None:
    path = tmp_path / "01_x.ipynb"
    path.write_text(json.dumps({**notebook(), "cells": [LOAD], **odd}))
    assert rule in "\n".join(map(str, problems_in(path)))


@pytest.mark.parametrize(
    ("headings", "rule"),
    [
        ("## A door", "only one with a single '#'"),
        ("# A door\n\n# A window", "only one with a single '#'"),
        ("## A window\n\n# A door", "only one with a single '#'"),
        ("# A door\n\n### A handle", "one level at a time (not so 'A handle')"),
        ("# A door\n\n## A *handle*\n\n## a handle", "since links name them ('A handle')"),
        ("# A door\n\n## 17:31", "says in words what stands below it (not so '17:31')"),
    ],
)
def test_lint_reads_the_table_of_contents(tmp_path: Path, headings: str, rule: str) -> None:
    assert rule in lint(tmp_path / "notebooks", prose("say-it", headings))


def test_lint_takes_no_comment_for_a_heading(tmp_path: Path) -> None:
    outline = "# A door\n\n## A handle\n\n### A screw\n\n```\n# no heading\n```\n\n## A lock"
    assert lint(tmp_path / "notebooks", prose("say-it", outline)) == ""


@pytest.mark.parametrize(
    ("folder", "cell", "rule"),
    [
        ("solutions", code("sell", "%%exercise sell\n# begin solution\n# end solution"), "--rehearse"),
        ("solutions", code("sell", "%%exercise sell --rehearse\nx = 1"), "has a hole"),
        ("notebooks", code("sell", "%%exercise sell\nx = 1"), "--rehearse"),
        ("notebooks", code("sell", "%%exercise sell --rehearse\n# begin solution"), "only worked answers have holes"),
    ],
)
def test_lint_knows_where_answers_stand(tmp_path: Path, folder: str, cell: NotebookNode, rule: str) -> None:
    assert rule in lint(tmp_path / folder, LOAD, cell)


def test_a_lesson_may_show_a_rehearsed_answer(tmp_path: Path) -> None:
    shown = code("sell", "%%exercise sell --rehearse\nx = 1", execution_count=2)
    assert lint(tmp_path / "notebooks", LOAD, prose("say-it", "# A door"), shown) == ""


def test_lint_demands_the_kit_to_be_loaded_first(tmp_path: Path) -> None:
    assert "%load_ext coursekit" in lint(tmp_path / "exercises", HEALTHY)
    assert "%load_ext coursekit" not in lint(tmp_path / "notebooks", HEALTHY)
