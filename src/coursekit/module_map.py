"""Drawing a package's modules as a hexagon: who imports whom, and whose words each of them uses. Read from the source.

The hexagon is Cockburn's picture of ports and adapters: https://alistair.cockburn.us/hexagonal-architecture/
"""

from __future__ import annotations

import ast
import math
import textwrap
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Polygon

# Okabe and Ito's colours. Every box also names the words that it is coloured for.
_FOREIGN, _OWN, _INSIDE, _LINE = "#E69F00", "#FFFFFF", "#DCEBF5", "#0072B2"
_WIDTH, _TITLE, _ROW = 2.3, 0.42, 0.23  # of a box, of its name, of a row of words; the hexagon's radius is 2


@dataclass(frozen=True, slots=True)
class Module:
    """What a module's source says of it.

    Attributes:
        name: its last part, for example "till".
        imports: the other modules of the package that it imports, by their last parts.
        names: every identifier in it: names, attributes, keyword arguments, what it imports.
    """

    name: str
    imports: frozenset[str]
    names: frozenset[str]


def read_module(path: Path, package: str) -> Module:
    """Read a module's source without importing it.

    Args:
        path: its file.
        package: the package whose modules count as imports; subpackages belong to it.

    Returns:
        The module.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    imported += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    imports = {name.rpartition(".")[2] for name in imported if name.startswith(package + ".")}
    return Module(path.stem, frozenset(imports), frozenset(_identifiers(tree)))


def vocabulary(path: Path) -> frozenset[str]:
    """Collect the words that a module makes its users say: its public classes, and their methods and parameters.

    Args:
        path: its file.

    Returns:
        The words; parameters of constructors are not among them, as those are said once, where the object is made.
    """
    words: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            words.add(node.name)
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
                    words |= {method.name, *(argument.arg for argument in method.args.args)}
    return frozenset(words - {"self"})


def _identifiers(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.alias):
            yield node.name


def draw_hexagon(
    axes: Axes,
    modules: Collection[Module],
    places: Mapping[str, tuple[float, float]],
    foreign: Collection[str],
    title: str,
) -> None:
    """Draw modules in and around a hexagon of radius 2: an arrow for each import, a colour for each foreign word.

    Args:
        axes: where to draw.
        modules: what to draw; imports of modules that are not among them are left out.
        places: the centre of each module's box, by name. The hexagon's centre is (0, 0).
        foreign: the words that colour a box.
        title: what stands above.
    """
    corners = [(2 * math.cos(math.pi / 3 * corner), 2 * math.sin(math.pi / 3 * corner)) for corner in range(6)]
    axes.add_patch(Polygon(corners, facecolor=_INSIDE, edgecolor=_LINE, linewidth=2))
    said = {module.name: _rows(module.names & set(foreign)) for module in modules}
    for module in modules:
        _draw_box(axes, places[module.name], module.name, said[module.name])
        for target in sorted(module.imports & said.keys()):
            start = _edge(places[module.name], places[target], len(said[module.name]))
            end = _edge(places[target], places[module.name], len(said[target]))
            arrow = {"arrowstyle": "-|>", "color": "#333333", "shrinkA": 0, "shrinkB": 0, "linewidth": 1.3}
            axes.annotate("", xy=end, xytext=start, arrowprops=arrow, zorder=3)
    xs = [x for x, _ in places.values()]
    tops = [places[name][1] + _height(len(rows)) / 2 for name, rows in said.items()]
    axes.set_xlim(min(-2.1, min(xs) - _WIDTH / 2 - 0.1), max(2.1, max(xs) + _WIDTH / 2 + 0.1))
    axes.set_ylim(-1.9, max(1.9, max(tops) + 0.1))
    axes.set(aspect="equal", title=title)
    axes.set_axis_off()


def _rows(words: Collection[str]) -> list[str]:
    return textwrap.wrap(", ".join(sorted(words)), 24)


def _draw_box(axes: Axes, place: tuple[float, float], name: str, rows: list[str]) -> None:
    (x, y), height = place, _height(len(rows))
    box = FancyBboxPatch(
        (x - _WIDTH / 2, y - height / 2),
        _WIDTH,
        height,
        boxstyle="round,pad=0,rounding_size=0.08",
        facecolor=_FOREIGN if rows else _OWN,
        edgecolor="#333333",
        zorder=4,
    )
    axes.add_patch(box)
    top = y + height / 2
    axes.text(x, top - _TITLE / 2, name, ha="center", va="center", fontweight="bold", zorder=5)
    for number, row in enumerate(rows):
        axes.text(x, top - _TITLE - _ROW * (number + 0.35), row, ha="center", va="center", zorder=5)


def _height(rows: int) -> float:
    return _TITLE + _ROW * rows


def _edge(place: tuple[float, float], other: tuple[float, float], rows: int) -> tuple[float, float]:
    """Find where the line from a box's centre to another place leaves the box."""
    dx, dy = other[0] - place[0], other[1] - place[1]
    cut = min(_WIDTH / 2 / abs(dx) if dx else math.inf, _height(rows) / 2 / abs(dy) if dy else math.inf)
    return place[0] + dx * cut, place[1] + dy * cut
