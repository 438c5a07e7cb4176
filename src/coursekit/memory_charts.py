"""Drawing memory: over operations, by the function that allocated it, what is kept of it, and what holds an object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle

# Okabe and Ito's colours that stay apart for colour-blind eyes.
_RESIDENT, _ALLOCATED, _FRAME, _HOLDER = "#D55E00", "#0072B2", "#56B4E9", "#0072B2"
_BOX_WIDTH, _BOX_HEIGHT, _BOX_STEP = 1.6, 0.7, 2.3

Path = tuple[str, ...]


def draw_climb(operations: Sequence[int], resident: Sequence[float], wanted: Sequence[float], after: float) -> Figure:
    """Draw the resident set of one process beside what it should be made of.

    Args:
        operations: how many had been handled at each reading.
        resident: the resident set then, in MB.
        wanted: the size of the tickets in memory then, in MB.
        after: the resident set after a last garbage collection, in MB.

    Returns:
        The figure, with the collection as a point at the end.
    """
    figure, axes = plt.subplots(figsize=(8, 3.4))
    axes.plot(operations, resident, color=_RESIDENT, linewidth=2.5, label="resident set")
    axes.plot(operations, wanted, "--", color=_ALLOCATED, label="tickets of the orders in memory")
    axes.plot(
        operations[-1], after, "o", color=_RESIDENT, markerfacecolor="white", label="resident set after gc.collect()"
    )
    axes.set(xlabel="orders handled", ylabel="MB", xlim=(0, operations[-1] * 1.04), ylim=(0, None))
    axes.legend(frameon=False)
    _unframe(axes)
    return figure


def draw_services(
    operations: Sequence[int], resident: Mapping[str, Sequence[float]], allocated: Mapping[str, Sequence[float]]
) -> Figure:
    """Draw two readings of several services, a panel for each.

    Args:
        operations: how many had been handled at each reading.
        resident: the resident set, in MB, by service; drawn above its first reading.
        allocated: what Python had allocated, in MB, by service.

    Returns:
        The figure, two panels a row.
    """
    figure, panels = plt.subplots((len(resident) + 1) // 2, 2, figsize=(8, 5), sharex=True, sharey=True, squeeze=False)
    for axes, (name, readings) in zip(panels.flat, resident.items(), strict=False):
        above = [reading - readings[0] for reading in readings]
        axes.plot(operations, above, color=_RESIDENT, linewidth=2.5, label="resident set, above its first reading")
        axes.plot(operations, allocated[name], "--", color=_ALLOCATED, linewidth=2, label="allocated by Python")
        axes.set_title(name, loc="left")
        _unframe(axes)
    for axes in panels[-1]:
        axes.set_xlabel("orders")
    for axes in panels[:, 0]:
        axes.set_ylabel("MB")
    figure.legend(*panels[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False)
    return figure


def draw_flames(records: Iterable[tuple[int, Sequence[str]]], root: str) -> Figure:
    """Draw a flame graph with its root on top. Frames below a twentieth of the root are left out.

    Args:
        records: bytes, and the names of the functions on the stack that allocated them, innermost first.
        root: the function to begin with.

    Returns:
        The figure; each frame is as wide as its bytes, those it called included.
    """
    sizes: dict[Path, float] = {}
    for size, stack in records:
        path = tuple(reversed(stack))
        if root in path:
            path = path[path.index(root) :]
            for depth in range(1, len(path) + 1):
                sizes[path[:depth]] = sizes.get(path[:depth], 0.0) + size / 1e6
    sizes = {path: size for path, size in sizes.items() if size > sizes[(root,)] / 20}
    figure, axes = plt.subplots(figsize=(8, 2.4))
    _draw_frame(axes, sizes, (root,), 0.0)
    axes.set(xlim=(0, sizes[(root,)]), ylim=(max(map(len, sizes)), 0), xlabel="MB at the highest point", yticks=())
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure


def draw_kept(runs: Mapping[str, Sequence[float]], steps: Sequence[str]) -> Figure:
    """Draw what a process kept at each step, a panel for each run.

    Args:
        runs: the resident set above the start, in MB, by run; one for each step.
        steps: what had been done.

    Returns:
        The figure, each bar with its value.
    """
    figure, panels = plt.subplots(1, len(runs), figsize=(8, 3.2), sharey=True, squeeze=False)
    for axes, (name, kept) in zip(panels.flat, runs.items(), strict=True):
        # A few hundred kB below the start are holes that were there before, and no step's doing.
        bars = axes.bar(range(len(steps)), [max(0.0, each) for each in kept], color=_RESIDENT)
        axes.bar_label(bars, fmt="%.0f")
        axes.margins(y=0.1)
        axes.set_title(name, fontsize="medium")
        axes.set_xticks(range(len(steps)), steps, fontsize="small")
        _unframe(axes)
    panels[0, 0].set_ylabel("resident set, MB\nabove the start")
    return figure


def draw_holders(path: Sequence[tuple[str, str]], branch: tuple[str, str], at: int) -> Figure:
    """Draw a retaining path as boxes in a row, and below it something else that one of them holds.

    Args:
        path: each object's class, and what it is here; from the root on.
        branch: the same of what else is held.
        at: which box of the path holds it.

    Returns:
        The figure.
    """
    figure, axes = plt.subplots(figsize=(10, 2.4))
    for place, (kind, what) in enumerate(path):
        _draw_box(axes, place * _BOX_STEP, 0.0, kind, what, held=place == len(path) - 1)
        if place:
            _draw_arrow(axes, ((place - 1) * _BOX_STEP, 0.0), (place * _BOX_STEP, 0.0))
    below = ((at + 1) * _BOX_STEP, -1.5)
    _draw_box(axes, *below, *branch, held=True)
    _draw_arrow(axes, (at * _BOX_STEP, 0.0), below)
    axes.set(xlim=(-1.1, (len(path) - 1) * _BOX_STEP + 1.1), ylim=(-2.3, 0.45))
    axes.axis("off")
    return figure


def _draw_frame(axes: Axes, sizes: Mapping[Path, float], path: Path, left: float) -> None:
    """Draw a frame as wide as its bytes, and below it those that it called."""
    depth, width = len(path) - 1, sizes[path]
    axes.add_patch(Rectangle((left, depth), width, 1, facecolor=_FRAME, edgecolor="white", linewidth=2))
    axes.text(left + width / 2, depth + 0.5, f"{path[-1]}, {width:.1f} MB", ha="center", va="center", clip_on=True)
    children = [each for each in sizes if each[:-1] == path]
    for child in sorted(children, key=sizes.__getitem__, reverse=True):
        _draw_frame(axes, sizes, child, left)
        left += sizes[child]


def _draw_box(axes: Axes, x: float, y: float, kind: str, what: str, *, held: bool) -> None:
    box = FancyBboxPatch(
        (x - _BOX_WIDTH / 2, y - _BOX_HEIGHT / 2),
        _BOX_WIDTH,
        _BOX_HEIGHT,
        boxstyle="round,pad=0.05",
        facecolor=_RESIDENT if held else _HOLDER,
        alpha=0.25,
    )
    axes.add_patch(box)
    axes.text(x, y, kind, ha="center", va="center", weight="bold")
    axes.text(x, y - _BOX_HEIGHT / 2 - 0.12, what, ha="center", va="top", fontsize="small")


def _draw_arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    edge = _BOX_WIDTH / 2 + 0.08
    tip, tail = (end[0] - edge, end[1]), (start[0] + edge, start[1])
    axes.annotate("", tip, tail, arrowprops={"arrowstyle": "->", "lw": 2, "shrinkA": 0, "shrinkB": 0})


def _unframe(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
