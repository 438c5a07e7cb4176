"""The live seat map before its first incident: its pages are right, and its memory is not."""

from __future__ import annotations

import json
import subprocess
import sys

from boxoffice.seatmap import OPEN_PAGES, TICKET_BYTES, SeatMap, handle, serve


def test_a_page_shows_the_seats_of_others() -> None:
    seat_map = SeatMap()
    first, second, same_seat = (handle(seat_map, number) for number in (1, 2, 401))
    seat_map.redraw()
    assert (first.others, second.others, same_seat.others) == (1, 1, 1)


def test_serving_tells_how_far_it_is() -> None:
    assert list(serve(SeatMap(), orders=25, every=10)) == [10, 20]


def test_as_a_process_it_keeps_every_order() -> None:
    """The lesson's fault. If this fails because somebody repaired it, the lesson has lost its subject."""
    command = [sys.executable, "-m", "boxoffice.seatmap", "--orders", "300", "--every", "100"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    *reports, at_the_end = [json.loads(line) for line in done.stdout.splitlines()]
    assert [report["handled"] for report in reports] == [100, 200, 300]
    assert [report["alive"] for report in reports] == [100, 200, 300]
    assert at_the_end["alive"] == 300 > OPEN_PAGES
    assert at_the_end["resident"] > 300 * TICKET_BYTES
