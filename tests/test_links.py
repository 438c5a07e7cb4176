"""Every link of the course leads somewhere: in each notebook's Markdown and each Markdown file, anchors included.

Nothing is fetched: of a link to elsewhere, the form alone is looked at.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urlsplit

import pytest

from coursekit.notebooks.markdown import github_anchor, headings_in, jupyter_anchor, links_in
from coursekit.paths import course_root

HELD_BACK = "solutions"


def shipped(root: Path) -> list[str]:
    """The files that git knows or would take, by their paths from the root."""
    listed = ["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.split("\0")
    return sorted(name for name in names if name and (root / name).exists())


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """Each Markdown text of a file, with the place that a message names."""
    if path.suffix == ".md":
        yield "in its text", path.read_text(encoding="utf-8")
    elif path.suffix == ".ipynb":
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                yield f"cell {cell['id']!r}", "".join(cell["source"])


def anchors_of(path: Path) -> set[str]:
    headings = [head.text for _, text in texts_of(path) for head in headings_in(text)]
    if path.suffix == ".ipynb":
        return {jupyter_anchor(heading) for heading in headings}
    anchors = [github_anchor(heading) for heading in headings]
    earlier = [anchors[:place].count(anchor) for place, anchor in enumerate(anchors)]
    return {f"{anchor}-{count}" if count else anchor for anchor, count in zip(anchors, earlier, strict=True)}


def broken_links(root: Path, files: list[str]) -> Iterator[str]:
    """Say of each broken link where it stands, what is wrong, and what to do."""
    for name in files:
        for place, text in texts_of(root / name):
            for link in links_in(text):
                fault = fault_of(link, name, root, files)
                if fault:
                    yield f"{name}: {place}: the link to {link!r} {fault}"


def fault_of(link: str, name: str, root: Path, files: list[str]) -> str | None:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        whole = parts.scheme in ("https", "http") and "." in (parts.hostname or "") and not set(link) & set(" <>\"'")
        return None if whole else "is no complete web address: write it as https://host/path"
    target = normpath(str(PurePosixPath(name).parent / unquote(parts.path))) if parts.path else name
    if target not in files and not any(file.startswith(f"{target}/") for file in files):
        return f"leads to {target}, which is not in the repository: correct it (upper and lower case count)"
    if target.startswith(HELD_BACK) and not name.startswith(HELD_BACK):
        return f"leads into {HELD_BACK}/, which a workshop may hold back: point to the exercise"
    if parts.fragment and unquote(parts.fragment) not in anchors_of(root / target):
        return f"names a heading that {target} does not have: copy the heading, with '-' for each space"
    return None


def test_every_link_of_the_course_leads_somewhere() -> None:
    root = course_root()
    broken = list(broken_links(root, shipped(root)))
    assert not broken, "\n".join(broken)


def test_the_course_has_links_to_look_at() -> None:
    """Else the test above would pass by finding nothing."""
    root = course_root()
    linking = {name for name in shipped(root) for _, text in texts_of(root / name) if links_in(text)}
    notebooks = {name for name in shipped(root) if name.endswith(".ipynb")}
    assert linking >= notebooks | {"README.md"}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    for folder in ("notebooks", "solutions"):
        (tmp_path / folder).mkdir()
    cell = {"cell_type": "markdown", "id": "title", "source": "# Queues\n\n## Who *waits*, and why\n\n## `SKIP LOCKED`"}
    (tmp_path / "notebooks" / "01_queues.ipynb").write_text(json.dumps({"cells": [cell]}))
    (tmp_path / "solutions" / "01_queues.ipynb").write_text('{"cells": []}')
    (tmp_path / "README.md").write_text("# Friday evening\n\n## What's it?\n\n## What's it?\n")
    return tmp_path


GOOD = [
    "[a](../README.md)",
    "[a](../README.md#friday-evening)",
    "[a](../README.md#whats-it-1)",
    "[a](01_queues.ipynb#Who-waits,-and-why)",
    "[a](01_queues.ipynb#SKIP-LOCKED)",
    "[a](01_queues.ipynb#Who-waits%2C-and-why)",
    "[a](#Here)",
    "[a](../notebooks)",
    "[a](https://docs.python.org/3/)",
    "`[a](gone.ipynb)`",
    "```\n[a](gone.ipynb)\n```",
]
BROKEN = [
    ("[a](02_gone.ipynb)", "not in the repository"),
    ("![a](gone.png)", "not in the repository"),
    ('<a href="gone.ipynb">a</a>', "not in the repository"),
    ("| a |\n|---|\n| [a](gone.ipynb) |", "not in the repository"),
    ("[a][b]\n\n[b]: gone.ipynb", "not in the repository"),
    ("[a](01_Queues.ipynb)", "not in the repository"),
    ("[a](/notebooks/01_queues.ipynb)", "not in the repository"),
    ("[a](../../elsewhere.md)", "not in the repository"),
    ("[a](../solutions/01_queues.ipynb)", "may hold back"),
    ("[a](#Gone)", "names a heading"),
    ("[a](01_queues.ipynb#who-waits-and-why)", "names a heading"),
    ("[a](../README.md#Friday-evening)", "names a heading"),
    ("[a](../README.md#whats-it-2)", "names a heading"),
    ("[a](https:/docs.python.org)", "no complete web address"),
    ("[a](http://nowhere)", "no complete web address"),
    ("[a](file:///etc/passwd)", "no complete web address"),
]


def broken_in(course: Path, markdown: str) -> list[str]:
    cell = {"cell_type": "markdown", "id": "linking", "source": f"# Here\n\n{markdown}"}
    (course / "notebooks" / "02_links.ipynb").write_text(json.dumps({"cells": [cell]}))
    files = sorted(path.relative_to(course).as_posix() for path in course.rglob("*.*") if path.is_file())
    return list(broken_links(course, files))


@pytest.mark.parametrize("markdown", GOOD)
def test_a_good_link_is_left_alone(course: Path, markdown: str) -> None:
    assert broken_in(course, markdown) == []


@pytest.mark.parametrize(("markdown", "fault"), BROKEN)
def test_a_broken_link_is_found(course: Path, markdown: str, fault: str) -> None:
    (found,) = broken_in(course, markdown)
    assert found.startswith("notebooks/02_links.ipynb: cell 'linking': ") and fault in found
