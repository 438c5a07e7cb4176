"""The pictures of memory show the figures that they are given."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from coursekit.memory_charts import draw_climb, draw_flames, draw_holders, draw_kept, draw_services


@pytest.fixture(autouse=True)
def close_all() -> Iterator[None]:
    yield
    plt.close("all")


def words(figure: Figure) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_a_climb_ends_with_the_reading_after_the_collection() -> None:
    (axes,) = draw_climb((100, 200), (30.0, 31.0), (1.0, 2.0), after=31.5).axes
    resident, wanted, after = axes.lines
    assert list(resident.get_ydata()) == [30.0, 31.0]
    assert list(wanted.get_ydata()) == [1.0, 2.0]
    assert (list(after.get_xdata()), list(after.get_ydata())) == ([200], [31.5])


def test_a_resident_set_is_drawn_above_its_first_reading() -> None:
    resident, allocated = {"leak": (30.0, 33.0), "peak": (30.0, 30.0)}, {"leak": (1.0, 4.0), "peak": (0.0, 0.0)}
    leak, peak = draw_services((20, 40), resident, allocated).axes
    assert [list(line.get_ydata()) for line in leak.lines] == [[0.0, 3.0], [1.0, 4.0]]
    assert [axes.get_title("left") for axes in (leak, peak)] == ["leak", "peak"]


def test_a_frame_is_as_wide_as_what_it_and_its_callees_allocated() -> None:
    records = [
        (6_000_000, ("render", "handle", "main", "<module>")),
        (2_000_000, ("handle", "main", "<module>")),
        (100_000, ("report", "main", "<module>")),  # too narrow to be drawn
        (9_000_000, ("import", "<module>")),
    ]
    figure = draw_flames(records, root="main")
    assert words(figure) == ["main, 8.1 MB", "handle, 8.0 MB", "render, 6.0 MB"]
    assert figure.axes[0].get_xlim() == (0, 8.1)


def test_each_bar_has_its_value() -> None:
    figure = draw_kept({"small": (200.0, 190.4), "large": (180.0, -0.3)}, ("peak", "freed"))
    assert words(figure) == ["200", "190", "180", "0"]


def test_a_holder_holds_the_next_and_the_branch() -> None:
    figure = draw_holders([("list", "_listeners"), ("function", "redraw")], ("Page", "closed"), at=0)
    said = [word for word in words(figure) if word]
    assert said == ["list", "_listeners", "function", "redraw", "Page", "closed"]
    assert len(words(figure)) - len(said) == 2  # the arrows
