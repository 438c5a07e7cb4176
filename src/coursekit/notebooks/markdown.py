"""What a Markdown text holds besides prose: headings, links, and the anchors by which headings are found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_HTML_TARGET = re.compile(r"""<[^>]*\s(?:href|src)\s*=\s*["']([^"']*)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    Attributes:
        level: 1 to 6, the number of its `#`.
        text: what is read, without marks.
    """

    level: int
    text: str


def headings_in(markdown: str) -> list[Heading]:
    """List the headings of a text, in their order. A `#` inside a code block is none.

    Args:
        markdown: a cell's source, or a file's.

    Returns:
        Its headings.
    """
    return [
        Heading(token["attrs"]["level"], _text_of(token)) for token in _tokens(markdown) if token["type"] == "heading"
    ]


def links_in(markdown: str) -> list[str]:
    """List where a text points to. What stands in code is no link.

    Args:
        markdown: a cell's source, or a file's.

    Returns:
        The targets of its links and images, HTML's included, in their order.
    """
    targets = []
    for token in _tokens(markdown):
        if token["type"] in ("link", "image"):
            targets.append(token["attrs"]["url"])
        elif token["type"] in ("inline_html", "block_html"):
            targets += _HTML_TARGET.findall(token["raw"])
    return targets


def jupyter_anchor(heading: str) -> str:
    """Give the anchor by which JupyterLab finds a heading.

    Args:
        heading: its text.

    Returns:
        What stands behind the `#` of a link.
    """
    return heading.replace(" ", "-")


def github_anchor(heading: str) -> str:
    """Give the anchor by which GitHub finds a heading of a Markdown file.

    Args:
        heading: its text.

    Returns:
        What stands behind the `#` of a link, if no heading above it has the same.
    """
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _tokens(markdown: str) -> Iterator[dict[str, Any]]:
    """Walk over all that mistune has found, parents before their children."""
    # Not at the top: a learner's kernel imports this package, and parses no Markdown.
    from mistune import create_markdown

    parse: Callable[[str], Any] = create_markdown(renderer=None)
    yield from _walk(parse(markdown))


def _walk(tokens: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for token in tokens:
        yield token
        yield from _walk(token.get("children", ()))


def _text_of(token: dict[str, Any]) -> str:
    if token["type"] in ("softbreak", "linebreak"):
        return " "
    return token["raw"] if "raw" in token else "".join(_text_of(child) for child in token.get("children", ()))
