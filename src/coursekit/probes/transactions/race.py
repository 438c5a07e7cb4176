"""One run: let one contender go, wait until all are at rest, choose again."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from multiprocessing.connection import wait
from typing import Any

import psycopg

from coursekit.probes.transactions.carriers import Carrier
from coursekit.probes.transactions.policies import Moment, Policy
from coursekit.probes.transactions.run import End, How, Run, Turn
from coursekit.probes.transactions.runner import Journal, Runner

FAIR_TURNS = 50  # who could have gone on for so many turns and was never chosen gets one, whoever else may be spinning
HOPE = 1.5  # seconds in which nobody can go on before a run is given up
LITTLE_HOPE = 0.2  # the same if all wait for locks without a timeout of their own, so that only a stray thread can help
TIMEOUT_AT_MOST = 1.0  # seconds for which a contender that has set a lock_timeout is left to run into it
QUIET = 0.02  # seconds without any message before somebody who waits outside the database is taken to go on waiting
POLLS = (0.001, 0.002, 0.005)  # seconds between two looks; the last one repeats


class OutOfTime(Exception):  # noqa: N818 - an event, not an error
    """The run took longer than it may."""


class Race:
    """One run of contenders under one policy.

    Args:
        carriers: the contenders, ready for a run.
        admin: a connection of the coordinator's own, in autocommit mode.
        seconds: how long the run may take.
        tunes_deadlocks: whether the contenders' sessions may change `deadlock_timeout`.
    """

    def __init__(
        self, carriers: Sequence[Carrier], admin: psycopg.Connection[Any], seconds: float, tunes_deadlocks: bool
    ) -> None:
        self._runners = [Runner(index, carrier) for index, carrier in enumerate(carriers)]
        self._admin = admin
        self._seconds = seconds
        self._tunes_deadlocks = tunes_deadlocks
        self._deadline = 0.0
        self._journal = Journal()
        self._turns: list[Turn] = []
        self._pulses: dict[int, tuple[object, float]] = {}
        self._blocked_since: dict[int, float] = {}

    def play(self, policy: Policy, calls: Sequence[Iterable[Any]]) -> Run:
        """Run every contender once.

        Args:
            policy: who goes on next.
            calls: for each contender its arguments after the engine.

        Returns:
            What happened. Contenders that are stuck are given up, and their carriers killed.
        """
        self._deadline = time.monotonic() + self._seconds
        out_of_time = False
        try:
            for runner, arguments in zip(self._runners, calls, strict=True):
                runner.carrier.channel.send(("run", tuple(arguments)))
                runner.started = True
                self._settle(runner)
            while any(runner.end is None for runner in self._runners):
                if enabled := self._enabled():
                    chosen = self._choose(policy, enabled)
                    self._release(chosen)
                    self._settle(chosen)
                elif self._receive(self._hope()):
                    self._settle(self._runners[0])
                else:
                    break
        except OutOfTime:
            out_of_time = True
        finally:
            stuck = [runner for runner in self._runners if runner.end is None]
            for runner in stuck:
                note = runner.plight + (f" after {self._seconds:g} s" if out_of_time else "")
                runner.end = End(How.STUCK, frames=runner.carrier.standpoint(), note=note)
            self._cancel(stuck)
            for runner in stuck:
                runner.carrier.kill()
            self._terminate(stuck)
        self._journal.write(self._runners, first=0)
        return Run(
            policy=getattr(policy, "__name__", str(policy)),
            ends=tuple(runner.end for runner in self._runners if runner.end),
            steps=self._journal.steps(),
            turns=tuple(self._turns),
            left_open=tuple(runner.index for runner in self._runners if runner.left_open),
            left_locked=self._left_locked(),
        )

    # choosing

    def _enabled(self) -> tuple[int, ...]:
        held = [runner for runner in self._runners if runner.pending]
        return tuple(runner.index for runner in held if not runner.steps_back) or tuple(runner.index for runner in held)

    def _choose(self, policy: Policy, enabled: tuple[int, ...]) -> Runner:
        enabled = self._starved(enabled) or enabled
        held = [runner for runner in self._runners if runner.pending and runner.index not in enabled]
        asleep = tuple(runner.index for runner in held if runner.steps_back)
        pending = {runner.index: runner.pending for runner in self._runners if runner.pending}
        chosen = policy(Moment(enabled, asleep, pending, self._journal.ended, self._turns))
        if chosen not in (*enabled, *asleep):
            raise ValueError(f"the policy chose contender {chosen}, but only {(*enabled, *asleep)} can go on")
        self._turns.append(Turn(chosen, enabled))
        return self._runners[chosen]

    def _starved(self, enabled: tuple[int, ...]) -> tuple[int, ...]:
        recent = self._turns[-FAIR_TURNS:]
        if len(recent) < FAIR_TURNS:
            return ()
        return tuple(
            index for index in enabled if all(index in turn.enabled and index != turn.chosen for turn in recent)
        )

    def _hope(self) -> float:
        waiting = [runner for runner in self._runners if runner.end is None]
        return LITTLE_HOPE if all(runner.holders and not runner.has_timeout for runner in waiting) else HOPE

    def _release(self, runner: Runner) -> None:
        may_close_a_cycle = self._tunes_deadlocks and any(other.holders for other in self._runners)
        runner.let_go()
        self._blocked_since.pop(runner.index, None)
        with contextlib.suppress(OSError):  # that it has died is noticed when it is next listened to
            runner.carrier.channel.send(("go", may_close_a_cycle))

    # coming to rest

    def _settle(self, first: Runner) -> None:
        """Wait until every contender is held at a step, has ended, is blocked in PostgreSQL or waits outside of it.

        What counts is what they and the lock table say; how long it takes matters only to one that waits outside.
        """
        moving = self._moving()
        polls = iter(POLLS)
        if all(runner.holders or runner.outside for runner in moving):
            polls = chain((0.0,), POLLS)  # they were at rest before, and probably still are
        heard = time.monotonic()
        while moving := self._moving():
            if self._receive(next(polls, POLLS[-1])):
                polls, heard = iter(POLLS), time.monotonic()
                continue
            if time.monotonic() > self._deadline:
                raise OutOfTime
            blockers = self._blockers()
            if self._receive(0):  # somebody moved while PostgreSQL was asked: the answer may be stale
                continue
            if self._deaths(moving):
                continue
            at_rest = [self._is_at_rest(runner, blockers, heard) for runner in moving]
            if all(at_rest) and not _has_cycle(blockers):  # a deadlock is PostgreSQL's to resolve
                break
        for runner in self._runners:
            if not runner.moving:
                runner.holders, runner.outside = (), False
        self._journal.write(self._runners, first.index)

    def _moving(self) -> list[Runner]:
        return [runner for runner in self._runners if runner.moving]

    def _receive(self, seconds: float) -> bool:
        listening = [runner for runner in self._runners if runner.end is None and not runner.gone]
        ready = wait([runner.carrier.channel for runner in listening], seconds)
        for runner in listening:
            if runner.carrier.channel in ready:
                try:
                    runner.hear(runner.carrier.channel.recv())
                except (EOFError, OSError):
                    runner.gone = True
        return bool(ready)

    def _blockers(self) -> dict[int, list[int]]:
        """Ask the lock table which session waits for which others. `wait_event` would lag behind it."""
        backends = [runner.doing.backend for runner in self._runners if runner.in_database and runner.doing]
        if not backends:
            return {}
        query = "SELECT pid, pg_blocking_pids(pid) FROM unnest(%s::int[]) AS pid"
        return {backend: blockers for backend, blockers in self._admin.execute(query, [backends]) if blockers}

    def _is_at_rest(self, runner: Runner, blockers: Mapping[int, list[int]], heard: float) -> bool:
        now = time.monotonic()
        if runner.in_database and runner.doing:
            backends = blockers.get(runner.doing.backend, [])
            # Only contenders count: others in the way, such as autovacuum, will go by themselves.
            runner.holders = tuple(other.index for other in self._runners if other.backends.intersection(backends))
            if not runner.holders:
                self._blocked_since.pop(runner.index, None)
                return False
            since = self._blocked_since.setdefault(runner.index, now)
            return not runner.has_timeout or now - since > TIMEOUT_AT_MOST
        pulse, since = self._pulses.get(runner.index, (None, now))
        if (latest := runner.carrier.pulse()) is None or latest != pulse:
            since = now
        self._pulses[runner.index] = latest, since
        runner.outside = now - since >= runner.carrier.patience and now - heard >= QUIET
        return runner.outside

    # ending

    def _deaths(self, runners: Iterable[Runner]) -> bool:
        dead = []
        for runner in runners:
            note = runner.carrier.death()
            if note and (runner.gone or not runner.carrier.channel.poll()):  # else it has still something to say
                runner.end = End(How.DIED, note=note)
                runner.carrier.kill()
                dead.append(runner)
        self._terminate(dead)
        return bool(dead)

    def _cancel(self, runners: Iterable[Runner]) -> None:
        """Let threads out of statements that would never end."""
        backends = [runner.doing.backend for runner in runners if runner.doing]
        if backends:
            self._admin.execute("SELECT pg_cancel_backend(pid) FROM unnest(%s::int[]) AS pid", [backends])

    def _terminate(self, runners: Iterable[Runner]) -> None:
        """End the sessions of contenders that cannot do it, and wait until their locks are gone."""
        backends = sorted(set().union(*(runner.backends for runner in runners)))
        if backends:
            query = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid = ANY(%s::int[])"
            self._admin.execute(query, [backends])

    def _left_locked(self) -> tuple[int, ...]:
        backends = sorted(set().union(*(runner.backends for runner in self._runners)))
        query = "SELECT DISTINCT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = ANY(%s::int[])"
        holding = {backend for (backend,) in self._admin.execute(query, [backends])}
        return tuple(runner.index for runner in self._runners if not runner.left_open and runner.backends & holding)


def _has_cycle(blockers: Mapping[int, list[int]]) -> bool:
    """Tell whether sessions wait for each other, by taking away those that wait for nobody who waits."""
    waiting = dict(blockers)
    while free := [backend for backend, others in waiting.items() if not any(other in waiting for other in others)]:
        for backend in free:
            del waiting[backend]
    return bool(waiting)
