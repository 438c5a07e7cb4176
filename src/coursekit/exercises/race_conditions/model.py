"""What eight remedies against races cost: a small discrete-event model on a virtual clock, the same every time.

A transaction is a generator that yields what takes time: seconds, or a lock that somebody else may hold. Locks are
first come, first served. The prices stand below.

What the model leaves out: the size of the connection pool, the processor, the network's bad moments, and false alarms
of SERIALIZABLE between requests that do not meet. It says which remedy bends under which load. It doesn't say how many
milliseconds your server will take.
"""

from __future__ import annotations

import heapq
import random
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from enum import Enum
from itertools import count

STATEMENT = 0.001  # seconds for one statement and its reply
DECIDE = 0.002  # seconds between a read and the write that rests on it, in the application
COMMIT = 0.002  # seconds until the commit is on disk
ATTEMPTS = 5  # how often a transaction is tried before its caller is told that it failed
BACKOFF = 0.01  # seconds; before attempt n + 1 a loser waits a random part of BACKOFF * 2**n
POLL = 0.5  # seconds until a worker that was told "nothing there" asks again


@dataclass(slots=True)
class Lock:
    """A row, or whatever stands for it: held by one transaction, the others in a queue."""

    held: bool = False
    queue: deque[tuple[float, Process]] = field(default_factory=deque)


Outcome = Enum("Outcome", ["SERVED", "FULL", "TURNED_AWAY", "GAVE_UP"])
Process = Generator[float | Lock, None, object]
Decision = Generator[float | Lock, None, Outcome]
Protocol = Callable[["Run", "Request", int], Decision]


@dataclass(slots=True)
class Cell:
    """One thing that people compete for: a pool, a basket, a seat, a plan, a ticket.

    Attributes:
        capacity: how much of it there is.
        taken: how much of it is gone, as committed.
        told: how much of it customers were told is theirs.
        version: the number of commits that changed it.
        pending: how much the holder of the lock is about to take.
        lock: the lock on it.
    """

    capacity: int
    taken: int = 0
    told: int = 0
    version: int = 0
    pending: int = 0
    lock: Lock = field(default_factory=Lock)


@dataclass(slots=True)
class Request:
    """Somebody who wants something.

    Attributes:
        at: when, in seconds.
        cell: index of the cell that is wanted; None for the first one that is free.
        quantity: how much of it.
    """

    at: float
    cell: int | None
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Load:
    """What comes at the database, and what the table offers to a remedy.

    Attributes:
        requests: makes the requests from a seeded generator.
        cells: how many things people compete for.
        capacity: how much there is of each.
        rows_exist: whether what a decision reads is a row that can be locked or carry a version. A row that will only
            be inserted is none.
        constraint_fits: whether a CHECK or UNIQUE on the table as it is can state the rule.
        decide: seconds between the read and the write that rests on it.
        by_human: whether a person decides, outside the database, and what was read is written back as a whole.
        work: seconds of work between the write and the commit.
        workers: how many ask for the next cell, again and again, in place of `requests`.
    """

    requests: Callable[[random.Random], list[Request]]
    cells: int
    capacity: int
    rows_exist: bool = True
    constraint_fits: bool = True
    decide: float = DECIDE
    by_human: bool = False
    work: float = 0.0
    workers: int = 0


class Run:
    """One load under one remedy, from the first request until the last one has its answer.

    Args:
        load: who wants what, and when.
        protocol: makes a transaction that serves a request, given the run, the request and its number.
        seed: of the random numbers.

    Attributes:
        now: seconds since the run began.
        random: where everything random in the run comes from.
        load: who wants what, and when.
        cells: what people competed for, as it was left.
        waits: for each request the seconds that it stood in queues for locks.
        holds: for each lock that was not given back at once the seconds that it was held.
        outcomes: how the requests ended.
        repeats: how many transactions were thrown away and done again.
        false_refusals: how many were turned away though enough was left for them.
        longest: seconds that the longest transaction was open.
    """

    def __init__(self, load: Load, protocol: Protocol, seed: int = 18) -> None:
        self.cells = [Cell(load.capacity) for _ in range(load.cells)]
        self.waits: list[float] = []
        self.holds: list[float] = []
        self.outcomes: list[Outcome] = []
        self.repeats = 0
        self.false_refusals = 0
        self.longest = 0.0
        self.load, self._protocol = load, protocol
        self.random = random.Random(seed)
        self.now, self._order, self._agenda = 0.0, count(), list[tuple[float, int, Process]]()
        for request in load.requests(self.random):
            self._schedule(request.at, self._serve(request))
        for worker in range(load.workers):
            self._schedule(worker * STATEMENT / 10, self._worker())
        while self._agenda:
            self.now, _, process = heapq.heappop(self._agenda)
            self._resume(process)

    def _schedule(self, at: float, process: Process) -> None:
        heapq.heappush(self._agenda, (at, next(self._order), process))

    def _resume(self, process: Process) -> None:
        match next(process, None):
            case Lock(held=True) as lock:
                lock.queue.append((self.now, process))
            case Lock() as lock:
                lock.held = True
                self._schedule(self.now, process)
            case float() as seconds:
                self._schedule(self.now + seconds, process)

    def _serve(self, request: Request) -> Decision:
        self.waits.append(0.0)
        outcome = yield from self._protocol(self, request, len(self.waits) - 1)
        self.outcomes.append(outcome)
        return outcome

    def _worker(self) -> Generator[float | Lock, None, None]:
        while any(cell.taken < cell.capacity for cell in self.cells):
            outcome = yield from self._serve(Request(self.now, None))
            if outcome is not Outcome.SERVED:
                yield POLL

    def pick(self, request: Request, *, skip_locked: bool = False) -> Cell | None:
        """Find the row that a statement would find now: committed, and free if the first free one is wanted."""
        if request.cell is not None:
            return self.cells[request.cell]
        free = (cell for cell in self.cells if cell.taken < cell.capacity and not (skip_locked and cell.lock.held))
        return next(free, None)

    def acquire(self, cell: Cell, request: Request, number: int) -> Generator[Lock, None, None]:
        """Wait for a cell's lock; the wait counts as the request's."""
        asked = self.now
        yield cell.lock
        cell.pending = request.quantity
        self.waits[number] += self.now - asked

    def release(self, cell: Cell, since: float) -> None:
        """Give a cell's lock, held since that time, to whoever has waited longest."""
        if self.now > since:
            self.holds.append(self.now - since)
        cell.pending = 0
        if cell.lock.queue:
            self._schedule(self.now, cell.lock.queue.popleft()[1])
        else:
            cell.lock.held = False

    def close(self, opened: float) -> None:
        """End a transaction that was opened at that time."""
        self.longest = max(self.longest, self.now - opened)

    def write(self, cell: Cell, taken: int, request: Request) -> Outcome:
        """Commit a new figure, and tell the caller that the request is served."""
        cell.taken = taken
        cell.told += request.quantity
        cell.version += 1
        return Outcome.SERVED

    def turn_away(self, cell: Cell | None, request: Request) -> Outcome:
        """Send the caller away unserved, and note if that was needless: enough is left, whatever the holder takes."""
        if request.cell is None:
            self.false_refusals += any(each.taken + each.pending < each.capacity for each in self.cells)
        elif cell is not None:
            self.false_refusals += cell.taken + cell.pending + request.quantity <= cell.capacity
        return Outcome.TURNED_AWAY
