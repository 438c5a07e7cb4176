"""The race probe: the same facts in every run, whatever a contender does."""

from __future__ import annotations

import fcntl
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count, permutations
from pathlib import Path
from typing import Any, Literal

import psutil
import pytest
from sqlalchemy import Engine, create_engine, func, insert, literal, make_url, select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from boxoffice import checkout
from boxoffice.models import Hold, Pool, create_tables
from coursekit import postgres
from coursekit.probes.transactions import (
    Contest,
    How,
    Kind,
    Policy,
    Run,
    after_first_read,
    before_commit,
    one_after_another,
    script,
)
from coursekit.probes.transactions.steps import classify, shorten

REPEAT = int(os.environ.get("REPEAT", "3"))  # 100 by hand, on a busy machine
ORDERS = list(permutations(range(2)))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgres.scratch(postgres.url()) as scratch:
        engine = create_engine(scratch)
        create_tables(engine)
        engine.dispose()
        yield scratch


class House:
    """Curtain's tables in a known state."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)

    def open(self, stock: int = 1, held: int = 3) -> None:
        with self.engine.begin() as connection:
            connection.exec_driver_sql(
                f"""
                DELETE FROM hold; DELETE FROM seat; DELETE FROM pool; DELETE FROM customer; DELETE FROM event;
                INSERT INTO event VALUES (1, 'Hamlet', now(), {stock});
                INSERT INTO customer VALUES (1, 'Ada'), (2, 'Ben');
                INSERT INTO pool VALUES (1, {stock}, 0);
                INSERT INTO seat SELECT i, 1, 'A', i FROM generate_series(1, 9) AS i;
                INSERT INTO hold SELECT -i, 1, i, now() FROM generate_series(1, {held}) AS i;
                """
            )

    @property
    def stock(self) -> int:
        with Session(self.engine) as session:
            return session.scalars(select(Pool.remaining)).one()

    @property
    def held(self) -> int:
        with Session(self.engine) as session:
            return session.scalars(select(func.count()).select_from(Hold)).one()


@pytest.fixture(scope="module")
def house(url: str) -> Iterator[House]:
    house = House(url)
    yield house
    house.engine.dispose()


def facts(run: Run) -> tuple[Any, ...]:
    """All that a verdict may be built on."""
    hows = tuple(end.how for end in run.ends)
    return run.results, hows, run.sqlstates, run.blocked, run.waited_outside, run.left_open, run.schedule()


def always(
    contest: Contest,
    policy: Policy,
    calls: Sequence[tuple[Any, ...]] | None = None,
    reset: Callable[[], None] = lambda: None,
) -> Run:
    """Run again and again, and see the same facts each time."""
    runs = []
    for _ in range(REPEAT):
        reset()
        runs.append(contest.run(policy, calls))
        assert facts(runs[-1]) == facts(runs[0]), f"{runs[0].schedule()}\n\n{runs[-1].schedule()}"
    return runs[0]


# Selling standing places: sell(engine, quantity) -> bool


def naive(engine: Engine, quantity: int) -> bool:
    with Session(engine) as session, session.begin():
        pool = session.get_one(Pool, 1)
        if pool.remaining < quantity:
            return False
        pool.remaining -= quantity
        return True


def raw_naive(engine: Engine, quantity: int) -> bool:
    raw = engine.raw_connection()
    try:
        with raw.driver_connection.transaction(), raw.cursor() as cursor:
            [remaining] = cursor.execute("SELECT remaining FROM pool WHERE event_id = 1").fetchone()
            if remaining >= quantity:
                cursor.execute("UPDATE pool SET remaining = %s", (remaining - quantity,))
            return remaining >= quantity
    finally:
        raw.close()


def commits_as_text(engine: Engine, quantity: int) -> bool:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("BEGIN")
        remaining = connection.scalar(select(Pool.remaining)) or 0
        if remaining >= quantity:
            connection.exec_driver_sql("UPDATE pool SET remaining = %s", (remaining - quantity,))
        connection.exec_driver_sql("COMMIT")
        return remaining >= quantity


def autocommits(engine: Engine, quantity: int) -> bool:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        remaining = connection.scalar(select(Pool.remaining)) or 0
        if remaining >= quantity:
            connection.execute(update(Pool).values(remaining=remaining - quantity))
        return remaining >= quantity


def streams(engine: Engine, quantity: int) -> bool:
    with engine.connect() as connection:
        remaining = connection.execute(select(Pool.remaining).execution_options(stream_results=True)).scalar_one()
        if remaining >= quantity:
            connection.execute(update(Pool).values(remaining=remaining - quantity))
        connection.commit()
        return remaining >= quantity


_lock = threading.Lock()


def threading_lock(engine: Engine, quantity: int) -> bool:
    with _lock:
        return naive(engine, quantity)


def file_lock(engine: Engine, quantity: int) -> bool:
    with (Path(tempfile.gettempdir()) / f"test_transactions-{os.getppid()}").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        return naive(engine, quantity)


def atomic_update(engine: Engine, quantity: int) -> bool:
    with engine.begin() as connection:
        enough = Pool.remaining >= quantity
        return connection.execute(update(Pool).where(enough).values(remaining=Pool.remaining - quantity)).rowcount == 1


def atomic_autocommit(engine: Engine, quantity: int) -> bool:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        enough = Pool.remaining >= quantity
        return connection.execute(update(Pool).where(enough).values(remaining=Pool.remaining - quantity)).rowcount == 1


def for_update(engine: Engine, quantity: int) -> bool:
    with Session(engine) as session, session.begin():
        pool = session.get_one(Pool, 1, with_for_update=True)
        if pool.remaining < quantity:
            return False
        pool.remaining -= quantity
        return True


def version_column(engine: Engine, quantity: int) -> bool:
    while True:
        with engine.begin() as connection:
            pool = connection.execute(select(Pool.remaining, Pool.version)).one()
            if pool.remaining < quantity:
                return False
            change = update(Pool).where(Pool.version == pool.version)
            new = change.values(remaining=pool.remaining - quantity, version=pool.version + 1)
            if connection.execute(new).rowcount:
                return True


def serializable(engine: Engine, quantity: int) -> bool:
    for attempt in range(5):
        try:
            return naive(engine.execution_options(isolation_level="SERIALIZABLE"), quantity)
        except OperationalError as error:
            if error.orig.sqlstate != "40001":
                raise
            time.sleep(random.uniform(0, 0.05) * 2**attempt)
    raise AssertionError("five conflicts in a row")


def advisory_lock(engine: Engine, quantity: int) -> bool:
    with Session(engine) as session, session.begin():
        session.execute(select(func.pg_advisory_xact_lock(1)))
        pool = session.get_one(Pool, 1)
        if pool.remaining < quantity:
            return False
        pool.remaining -= quantity
        return True


def nowait_retried(engine: Engine, quantity: int) -> bool:
    for _ in range(5):
        try:
            with Session(engine) as session, session.begin():
                pool = session.get_one(Pool, 1, with_for_update={"nowait": True})
                if pool.remaining < quantity:
                    return False
                pool.remaining -= quantity
                return True
        except OperationalError:
            time.sleep(random.uniform(0.01, 0.05))
    raise AssertionError("locked five times in a row")


def nowait(engine: Engine, quantity: int) -> bool:
    try:
        with Session(engine) as session, session.begin():
            session.get_one(Pool, 1, with_for_update={"nowait": True}).remaining -= quantity
            return True
    except OperationalError:
        return False


def lock_timeout(engine: Engine, quantity: int) -> bool:
    try:
        with Session(engine) as session, session.begin():
            session.execute(text("SET LOCAL lock_timeout = '50ms'"))
            session.get_one(Pool, 1, with_for_update=True).remaining -= quantity
            return True
    except OperationalError:
        return False


def skip_locked(engine: Engine, quantity: int) -> bool:
    with Session(engine) as session, session.begin():
        pool = session.scalars(select(Pool).with_for_update(skip_locked=True)).first()
        if pool is None:
            return False
        pool.remaining -= quantity
        return True


OVERSELLS = [naive, raw_naive, commits_as_text, autocommits, streams, threading_lock]
RIGHT = [
    *(atomic_update, atomic_autocommit, for_update, version_column, serializable, advisory_lock, nowait_retried),
]
EVERY_GATE: list[Policy] = [
    *(one_after_another(order) for order in ORDERS),
    *(after_first_read("pool", order) for order in ORDERS),
    *(before_commit(order) for order in ORDERS),
]


@pytest.mark.parametrize("sell", OVERSELLS)
def test_finds_the_lost_update(url: str, house: House, sell: Callable[..., bool]) -> None:
    calls = [(1,), (1,)]
    with Contest(url, [sell, sell]) as contest:
        for order in ORDERS:
            serial = always(contest, one_after_another(order), calls, house.open)
            assert sorted(serial.results) == [False, True]
            for gate in after_first_read("pool", order), before_commit(order):
                run = always(contest, gate, calls, house.open)
                assert (run.results, run.clean, house.stock) == ((True, True), True, 0)  # sold twice, taken once
                assert [step.kind for step in run.steps].count(Kind.COMMIT) == 2
        assert (True, True) in {run.results for run in contest.explore(calls, house.open)}


@pytest.mark.parametrize("sell", RIGHT)
def test_accepts_right_code(url: str, house: House, sell: Callable[..., bool]) -> None:
    with Contest(url, [sell, sell]) as contest:
        for stock, wanted in (1, (1, 1)), (2, (1, 1)), (5, (3, 3)), (5, (3, 2)):
            calls = [(quantity,) for quantity in wanted]
            reset = partial(house.open, stock)
            for policy in EVERY_GATE:
                run = always(contest, policy, calls, reset)
                assert is_right(run, stock, wanted, house.stock), run.schedule()
            for run in contest.explore(calls, reset):
                assert is_right(run, stock, wanted, house.stock), run.schedule()


def is_right(run: Run, stock: int, wanted: tuple[int, int], left: int) -> bool:
    sold = sum(quantity for quantity, told in zip(wanted, run.results, strict=True) if told)
    refused = [quantity for quantity, told in zip(wanted, run.results, strict=True) if not told]
    return run.clean and sold + left == stock and all(quantity > left for quantity in refused)


def add_conditionally(engine: Engine, seat_id: int) -> bool:
    with engine.begin() as connection:
        return _add_conditionally(connection, seat_id)


def add_conditionally_and_autocommit(engine: Engine, seat_id: int) -> bool:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return _add_conditionally(connection, seat_id)


def _add_conditionally(connection: Any, seat_id: int) -> bool:
    held = select(func.count()).select_from(Hold).where(Hold.customer_id == 1).scalar_subquery()
    row = select(literal(1), literal(seat_id), func.now()).where(held < 4)
    return connection.execute(insert(Hold).from_select(["customer_id", "seat_id", "expires_at"], row)).rowcount == 1


@pytest.mark.parametrize("add", [add_conditionally, add_conditionally_and_autocommit])
def test_finds_the_window_inside_one_statement(url: str, house: House, add: Callable[..., bool]) -> None:
    calls = [(8,), (9,)]
    with Contest(url, [add, add]) as contest:
        for order in ORDERS:
            always(contest, after_first_read("hold", order), calls, house.open)
            assert house.held == 4  # no statement does nothing but read, so that nobody is held
            always(contest, before_commit(order), calls, house.open)
            assert house.held == 5
        assert 5 in [house.held for _ in contest.explore(calls, house.open)]


def test_finds_write_skew(url: str, house: House) -> None:
    with Contest(url, [checkout.add_to_basket] * 2) as contest:
        for order in ORDERS:
            run = always(contest, after_first_read("hold", order), [(1, 8), (1, 9)], house.open)
            assert (run.results, house.held) == ((True, True), 5)


@pytest.mark.parametrize("seats", [((1, 2), (2, 1)), ((2, 1), (1, 2))])
def test_tells_a_deadlock_by_its_sqlstate(url: str, house: House, seats: tuple[tuple[int, ...], ...]) -> None:
    with Contest(url, [checkout.take_seats] * 2) as contest:
        run = always(contest, after_first_read("seat", (0, 1)), [(1, seats[0]), (2, seats[1])], house.open)
    assert run.sqlstates == ((1, "40P01"),)  # whoever closes the cycle
    assert run.results == (True, None)
    assert isinstance(run.ends[1].error, OperationalError)
    assert run.ends[1].error_name == "sqlalchemy.exc.OperationalError"
    assert run.left_open == ()


@pytest.mark.parametrize(
    ("sell", "sqlstates"), [(nowait, ((1, "55P03"),)), (lock_timeout, ((1, "55P03"),)), (skip_locked, ())]
)
def test_finds_a_false_refusal(url: str, house: House, sell: Callable[..., bool], sqlstates: object) -> None:
    with Contest(url, [sell, sell]) as contest:
        run = always(contest, after_first_read("pool", (0, 1)), [(1,), (1,)], partial(house.open, 2))
    assert (run.results, run.sqlstates, house.stock) == ((True, False), sqlstates, 1)


def test_three_contenders(url: str, house: House) -> None:
    calls = [(1,)] * 3
    with Contest(url, [for_update] * 3) as contest:
        for order in permutations(range(3)):
            for policy in after_first_read("pool", order), before_commit(order), script(order * 3):
                house.open(2)
                run = contest.run(policy, calls)  # which of two that wait is served first is PostgreSQL's choice
                assert sorted(run.results) == [False, True, True]
        assert contest.run(one_after_another((0, 1)), calls[:2]).results == (False, False)  # the third sits out
        explored = contest.explore(calls, partial(house.open, 2), limit=30)
        assert {sum(run.results) for run in explored} == {2}


def test_a_script_decides_each_step(url: str, house: House) -> None:
    house.open(stock=1)
    with Contest(url, [naive, naive]) as contest:
        run = contest.run(script([0, 1, 1, 0, 1, 0]), [(1,), (1,)])
    assert [(step.contender, step.kind.value) for step in run.steps if step.kind is not Kind.END] == [
        *((0, "read"), (1, "read"), (1, "write"), (0, "write"), (1, "commit"), (0, "commit")),
    ]
    blocked = run.steps[3]
    assert blocked.waited_for == (1,)
    assert blocked.ended is not None
    assert blocked.began < blocked.ended
    assert run.steps[0].values == {"remaining": 1, "version": 0}
    assert run.schedule("Ada", "Ben", width=34) == (
        "    | Ada                                | Ben\n"
        "  1 | SELECT … FROM pool WHERE event_id  |\n"
        "    |   = 1 -> remaining=1 version=0     |\n"
        "  2 |                                    | SELECT … FROM pool WHERE event_id\n"
        "    |                                    |   = 1 -> remaining=1 version=0\n"
        "  3 |                                    | UPDATE pool SET remaining=0 WHERE\n"
        "    |                                    |   event_id = 1 -> 1 row\n"
        "  4 | UPDATE pool SET remaining=0 WHERE  |\n"
        "    |   event_id = 1 … waits for Ben     |\n"
        "  5 |                                    | COMMIT\n"
        "  6 |                                    | returns True\n"
        "  7 | … goes on -> 1 row                 |\n"
        "  8 | COMMIT                             |\n"
        "  9 | returns True                       |"
    )


# Contenders that end badly


def test_a_lock_outside_the_database_is_reported(url: str, house: House) -> None:
    with Contest(url, [file_lock, file_lock]) as contest:
        run = always(contest, after_first_read("pool", (0, 1)), [(1,), (1,)], house.open)
    assert run.results == (True, False)
    assert run.waited_outside == (1,)
    assert not run.clean


def never_commits(engine: Engine) -> bool:
    connection = engine.connect()
    connection.execute(update(Pool).values(remaining=0))
    _kept.append(connection)
    return True


def keeps_a_session_lock(engine: Engine) -> bool:
    with engine.connect() as connection:
        connection.execute(select(func.pg_advisory_lock(7)))
        return True


_kept: list[Any] = []


def test_what_is_left_open(url: str, house: House) -> None:
    with Contest(url, [never_commits, never_commits]) as contest:
        house.open()
        run = contest.run(one_after_another((0,)), [()])
        assert (run.left_open, run.results) == ((0,), (True,))
        run = always(contest, one_after_another((0, 1)), reset=house.open)  # and nothing is left of it
        assert [end.how for end in run.ends] == [How.RETURNED, How.STUCK]
        assert "lock held by contender 0" in run.ends[1].note
    with Contest(url, [keeps_a_session_lock] * 2) as contest:
        run = always(contest, one_after_another((1, 0)))
        assert run.left_locked == (1,)
        assert [end.how for end in run.ends] == [How.STUCK, How.RETURNED]


def raises(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("SELECT 1 / 0"))


class OddError(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def raises_oddly(engine: Engine) -> None:
    raise OddError(1, 2)


def test_what_is_raised_comes_back(url: str) -> None:
    with Contest(url, [raises, raises_oddly, lambda engine: sys.exit(3), lambda engine: threading.Lock()]) as contest:
        run = contest.run(one_after_another(range(4)))
    divided, odd, left, locked = run.ends
    assert isinstance(divided.error, DBAPIError)
    assert run.sqlstates == ((0, "22012"),)
    assert (divided.frames[0].function, divided.frames[0].code) == (
        "raises",
        'connection.execute(text("SELECT 1 / 0"))',
    )
    assert "division by zero" in divided.traceback
    assert odd.error is None
    assert odd.error_name.endswith(".OddError")
    assert isinstance(left.error, SystemExit)
    assert "lock" in repr(locked.value)


def dies(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(update(Pool).values(remaining=0))
        os._exit(3)


def is_killed(engine: Engine) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_contender_that_dies_is_replaced(url: str, house: House) -> None:
    with Contest(url, [dies, naive]) as contest:
        run = always(contest, after_first_read("pool", (0, 1)), [(), (1,)], house.open)
    assert (run.ends[0].how, run.ends[0].note) == (How.DIED, "exit status 3")
    assert run.results[1] is True
    with Contest(url, [is_killed]) as contest:
        assert contest.run(one_after_another((0,))).ends[0].note == "killed by SIGKILL"


def forks(engine: Engine, quantity: int) -> bool:
    if os.fork() == 0:
        return naive(engine, quantity)
    os.wait()
    return naive(engine, quantity)


def test_a_contender_that_forks_is_told(url: str, house: House) -> None:
    house.open()
    with Contest(url, [forks]) as contest:
        run = contest.run(one_after_another((0,)), [(1,)])
    assert run.results == (True,)
    assert run.ends[0].forked


def blocks_itself(engine: Engine) -> None:
    with engine.begin() as one, engine.begin() as other:
        one.execute(update(Pool).values(remaining=0))
        other.execute(update(Pool).values(remaining=0))


def spins(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(select(Pool))
    while True:
        pass


def retries_for_ever(engine: Engine) -> None:
    while True:
        with engine.begin() as connection:
            connection.execute(select(Pool))
        time.sleep(60)


def test_a_stuck_contender_is_given_up(url: str, house: House) -> None:
    house.open()
    for function, note in (
        (blocks_itself, "in UPDATE pool SET remaining=0, waiting for a lock held by itself"),
        (spins, "running outside the database after 3 s"),
        (retries_for_ever, " after 3 s"),
    ):
        # Long enough to reach the function on a busy machine: who is stuck earlier has no frame of it.
        with Contest(url, [function], seconds=3) as contest:
            [end] = contest.run(one_after_another((0,))).ends
            assert end.how is How.STUCK
            assert end.note.endswith(note)
            assert end.frames[0].function == function.__name__


def uses_its_own_engine(engine: Engine, quantity: int) -> bool:
    own = create_engine(engine.url)
    try:
        return naive(own, quantity)
    finally:
        own.dispose()


def test_an_engine_of_its_own_is_not_held(url: str, house: House) -> None:
    house.open()
    with Contest(url, [uses_its_own_engine]) as contest:
        run = contest.run(one_after_another((0,)), [(1,)])
    assert run.results == (True,)
    assert [step.kind for step in run.steps] == [Kind.END]


def test_a_spinning_contender_lets_others_pass(url: str, house: House) -> None:
    def spin(engine: Engine) -> int:
        for tries in count():
            with engine.begin() as connection:
                if connection.scalar(select(Pool.remaining)) == 0:
                    return tries
        return -1

    with Contest(url, [spin, atomic_update]) as contest:
        run = always(contest, one_after_another((0, 1)), [(), (1,)], house.open)
    assert run.results[1] is True


def test_a_plain_role_will_do(url: str, house: House) -> None:
    role = f"plain_{os.getpid()}"
    with house.engine.begin() as connection:
        schema = connection.scalar(text("SELECT current_schema()"))
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
        connection.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {role}"))
        connection.execute(text(f"GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA {schema} TO {role}"))
    try:
        plain = make_url(url).set(username=role).render_as_string(hide_password=False)
        with Contest(plain, [checkout.take_seats] * 2) as contest:
            house.open()
            run = contest.run(after_first_read("seat", (0, 1)), [(1, (1, 2)), (2, (2, 1))])
        assert [sqlstate for _, sqlstate in run.sqlstates] == ["40P01"]
        assert sorted(end.how for end in run.ends) == [How.RAISED, How.RETURNED]
        with Contest(plain, [never_commits, never_commits]) as contest:
            assert contest.run(one_after_another((0, 1))).left_open == (0,)
    finally:
        with house.engine.begin() as connection:
            connection.execute(text(f"DROP OWNED BY {role}; DROP ROLE {role}"))


@pytest.mark.parametrize("carrier", ["process", "thread"])
def test_a_contender_that_cannot_connect(url: str, house: House, carrier: Literal["process", "thread"]) -> None:
    role = f"lonely_{os.getpid()}"
    with house.engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN CONNECTION LIMIT 1"))
    lonely = make_url(url).set(username=role).render_as_string(hide_password=False)
    try:
        with (
            pytest.raises(RuntimeError, match="contender 0 could not start"),
            Contest(lonely, [naive], carrier=carrier),
        ):
            pass
    finally:
        with house.engine.begin() as connection:
            connection.execute(text(f"DROP ROLE {role}"))


# In threads


def test_threads_of_a_notebook(url: str, house: House) -> None:
    with Contest(url, [naive, naive], carrier="thread") as contest:
        for order in ORDERS:
            run = always(contest, after_first_read("pool", order), [(1,), (1,)], house.open)
            assert run.results == (True, True)
        serial = contest.run(one_after_another((0, 1)), [(1,), (1,)])
        assert serial.results == (False, False)
    with Contest(url, [serializable, serializable], carrier="thread") as contest:
        run = always(contest, after_first_read("pool", (0, 1)), [(1,), (1,)], house.open)
        assert sorted(run.results) == [False, True]
        assert run.clean


def test_a_lock_between_threads_does_protect(url: str, house: House) -> None:
    house.open()
    with Contest(url, [threading_lock, threading_lock], carrier="thread") as contest:
        run = contest.run(after_first_read("pool", (0, 1)), [(1,), (1,)])
    assert run.results == (True, False)
    assert run.waited_outside == (1,)


def test_a_stuck_thread_is_given_up(url: str, house: House) -> None:
    house.open()
    with Contest(url, [never_commits, naive], carrier="thread") as contest:
        run = contest.run(one_after_another((0, 1)), [(), (1,)])
        assert run.ends[1].how is How.STUCK
        house.open()
        assert contest.run(one_after_another((1, 0)), [(), (1,)]).results == (True, True)
    _kept.clear()


# Reading statements


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("-- a comment\nSELECT 1", Kind.READ),
        ("(SELECT 1) UNION (SELECT 2)", Kind.READ),
        ("WITH seen AS (SELECT 1 FROM pool FOR UPDATE) SELECT * FROM seen", Kind.READ),
        ("WITH gone AS (DELETE FROM hold RETURNING *) SELECT * FROM gone", Kind.WRITE),
        ("INSERT INTO hold SELECT 1", Kind.WRITE),
        ("commit /* now */", Kind.COMMIT),
        ("END", Kind.COMMIT),
        ("UPDATE pool SET remaining = 0; COMMIT", Kind.COMMIT),
        ("ROLLBACK TO SAVEPOINT a", Kind.OTHER),
        ("ROLLBACK", Kind.ROLLBACK),
        ("DO $$ BEGIN UPDATE pool SET remaining = 0; END $$", Kind.OTHER),
        ("SELECT 'a; COMMIT'", Kind.READ),
        ("", Kind.OTHER),
    ],
)
def test_classify(statement: str, kind: Kind) -> None:
    assert classify(statement)[0] is kind


def test_names_are_code() -> None:
    assert "pool" in classify('SELECT * FROM "pool"')[1]
    assert "pool" not in classify("SELECT 'pool' -- pool\n FROM event")[1]


@pytest.mark.parametrize(
    ("statement", "parameters", "short"),
    [
        (
            "SELECT pool.event_id AS event_id, pool.version AS v \nFROM pool WHERE pool.event_id = %(pk)s::INTEGER",
            {"pk": 7},
            "SELECT … FROM pool WHERE event_id = 7",
        ),
        ("UPDATE pool SET remaining=%s WHERE name = %s", (0, "Ada"), "UPDATE pool SET remaining=0 WHERE name = …"),
        (
            "INSERT INTO hold (id, at) VALUES (%(id)s, now()) ON CONFLICT DO NOTHING RETURNING hold.id",
            {"id": 1},
            "INSERT INTO hold ON CONFLICT DO NOTHING",
        ),
        ("UPDATE pool SET remaining=%(left)s", None, "UPDATE pool SET remaining=…"),
    ],
)
def test_shorten(statement: str, parameters: Any, short: str) -> None:
    assert shorten(statement, parameters) == short


# Nothing is left


def test_nothing_is_left_behind(url: str) -> None:
    before = psutil.Process().children()
    with Contest(url, [naive, naive]):
        assert len(psutil.Process().children()) == len(before) + 2
    assert psutil.Process().children() == before


_ORPHANS = """
import os, sys, time
from coursekit.probes.transactions import Contest, one_after_another

def spin(engine):
    print(os.getpid(), flush=True)
    while True:
        pass

with Contest(sys.argv[1], [spin], seconds=60) as contest:
    contest.run(one_after_another((0,)))
"""


def test_contenders_end_with_a_killed_coordinator(url: str) -> None:
    with subprocess.Popen([sys.executable, "-c", _ORPHANS, url], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        contender = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    deadline = time.monotonic() + 30
    while contender.is_running() and contender.status() != psutil.STATUS_ZOMBIE:  # init may take its time to reap
        assert time.monotonic() < deadline
        time.sleep(0.01)
