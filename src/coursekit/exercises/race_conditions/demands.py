"""What every exercise on Curtain's tables demands, and what a run shows of the cause when a demand is not met."""

from __future__ import annotations

from typing import Any

from coursekit.exercises.race_conditions.contests import Play, S, Stage
from coursekit.probes.transactions import How, Kind

# What an SQL error says to the one who gets it.
_SAYS = {
    "40001": "40001, serialization_failure: this transaction does not fit between the others, try it again",
    "40P01": "40P01, deadlock_detected: the two waited for each other, and this transaction was ended",
    "55P03": "55P03, lock_not_available: somebody else holds the row at this moment",
    "57014": "57014, query_canceled: the statement took longer than it may",
    "25P02": "25P02, in_failed_sql_transaction: an earlier error has already ended this transaction",
    "23505": "23505, unique_violation",
    "23514": "23514, check_violation",
}


def demand_answers(play: Play[Any], what_true: str, what_false: str) -> None:
    """Demand that whoever was answered got `True` or `False`."""
    for name, end in zip(play.scene.names, play.run.ends, strict=True):
        if end.how is How.RETURNED and not isinstance(end.value, bool):
            raise play.wrong(
                f"{name} got {end.value!r} for an answer: neither True ({what_true}) nor False ({what_false}).",
                "Which way through the function ends without a return?",
            )


def demand_no_exception(stage: Stage[S]) -> None:
    """Demand that everyone got an answer."""
    for play in stage.plays():
        for index, (name, end) in enumerate(zip(play.scene.names, play.run.ends, strict=True)):
            if end.how is How.RETURNED:
                continue
            if end.how is How.DIED:
                raise play.wrong(
                    f"{name} never got an answer: the process that served the call died ({end.note}).",
                    "Which line could end the whole process?",
                )
            if end.how is How.STUCK:
                raise play.wrong(
                    f"{name} never got an answer: the call got stuck ({end.note}).",
                    "What does it wait for, and who could give it that?",
                )
            raised = end.error_name.rpartition(".")[2]
            states = [state for contender, state in play.run.sqlstates if contender == index]
            raise play.wrong(*_exception(name, raised, states))
        if play.run.waited_outside:
            name = play.scene.names[play.run.waited_outside[0]]
            raise play.wrong(
                f"{name} waited outside the database, for something that PostgreSQL does not know of.",
                "Which of the servers that run Curtain would know of it?",
            )


def _exception(name: str, raised: str, states: list[str]) -> tuple[str, str]:
    """Say what an exception means to the one who sees it, and ask on."""
    if "25P02" in states or raised == "PendingRollbackError":
        first = next((state for state in states if state != "25P02"), "")
        return (
            f"{name} saw {raised}. PostgreSQL had ended the transaction ({_SAYS.get(first, 'an error')}), and the "
            "answer went on inside it.",
            "What is left of a transaction after its first error, and where does a second attempt have to begin?",
        )
    if raised == "StaleDataError":
        return (
            f"{name} saw StaleDataError: the row had another version by then, so the UPDATE found no row. Somebody "
            "was faster; nothing is wrong with the request.",
            "Who should read again and decide again?",
        )
    if not states:
        return f"{name} saw {raised}.", "Which line raises it, and what was different there from a lone call?"
    if states == ["40P01"]:  # raised as it came: after a retry, it is about something else
        return (
            f"{name} saw {raised} (SQLSTATE 40P01, deadlock_detected): each waited for a row that another had locked, "
            "in a circle, so PostgreSQL ended one transaction.",
            "In which order did each of them lock the rows, and what if everybody kept to the same order?",
        )
    lost = sum(state in ("40001", "40P01") for state in states)
    if lost == 0:
        return (
            f"{name} saw {raised} (SQLSTATE {_SAYS.get(states[-1], states[-1])}).",
            "Whose business is that: the caller's, or this function's?",
        )
    if lost == 1:
        return (
            f"{name} saw {raised} (SQLSTATE {_SAYS[states[-1]]})." if states[-1] in _SAYS else f"{name} saw {raised}.",
            "Who should try again, and from which statement on?",
        )
    return (
        f"{name} was overtaken {lost} times and then saw {raised} (SQLSTATE {_SAYS.get(states[-1], states[-1])}). "
        "Every loss was somebody else's success.",
        "How often can one request lose when three come at once, and how often when a hundred do?",
    )


def demand_nothing_left(stage: Stage[S]) -> None:
    """Demand that no call leaves a transaction or an advisory lock behind."""
    for play in stage.plays():
        for index in play.run.left_open:
            raise play.wrong(
                f"{play.scene.names[index]} had an answer, but the transaction was still open.",
                "On which way out is it neither committed nor rolled back?",
            )
        for index in play.run.left_locked:
            raise play.wrong(
                f"{play.scene.names[index]} had an answer, but the session still held an advisory lock; its "
                "connection goes back to the pool with it.",
                "Which of PostgreSQL's advisory locks ends with the transaction?",
            )


def refusal_cause(play: Play[Any], index: int) -> tuple[str, str] | None:
    """Say what a contender took for a refusal, if the run shows it.

    Args:
        play: where it was refused.
        index: the contender.

    Returns:
        A sentence and a question, or None if the run shows no cause.
    """
    if state := last_error(play, index):
        return (
            f"PostgreSQL had answered with an error ({_SAYS.get(state, state)}), and that was taken for a refusal.",
            "What would the same request have found a moment later?",
        )
    if any("skip locked" in step.statement.lower() for step in play.steps(index, Kind.READ, Kind.WRITE)):
        return (
            "SKIP LOCKED passed over a row that somebody else had locked, and a row not seen was taken for one that "
            "is not there.",
            "For whom is another row as good as this one?",
        )
    if any("try_advisory" in step.statement.lower() for step in play.steps(index, Kind.READ, Kind.WRITE)):
        return (
            "A lock that was not to be had at once was taken for a refusal.",
            "Who else could hold that lock, and for how long?",
        )
    updates = [step for step in play.steps(index, Kind.WRITE) if step.statement.lower().startswith("update")]
    if updates and updates[-1].rowcount == 0 and "version" in updates[-1].names:
        return (
            "The UPDATE found no row because the version had changed meanwhile, and that was taken for a refusal. A "
            "changed version says that somebody was faster, not that nothing is left.",
            "What would a second look have shown?",
        )
    return None


def last_error(play: Play[Any], index: int) -> str:
    """Find the error that was the last thing a contender heard from PostgreSQL.

    Args:
        play: one run of a scene.
        index: the contender.

    Returns:
        The SQLSTATE, or an empty string if the last statement or commit went well.
    """
    heard = play.steps(index, Kind.READ, Kind.WRITE, Kind.OTHER, Kind.COMMIT)
    return heard[-1].sqlstate if heard else ""
