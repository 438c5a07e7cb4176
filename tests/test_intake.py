"""Curtain's intake on an ordinary day. What it lets pass is the subject of the lesson on metaclass_validation."""

from __future__ import annotations

import json

import pytest

from boxoffice.intake import FeedFormat, StandardFeed, StandingFeed, read_feed

STALLS = """\
{"event": "Friday", "row": "A", "no": 1, "cents": 4500}

{"event": "Friday", "row": "A", "no": 2, "cents": 4500, "remark": "aisle"}
"""


def test_each_line_becomes_a_row() -> None:
    rows = list(read_feed(StandardFeed, STALLS))
    assert [vars(row) for row in rows] == [
        {"event": "Friday", "row": "A", "no": 1, "cents": 4500},
        {"event": "Friday", "row": "A", "no": 2, "cents": 4500},
    ]
    assert all(isinstance(row, StandardFeed) for row in rows)


def test_formats_differ_by_their_schema() -> None:
    (row,) = read_feed(StandingFeed, '{"event": "Friday", "places": 200, "cents": 2500}')
    assert vars(row) == {"event": "Friday", "places": 200, "cents": 2500}


def test_an_empty_feed_has_no_rows() -> None:
    assert list(read_feed(StandardFeed, "\n\n")) == []


def test_a_row_without_a_field_is_refused_by_the_fields_name() -> None:
    with pytest.raises(KeyError, match="cents"):
        list(read_feed(StandingFeed, '{"event": "Friday", "places": 200}'))


def test_a_line_that_is_not_json_is_refused() -> None:
    with pytest.raises(json.JSONDecodeError):
        list(read_feed(StandardFeed, "event;row;no;cents"))


def test_a_format_that_forgets_its_schema_is_refused_where_it_is_declared() -> None:
    with pytest.raises(TypeError, match="schema"):

        class Forgotten(FeedFormat):
            pass
