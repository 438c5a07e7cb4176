"""Drawing a run of contenders: one lane each, time running to the right, and a committed value under it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from coursekit.probes.transactions import Kind, Moment, Policy, Run, Step

# Okabe and Ito's colours that stay apart for colour-blind eyes; every box also says in words what it is.
_COLOURS = {Kind.READ: "#56B4E9", Kind.WRITE: "#E69F00", Kind.COMMIT: "#009E73", Kind.END: "#DDDDDD"}
_FAILED, _OTHER, _WAIT, _LINE = "#D55E00", "#F0E442", "#EEEEEE", "#0072B2"


class Watched:
    """A policy that looks at the database before each choice, while every contender is at rest.

    Args:
        policy: what really chooses.
        look: reads the committed value, on a connection of its own.
    """

    def __init__(self, policy: Policy, look: Callable[[], int]) -> None:
        self._policy = policy
        self._look = look
        self.seen: list[tuple[int, int]] = []

    def __call__(self, moment: Moment) -> int:
        """Look, then let the policy choose."""
        done = max((step.ended for step in moment.history if step.ended is not None), default=-1)
        self.seen.append((done, self._look()))
        return self._policy(moment)

    def __str__(self) -> str:
        return str(self._policy)


def draw_schedule(
    run: Run, names: tuple[str, ...], column: str, watched: Watched | None = None, value: str = ""
) -> Figure:
    """Draw what each contender did, and what was committed meanwhile.

    Args:
        run: what happened.
        names: what to call the contenders, by index.
        column: the column whose value the boxes show where a statement reads or sets it.
        watched: the policy of the run, if it looked at a committed value.
        value: what that value is, for its axis.

    Returns:
        The figure: lanes on top, with `watched` the committed value below, both over the run's ticks.
    """
    ticks = max((step.ended if step.ended is not None else step.began) for step in run.steps) + 1
    panels = 2 if watched else 1
    figure, axes = plt.subplots(
        panels, 1, figsize=(10, 1.5 + 1.2 * panels), sharex=True, squeeze=False, height_ratios=[2, 1][:panels]
    )
    lanes: Axes = axes[0, 0]
    for step in run.steps:
        _draw_step(lanes, step, column, len(names) - 1 - step.contender)
    lanes.set(xlim=(-0.6, ticks - 0.4), ylim=(-0.6, len(names) - 0.4), yticks=range(len(names)))
    lanes.set_yticklabels(reversed(names))
    lanes.tick_params(length=0)
    for side in ("top", "right", "bottom", "left"):
        lanes.spines[side].set_visible(False)
    if watched:
        below: Axes = axes[1, 0]
        changes = _changes(run, watched)
        below.step(*zip(*changes, (ticks - 0.5, changes[-1][1]), strict=True), where="post", color=_LINE, linewidth=2.5)
        values = sorted({each for _, each in changes})
        below.set(ylabel=value, yticks=values, ylim=(values[0] - 0.5, values[-1] + 0.5))
        below.spines[["top", "right"]].set_visible(False)
    axes[-1, 0].set(xlabel="what happened, in this order", xticks=range(ticks), xticklabels=range(1, ticks + 1))
    figure.tight_layout()
    return figure


def _changes(run: Run, watched: Watched) -> list[tuple[float, int]]:
    """Find when the value changed: what differs between two looks, the commit between them has made visible."""
    changes: list[tuple[float, int]] = [(-0.5, watched.seen[0][1])]
    for (left, before), (right, after) in pairwise(watched.seen):
        if before != after:
            commits = [step.ended for step in run.steps if step.kind is Kind.COMMIT and step.ended is not None]
            changes.append((max((tick for tick in commits if left < tick <= right), default=right), after))
    return changes


def _draw_step(axes: Axes, step: Step, column: str, lane: int) -> None:
    at = step.ended if step.ended is not None else step.began
    if step.waited_for:
        axes.add_patch(_box(step.began - 0.44, at - step.began, lane, _WAIT, hatch="////"))
        middle = (step.began + at - 0.5) / 2
        axes.text(middle, lane, "waits", ha="center", va="center", backgroundcolor=_WAIT)
    colour = _FAILED if step.error else _COLOURS.get(step.kind, _OTHER)
    axes.add_patch(_box(at - 0.44, 0.88, lane, colour))
    axes.text(at, lane, _label(step, column), ha="center", va="center")


def _box(left: float, width: float, lane: int, colour: str, hatch: str | None = None) -> FancyBboxPatch:
    style = "round,pad=0,rounding_size=0.08"
    return FancyBboxPatch(
        (left, lane - 0.32), width, 0.64, boxstyle=style, facecolor=colour, edgecolor="#333333", hatch=hatch
    )


def _label(step: Step, column: str) -> str:
    if step.error:
        return f"error\n{step.sqlstate}"
    if step.kind is Kind.END:
        return step.text.replace(" ", "\n", 1)
    if step.kind in (Kind.COMMIT, Kind.ROLLBACK):
        return step.kind
    value = step.values.get(column)
    written = re.search(rf"\b{column}=(-?\d+|\(.*\))", step.text)
    shown = str(value) if value is not None else written[1] if written else ""
    locks = "locks,\n" if "FOR UPDATE" in step.statement else ""
    verb = {Kind.READ: "reads", Kind.WRITE: step.text.split(" ", 1)[0].lower()}.get(step.kind, step.kind)
    return f"{locks}{verb}\n{shown}".strip()
