"""Eight remedies against races as protocols of the model: what each does, and what it has to wait for."""

from __future__ import annotations

from collections.abc import Callable

from coursekit.exercises.race_conditions.model import (
    ATTEMPTS,
    BACKOFF,
    COMMIT,
    STATEMENT,
    Decision,
    Outcome,
    Protocol,
    Request,
    Run,
)


def _one_statement(run: Run, remedy: str, request: Request, number: int) -> Decision:
    """The condition stands in the write: `UPDATE ... WHERE remaining >= n`, or a constraint that refuses it."""
    load, guarded = run.load, run.load.rows_exist
    if remedy == "constraint":
        guarded = load.constraint_fits
    cell = run.pick(request)
    if cell is None:
        return Outcome.FULL
    read = cell.taken
    if load.by_human:
        yield load.decide  # between two transactions; nothing is held meanwhile
    opened = run.now
    for attempt in range(ATTEMPTS):
        if guarded:
            yield from run.acquire(cell, request, number)
        since, seen = run.now, cell.taken
        if seen + request.quantity > cell.capacity:
            if guarded:
                run.release(cell, since)
            run.close(opened)
            if request.cell is not None:
                return Outcome.FULL
            # The row was free when the statement looked and is gone now. The UPDATE finds 0 rows; the
            # constraint raises, and the worker tries the next row.
            cell = run.pick(request)
            if remedy == "atomic_update" or cell is None:
                return run.turn_away(None, request)
            run.repeats += 1
            yield run.random.uniform(0, BACKOFF * 2**attempt)
            continue
        yield STATEMENT + load.work
        yield COMMIT
        # An UPDATE adds to the row as it is under the lock, an INSERT to whatever was inserted meanwhile.
        served = run.write(cell, (read if load.by_human else cell.taken) + request.quantity, request)
        if guarded:
            run.release(cell, since)
        run.close(opened)
        return served
    return Outcome.GAVE_UP


def _lock_first(run: Run, remedy: str, request: Request, number: int) -> Decision:
    """Lock, read, decide, write: FOR UPDATE and its two impatient forms; or a lock on a name."""
    load, opened = run.load, run.now
    guarded = load.rows_exist or remedy == "advisory_lock"
    yield STATEMENT
    while True:
        cell = run.pick(request, skip_locked=remedy == "skip_locked")
        if cell is None:
            run.close(opened)
            return run.turn_away(None, request)
        if guarded:
            if cell.lock.held and remedy in ("nowait", "skip_locked"):
                run.close(opened)
                return run.turn_away(cell, request)
            yield from run.acquire(cell, request, number)
        since, seen = run.now, cell.taken
        if request.cell is None and seen + request.quantity > cell.capacity:
            run.release(cell, since)  # printed while we waited: the statement goes on to the next row
            continue
        yield load.decide
        fits = seen + request.quantity <= cell.capacity
        if fits:
            yield STATEMENT + load.work
        yield COMMIT
        if fits:
            run.write(cell, (seen if load.rows_exist else cell.taken) + request.quantity, request)
        if guarded:
            run.release(cell, since)
        run.close(opened)
        return Outcome.SERVED if fits else Outcome.FULL


def _detect(run: Run, remedy: str, request: Request, number: int) -> Decision:
    """Read and decide without a lock; write only if nothing has changed, else do it all again."""
    load, serializable = run.load, remedy == "serializable"
    for attempt in range(ATTEMPTS):
        opened = run.now
        yield STATEMENT
        cell = run.pick(request)
        if cell is None:
            return Outcome.FULL
        seen, version = cell.taken, cell.version
        yield load.decide
        if not serializable and load.by_human:
            opened = run.now  # read in one transaction, written in another
        if seen + request.quantity > cell.capacity:
            run.close(opened)
            return Outcome.FULL
        if load.rows_exist:
            yield from run.acquire(cell, request, number)
            since = run.now
            if cell.version == version:
                yield STATEMENT + load.work
                yield COMMIT
                served = run.write(cell, seen + request.quantity, request)
                run.release(cell, since)
                run.close(opened)
                return served
            run.release(cell, since)
        else:
            yield STATEMENT + load.work
            yield COMMIT
            # SERIALIZABLE notices at the commit what was inserted among the rows that were read. A version
            # column has no row to stand in.
            if not serializable or cell.version == version:
                run.close(opened)
                return run.write(cell, cell.taken + request.quantity, request)
        run.close(opened)
        run.repeats += 1
        yield run.random.uniform(0, BACKOFF * 2**attempt)
    return Outcome.GAVE_UP


_PROTOCOLS: dict[str, Callable[[Run, str, Request, int], Decision]] = {
    "atomic_update": _one_statement,
    "constraint": _one_statement,
    "version_column": _detect,
    "for_update": _lock_first,
    "nowait": _lock_first,
    "skip_locked": _lock_first,
    "serializable": _detect,
    "advisory_lock": _lock_first,
}
REMEDIES = tuple(_PROTOCOLS)


def protocol_of(remedy: str) -> Protocol:
    """Give a remedy's protocol.

    Args:
        remedy: one of `REMEDIES`.

    Returns:
        What `Run` needs.
    """

    def protocol(run: Run, request: Request, number: int) -> Decision:
        return _PROTOCOLS[remedy](run, remedy, request, number)

    return protocol
