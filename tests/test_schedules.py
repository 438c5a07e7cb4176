"""The picture of a run says what happened, and shows the committed value change at the commit that changed it."""

from __future__ import annotations

from matplotlib import pyplot as plt

from coursekit.probes.transactions import End, How, Kind, Moment, Run, Step
from coursekit.schedules import Watched, draw_schedule


def step(contender: int, kind: Kind, text: str, began: int, ended: int | None = None, **rest: object) -> Step:
    return Step(contender, kind, text, began, began if ended is None else ended, **rest)


RUN = Run(
    policy="by hand",
    ends=(End(How.RETURNED, True), End(How.RAISED, error_name="x.Y")),
    steps=(
        step(0, Kind.READ, "SELECT … FROM pool FOR UPDATE", 0, values={"remaining": 1}, statement="… FOR UPDATE"),
        step(0, Kind.WRITE, "UPDATE pool SET remaining=0", 1),
        step(1, Kind.WRITE, "UPDATE pool SET remaining=0", 2, 4, waited_for=(0,), sqlstate="40001", error="Failure"),
        step(0, Kind.COMMIT, "COMMIT", 3),
        step(0, Kind.END, "returns True", 5),
    ),
)


def test_every_step_is_a_box_that_says_what_it_is() -> None:
    figure = draw_schedule(RUN, ("Ada", "Ben"), "remaining")
    (lanes,) = figure.axes
    words = [text.get_text() for text in lanes.texts]
    assert words == ["locks,\nreads\n1", "update\n0", "waits", "error\n40001", "commit", "returns\nTrue"]
    assert [label.get_text() for label in lanes.get_yticklabels()] == ["Ben", "Ada"]
    plt.close(figure)


def test_the_committed_value_changes_at_the_commit() -> None:
    values = iter([1, 1, 0])
    watched = Watched(lambda moment: 0, lambda: next(values))
    for ended in (0, 2, 4):  # looked at before the first step, after the writes, and after the commit
        watched(Moment((0,), (), {}, RUN.steps[:ended], ()))
    figure = draw_schedule(RUN, ("Ada", "Ben"), "remaining", watched, "places left")
    below = figure.axes[1]
    assert below.get_ylabel() == "places left"
    assert [tuple(point) for point in below.lines[0].get_xydata()] == [(-0.5, 1), (3, 0), (5.5, 0)]
    plt.close(figure)
