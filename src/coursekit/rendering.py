"""How verdicts, hints, worked answers and progress look. Most read as Markdown; what has states is HTML."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from coursekit.exercises import Exercise
from coursekit.panel import Kind, Panel, folded, html_panel, inline, markdown, preformatted, sign, wrap
from coursekit.progress import Standing, State
from coursekit.verdict import Outcome, Verdict

_FOLDED_LINES = 12  # how much of a traceback or of the output the plain form shows

# Sign, words and the style sheet's class for each outcome.
_HEADINGS: dict[Outcome, tuple[str, str, Kind]] = {
    Outcome.UNTOUCHED: ("○", "untouched", "open"),
    Outcome.PASSED: ("✓", "passed", "good"),
    Outcome.WRONG: ("✗", "not right yet", "bad"),
    Outcome.RAISED: ("!", "raised an exception", "bad"),
    Outcome.TIMED_OUT: ("!", "did not end in time", "bad"),
    Outcome.DIED: ("!", "ended its process", "bad"),
    Outcome.OUR_FAULT: ("△", "our fault, not yours", "ours"),
}
_STATES = {State.NOT_TRIED: "○", State.TRIED: "✗", State.PASSED: "✓"}


def verdict_panel(exercise: Exercise, verdict: Verdict, notes: Sequence[str] = ()) -> Panel:
    """Show what the judge says: the message first, one failure at a time.

    Args:
        exercise: what was judged.
        verdict: what came out.
        notes: further sentences for the learner, such as that the answer was not saved.

    Returns:
        The panel.
    """
    return html_panel(
        _plain_verdict(exercise, verdict, notes),
        _HEADINGS[verdict.outcome][2],
        "\n".join(_html_verdict(exercise, verdict, notes)),
    )


def hint_panel(exercise: Exercise, rung: int) -> Panel:
    """Show one hint, or all of them to somebody who has seen the last.

    Args:
        exercise: what the hint is for.
        rung: which, counted from 1.

    Returns:
        The panel.
    """
    rungs = len(exercise.hints)
    if rung > rungs:
        parts = [f"**{exercise.title}: all {rungs} hints again.** After these there is `%solution {exercise.name}`."]
        parts += [f"**Hint {number}.** {hint.strip()}" for number, hint in enumerate(exercise.hints, start=1)]
        return markdown("\n\n".join(parts))
    return markdown(f"**{exercise.title}: hint {rung} of {rungs}.**\n\n{exercise.hints[rung - 1].strip()}")


def solution_panel(exercise: Exercise, source: str, reasoning: str) -> Panel:
    """Show the worked answer.

    Args:
        exercise: what it answers.
        source: the answer's code.
        reasoning: Markdown that says why it is right, or empty.

    Returns:
        The panel.
    """
    longest = max((len(run) for run in re.findall(r"`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    parts = [f"**{exercise.title}: a worked answer.**", f"{fence}python\n{source.strip()}\n{fence}", reasoning.strip()]
    return markdown("\n\n".join(part for part in parts if part))


def debrief_panel(exercise: Exercise) -> Panel:
    """Show what there is to know after a pass.

    Args:
        exercise: what was passed.

    Returns:
        The panel.
    """
    return markdown(f"**{exercise.title}: debrief.**\n\n{exercise.debrief.strip()}")


def progress_panel(standings: Sequence[Standing], unreadable: int) -> Panel:
    """Draw the map of the course.

    Args:
        standings: one an exercise, in the order of the course.
        unreadable: how many lines of the log could not be read.

    Returns:
        The panel.
    """
    summary = _summary(standings, unreadable)
    width = max((len(each.exercise.name) for each in standings), default=0)
    plain = [summary]
    html = [f"<p>{inline(summary)}</p>", '<div class="ck-wide" tabindex="0" role="group" aria-label="The map">']
    html += ['<table aria-label="Exercises">', "<thead><tr>"]
    html += [f'<th scope="col">{title}</th>' for title in ("Exercise", "State", "Minutes", "Help used")]
    html.append("</tr></thead>")
    for topic, group in groupby(standings, key=lambda each: each.exercise.topic):
        plain += ["", topic]
        html.append(f'<tbody><tr><th scope="rowgroup" colspan="4">{escape(topic)}</th></tr>')
        for each in group:
            name, minutes, state, used = each.exercise.name, each.exercise.minutes, each.state, _help_used(each)
            plain.append(f"  {_STATES[state]} {name:{width}}  {state:9}  {minutes:3} min  {used}".rstrip())
            cells = "".join(f"<td>{cell}</td>" for cell in (sign(_STATES[state]) + state, minutes, used))
            broken = escape(name).replace("_", "_<wbr>")  # in a narrow window
            html.append(f'<tr><th scope="row">{broken}</th>{cells}</tr>')
        html.append("</tbody>")
    html += ["</table>", "</div>"]
    return html_panel("\n".join(plain), "open", "\n".join(html))


def _summary(standings: Sequence[Standing], unreadable: int) -> str:
    left = [each.exercise.minutes for each in standings if each.state is not State.PASSED]
    summary = f"{len(standings) - len(left)} of {len(standings)} exercises passed."
    if left:
        summary += f" The others take about {sum(left)} minute{'s' * (sum(left) != 1)}."
    if unreadable:
        lines = "1 line" if unreadable == 1 else f"{unreadable} lines"
        summary += f" Not counted: {lines} of `answers/log.jsonl` that could not be read."
    return summary


def _help_used(each: Standing) -> str:
    used = [f"{each.hints} hint{'s' * (each.hints > 1)}"] if each.hints else []
    return ", ".join(used + ["solution"] * each.solution)


def _demands(exercise: Exercise, verdict: Verdict) -> Iterable[tuple[str, str, str]]:
    """Give sign, state and sentence of each demand; nothing if no demand was looked at."""
    if not verdict.met and not verdict.demand:
        return
    for demand in exercise.demands:
        if demand.name in verdict.met:
            yield "✓", "met", demand.sentence
        elif demand.name == verdict.demand:
            yield "✗", "not met", demand.sentence
        else:
            yield "·", "not reached", demand.sentence


def _plain_verdict(exercise: Exercise, verdict: Verdict, notes: Sequence[str]) -> str:
    mark, words, _ = _HEADINGS[verdict.outcome]
    blocks = [f"{mark} {exercise.title}: {words}\n{wrap(verdict.message)}"]
    if verdict.question:
        blocks.append(wrap(f"Ask yourself: {verdict.question}"))
    if verdict.evidence:
        blocks.append(textwrap.indent(verdict.evidence.strip("\n"), "    "))
    if verdict.line is not None:
        blocks.append(f"Line {verdict.line}: {verdict.code.strip()}")
    demands = [wrap(f"{sentence} ({state})", f"  {mark} ") for mark, state, sentence in _demands(exercise, verdict)]
    if demands:
        blocks.append("\n".join(["What was asked for:", *demands]))
    if verdict.traceback:
        blocks.append(f"Traceback:\n{_tail(verdict.traceback)}")
    if verdict.output:
        blocks.append(f"Your answer printed:\n{_tail(verdict.output)}")
    blocks += [wrap(f"Note: {note}") for note in notes]
    return "\n\n".join(blocks)


def _html_verdict(exercise: Exercise, verdict: Verdict, notes: Sequence[str]) -> Iterable[str]:
    mark, words, _ = _HEADINGS[verdict.outcome]
    yield '<div role="status">'
    yield f'<p class="ck-head"><strong>{sign(mark)}{escape(exercise.title)}: {words}</strong></p>'
    yield f"<p>{inline(verdict.message)}</p>"
    yield "</div>"
    if verdict.question:
        yield f"<p><strong>Ask yourself:</strong> {inline(verdict.question)}</p>"
    if verdict.evidence:
        yield preformatted(verdict.evidence, "What happened")
    if verdict.line is not None:
        yield f"<p>Line {verdict.line}: <code>{escape(verdict.code.strip())}</code></p>"
    demands = list(_demands(exercise, verdict))
    if demands:
        yield "<p>What was asked for:</p>"
        yield "<ul>"
        for mark, state, sentence in demands:
            yield f"<li>{sign(mark)}{inline(sentence)} <em>({state})</em></li>"
        yield "</ul>"
    if verdict.traceback:
        yield folded("Traceback", verdict.traceback)
    if verdict.output:
        yield folded("What your answer printed", verdict.output)
    for note in notes:
        yield f"<p><strong>Note:</strong> {inline(note)}</p>"


def _tail(text: str) -> str:
    lines = text.strip("\n").splitlines()
    left_out = len(lines) - _FOLDED_LINES
    if left_out > 0:
        lines = [f"… {left_out} lines more above", *lines[-_FOLDED_LINES:]]
    return textwrap.indent("\n".join(lines), "    ")
