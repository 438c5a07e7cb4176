"""Panels: the message first, every outcome told in words, nothing of an answer taken for markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from toy_exercise import TOY

from coursekit.answers import Entry, Event, Log
from coursekit.panel import Panel, notice, printable
from coursekit.progress import standings
from coursekit.rendering import debrief_panel, hint_panel, progress_panel, solution_panel, verdict_panel
from coursekit.verdict import Outcome, Verdict

WRONG = Verdict(
    "toy",
    Outcome.WRONG,
    "`double('no')` gave 'no', not 'nono'.",
    question="What does `*` do to a string?",
    demand="words",
    met=("numbers",),
    line=2,
    code="return value",
    evidence="A  read 1\n   B  read 1",
    output="hello\n",
)
EMPTY_ELEMENTS = {"br", "wbr"}


class Elements(HTMLParser):
    """Collects the elements of well-formed HTML, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in EMPTY_ELEMENTS:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def test_a_failure_reads_message_first() -> None:
    assert repr(verdict_panel(TOY, WRONG, ["The answer was not saved."])) == (
        """\
✗ Double it: not right yet
`double('no')` gave 'no', not 'nono'.

Ask yourself: What does `*` do to a string?

    A  read 1
       B  read 1

Line 2: return value

What was asked for:
  ✓ A number is doubled. (met)
  ✗ A word is said twice. (not met)

Your answer printed:
    hello

Note: The answer was not saved."""
    )


def test_the_rich_form_says_the_same_in_the_same_order() -> None:
    html = verdict_panel(TOY, WRONG, ["The answer was not saved."]).rich
    elements = Elements(html)
    order = ["Double it: not right yet", "gave 'no'", "Ask yourself", "A  read 1", "Line 2", "(met)", "(not met)"]
    order += ["What your answer printed", "hello", "not saved"]
    places = [elements.text.index(part) for part in order]
    assert places == sorted(places)
    assert "<code>double(&#x27;no&#x27;)</code>" in html
    (live,) = [attributes for _, attributes in elements.seen if "role" in attributes and attributes["role"] == "status"]
    assert live == {"role": "status"}


def test_demands_that_were_not_reached_are_said_to_be_so() -> None:
    verdict = Verdict("toy", Outcome.RAISED, "It raised.", demand="numbers")
    assert "  ✗ A number is doubled. (not met)\n  · A word is said twice. (not reached)" in repr(
        verdict_panel(TOY, verdict)
    )


def test_no_checklist_where_no_demand_was_looked_at() -> None:
    verdict = Verdict("toy", Outcome.RAISED, "It raised.")
    assert "What was asked for" not in verdict_panel(TOY, verdict).plain
    assert "What was asked for" not in verdict_panel(TOY, verdict).rich


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_words_of_its_own(outcome: Outcome) -> None:
    def heading(of: Outcome) -> str:
        return verdict_panel(TOY, Verdict("toy", of, "m")).plain.splitlines()[0][1:]

    assert [other for other in Outcome if heading(other) == heading(outcome)] == [outcome]
    assert heading(outcome).removeprefix(" ") in Elements(verdict_panel(TOY, Verdict("toy", outcome, "m")).rich).text


def test_our_fault_is_said_not_to_be_the_learners() -> None:
    assert "our fault, not yours" in verdict_panel(TOY, Verdict("toy", Outcome.OUR_FAULT, "m")).plain


def test_nothing_of_an_answer_is_markup() -> None:
    evil = "</pre></details><script>alert(1)</script><b title='\"'>&amp;"
    verdict = Verdict(
        "toy",
        Outcome.RAISED,
        evil,
        question=evil,
        demand="numbers",
        line=1,
        code=evil,
        traceback=evil,
        evidence=evil,
        output=evil,
    )
    elements = Elements(verdict_panel(TOY, verdict, [evil]).rich)
    assert {tag for tag, _ in elements.seen}.isdisjoint({"script", "b"})
    assert elements.text.count(evil) == 7


def test_control_characters_and_broken_unicode_become_visible() -> None:
    verdict = Verdict("toy", Outcome.PASSED, "m", output="a\x1b[31mred\x00\ud800\tb\nc")
    for form in (verdict_panel(TOY, verdict).plain, verdict_panel(TOY, verdict).rich):
        assert "a\ufffd[31mred\ufffd\ufffd\tb\n" in form
        form.encode()
    assert printable("ü漢😀\n\t") == "ü漢😀\n\t"


def test_long_text_is_cut_in_the_plain_form_and_whole_in_the_rich_one() -> None:
    verdict = Verdict("toy", Outcome.RAISED, "m", traceback="\n".join(f"frame {n}." for n in range(100)))
    panel = verdict_panel(TOY, verdict)
    assert "… 88 lines more above\n    frame 88." in panel.plain
    assert "frame 87." not in panel.plain
    assert "frame 0.\n" in panel.rich
    assert "<details>" in panel.rich


def test_long_messages_are_wrapped_and_their_line_breaks_kept() -> None:
    panel = verdict_panel(TOY, Verdict("toy", Outcome.WRONG, "word " * 50 + "\n" + "x" * 300))
    lines = panel.plain.splitlines()
    assert max(len(line) for line in lines[:-1]) <= 100
    assert lines[-1] == "x" * 300
    assert "<br>" in panel.rich


def test_no_line_breaks_between_a_number_and_its_unit() -> None:
    html = notice("It took 4 s and 10 kB, `x = 4 s` and 2 seats; 5 % of 3 months.").rich
    assert "It took 4&nbsp;s and 10&nbsp;kB, <code>x = 4 s</code> and 2 seats; 5&nbsp;% of 3 months." in html


def test_a_panel_gives_both_forms_to_the_front_end() -> None:
    assert Panel("p", "r", "text/html")._repr_mimebundle_() == {"text/plain": "p", "text/html": "r"}
    assert repr(notice("Use `%hint`.")) == "Use `%hint`."
    assert "<code>%hint</code>" in notice("Use `%hint`.").rich


def test_hints_are_markdown_one_at_a_time_then_all() -> None:
    assert hint_panel(TOY, 1) == Panel(
        "**Double it: hint 1 of 3.**\n\nLook at `*`.", "**Double it: hint 1 of 3.**\n\nLook at `*`.", "text/markdown"
    )
    everything = hint_panel(TOY, 4).plain
    assert all(hint in everything for hint in TOY.hints)
    assert "%solution toy" in everything


def test_the_worked_answer_is_fenced_whatever_it_holds() -> None:
    panel = solution_panel(TOY, 'x = """```"""\n', "Because.")
    assert panel.plain == '**Double it: a worked answer.**\n\n````python\nx = """```"""\n````\n\nBecause.'
    assert solution_panel(TOY, "x = 1", "").plain.endswith("```python\nx = 1\n```")


def test_the_debrief_is_markdown() -> None:
    assert debrief_panel(TOY).rich == "**Double it: debrief.**\n\n`value + value` does as well."


def entries(*events: tuple[Event, Outcome | None]) -> Log:
    return Log(tuple(Entry("t", "toy", event, outcome) for event, outcome in events), 0)


@pytest.mark.parametrize(
    ("log", "row"),
    [
        (entries(), "○ toy  not tried    1 min"),
        (entries((Event.JUDGED, Outcome.OUR_FAULT)), "○ toy  not tried    1 min"),
        (entries((Event.JUDGED, Outcome.WRONG)), "✗ toy  tried        1 min"),
        (entries((Event.JUDGED, Outcome.PASSED), (Event.JUDGED, Outcome.DIED)), "✓ toy  passed       1 min"),
        (entries((Event.HINT, None)), "○ toy  not tried    1 min  1 hint"),
        (entries(*[(Event.HINT, None)] * 9, (Event.SOLUTION, None)), "○ toy  not tried    1 min  3 hints, solution"),
    ],
)
def test_progress_shows_how_each_exercise_stands(log: Log, row: str) -> None:
    panel = progress_panel(standings([TOY], log), 0)
    assert panel.plain.endswith(f"\n\ntoys\n  {row}")
    assert "toy" in Elements(panel.rich).text


def test_progress_sums_up() -> None:
    assert repr(progress_panel(standings([TOY], entries()), 0)).startswith(
        "0 of 1 exercises passed. The others take about 1 minute."
    )
    passed = progress_panel(standings([TOY], entries((Event.JUDGED, Outcome.PASSED))), 2)
    assert passed.plain.startswith(
        "1 of 1 exercises passed. Not counted: 2 lines of `answers/log.jsonl` that could not be read.\n"
    )
    assert repr(progress_panel([], 0)) == "0 of 0 exercises passed."
