"""What the kit displays: text for a terminal and for nbval, and a rich form for JupyterLab.

Nothing here holds a time, a path or a number that changes, since nbval compares `text/plain` and `text/html` strictly.
What is told is told by words, never by colour alone. The HTML makes sense without its style sheet too: JupyterLab
strips that from a notebook that it does not trust yet.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

Kind = Literal["good", "bad", "ours", "open"]

_WIDTH = 100

# Code between backticks, or the space between a number and its unit, at which no line should break.
_CODE_OR_UNIT = re.compile(r"`([^`\n]+)`|(?<=\d) (?=(?:%|m?s|min|minutes?|seconds?|[kM]?B|bytes?|cents?|euros?)(?!\w))")

# JupyterLab's variables follow its theme; elsewhere text keeps the colour of its surroundings. The four border colours
# are from or near Okabe and Ito's palette for colour-blind readers, with a contrast above 3 on white and on black.
# `:root` lets these rules win over JupyterLab's own for rendered HTML.
_STYLE = """<style>
.ck-panel { border-left: 4px solid #767676; padding: 2px 0 2px 14px; max-width: 60em; line-height: 1.5; }
.ck-panel.ck-good { border-color: #0072b2; }
.ck-panel.ck-bad { border-color: #d55e00; }
.ck-panel.ck-ours { border-color: #a6558a; }
:root .ck-panel p { margin: 0 0 8px; }
:root .ck-panel .ck-head { font-size: 1.1em; }
:root .ck-panel .ck-sign { display: inline-block; width: 1.5em; text-indent: 0; }
:root .ck-panel ul { list-style: none; margin: 0 0 8px; padding: 0; }
:root .ck-panel li { margin: 0; padding-left: 1.5em; text-indent: -1.5em; }
:root .ck-panel pre { white-space: pre; overflow-x: auto; margin: 0 0 8px; padding: 8px 10px;
  border: 1px solid var(--jp-border-color2, #9e9e9e); background: var(--jp-layout-color1, transparent); }
:root .ck-panel summary { cursor: pointer; margin: 0 0 4px; }
:root .ck-panel table { border-collapse: collapse; margin: 0; font-size: inherit; }
:root .ck-panel th, :root .ck-panel td { text-align: left; padding: 4px 16px 4px 0; max-width: none; }
:root .ck-panel tr { background: none; }
:root .ck-panel th[scope="row"] { font-weight: normal; padding-left: 1.2em; }
:root .ck-panel th[scope="rowgroup"] { padding-top: 12px; border-bottom: 1px solid var(--jp-border-color2, #9e9e9e); }
:root .ck-panel .ck-wide { overflow-x: auto; }
</style>"""


@dataclass(frozen=True, repr=False)
class Panel:
    """Something to display, in the forms that a front end may choose from.

    Attributes:
        plain: text for a terminal.
        rich: the same in the `rich_type`.
        rich_type: the MIME type of `rich`.
    """

    plain: str
    rich: str
    rich_type: str

    def __repr__(self) -> str:
        return self.plain

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self.plain, self.rich_type: self.rich}


def markdown(text: str) -> Panel:
    """Make a panel of Markdown, which reads well as it is in a terminal.

    Args:
        text: Markdown.

    Returns:
        The panel.
    """
    text = printable(text)
    return Panel(text, text, "text/markdown")


def notice(text: str) -> Panel:
    """Make a panel of a sentence or two from the kit itself.

    Args:
        text: prose; code between backticks.

    Returns:
        The panel.
    """
    return html_panel(wrap(text), "open", f'<p role="status">{inline(text)}</p>')


def printable(text: str) -> str:
    """Replace what a terminal would obey and what UTF-8 or XML cannot hold.

    Args:
        text: anything, such as what an answer printed.

    Returns:
        The text with a question mark in a box for each control character and each half of a surrogate pair.
    """
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)


def html_panel(plain: str, kind: Kind, body: str) -> Panel:
    """Make a panel of HTML.

    Args:
        plain: the same as text.
        kind: chooses the border's colour.
        body: HTML, escaped.

    Returns:
        The panel.
    """
    html = f'<div class="ck-panel ck-{kind}">\n{_STYLE}\n{body}\n</div>'
    return Panel(printable(plain), printable(html), "text/html")


def sign(character: str) -> str:
    """Make HTML of a sign that repeats what a word beside it says, and so is not read out.

    Args:
        character: the sign.

    Returns:
        HTML.
    """
    return f'<span class="ck-sign" aria-hidden="true">{escape(character)} </span>'


def inline(text: str) -> str:
    """Make HTML of prose.

    Args:
        text: prose; what stands between backticks is code.

    Returns:
        HTML, escaped, with the text's line breaks; no other comes between a number and its unit.
    """
    html = _CODE_OR_UNIT.sub(lambda found: f"<code>{found[1]}</code>" if found[1] else "&nbsp;", escape(text.strip()))
    return html.replace("\n", "<br>\n")


def preformatted(text: str, label: str) -> str:
    """Make HTML of text whose columns matter.

    Args:
        text: any text.
        label: what it is, for a reader who does not see it.

    Returns:
        HTML, escaped. It takes the focus, so that the keyboard alone can scroll it sideways.
    """
    body = escape(text.strip("\n"))
    return f'<pre tabindex="0" role="group" aria-label="{escape(label)}">{body}</pre>'


def folded(title: str, text: str) -> str:
    """Make HTML of preformatted text that is folded away.

    Args:
        title: what stands there instead.
        text: any text.

    Returns:
        HTML, escaped.
    """
    return f"<details><summary>{escape(title)}</summary>\n{preformatted(text, title)}\n</details>"


def wrap(text: str, bullet: str = "") -> str:
    """Break prose into lines for a terminal.

    Args:
        text: prose, whose own line breaks stay.
        bullet: put before the text, which then hangs to the right of it.

    Returns:
        Lines of at most 100 characters, but for longer words.
    """
    width = _WIDTH - len(bullet)
    lines = "\n".join(textwrap.fill(line, width, break_long_words=False) for line in text.strip().splitlines())
    return bullet + textwrap.indent(lines, " " * len(bullet)).lstrip()
