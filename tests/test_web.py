"""Curtain as processes: what customers are told, what the processes tell of themselves, and that they end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest
from opentelemetry import propagate, trace
from opentelemetry.sdk.trace import TracerProvider
from sqlalchemy import Engine, create_engine, func, select

from boxoffice import outbox
from boxoffice.customers import crowd, order
from boxoffice.evening import open_evening
from boxoffice.house import House
from boxoffice.models import Order
from boxoffice.obolus.server import Fault
from boxoffice.processes import Process, Settings
from boxoffice.tickets import NotPaid, Ticket, issue
from coursekit import postgres
from coursekit.probes.telemetry import Receiver, parse_exposition, parse_logs, shape

PATIENCE = 60.0  # seconds; nothing takes that long, but this machine may be busy


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with postgres.scratch(postgres.url()) as url:
        yield url


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = create_engine(database)
    open_evening(engine, customers=50)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def obolus(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    log = tmp_path_factory.mktemp("obolus") / "log"
    with Process("boxoffice.vendor", Settings(database, str(log))) as process:
        yield process


def settings(database: str, log: Path, obolus: Process, **different: object) -> Settings:
    url = f"http://127.0.0.1:{obolus.ports['http']}"
    return Settings(database, str(log), obolus=url, **{"patience": 0.5, **different})  # type: ignore[arg-type]


def until(condition: object, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def metrics(process: Process) -> str:
    with urlopen(f"http://127.0.0.1:{process.ports['metrics']}/metrics", timeout=PATIENCE) as response:
        return str(response.read().decode())


def test_an_order_is_one_trace_over_three_processes(
    engine: Engine, database: str, obolus: Process, tmp_path: Path
) -> None:
    with (
        Receiver() as receiver,
        Process(
            "boxoffice.web", settings(database, tmp_path / "web", obolus, collectors=(receiver.endpoint,))
        ) as checkout,
        Process(
            "boxoffice.worker", settings(database, tmp_path / "worker", obolus, collectors=(receiver.endpoint,))
        ) as worker,
    ):
        port = checkout.ports["http"]
        assert port
        headers: dict[str, str] = {}
        with TracerProvider().get_tracer("test").start_as_current_span("click") as click:
            propagate.inject(headers)
        assert order(port, 1, headers).told == "paid"
        obolus.tell(["TIMEOUT_AFTER_CHARGING", "DECLINED", "UNAVAILABLE"])
        replies = [order(port, customer_id) for customer_id in (2, 3, 4)]
        assert [(reply.status, reply.told) for reply in replies] == [
            (200, "accepted"),
            (200, "declined"),
            (500, "error"),
        ]
        spans = receiver.wait_for(12, seconds=PATIENCE)
        until(lambda: not outbox.waiting(engine), "the outbox is emptied")
        counted = parse_exposition(metrics(checkout))
        assert {each: counted.value("curtain_orders_total", told=each) for each in ("accepted", "error")} == {
            "accepted": 1,
            "error": 1,
        }
        assert parse_exposition(metrics(worker)).value("curtain_tickets_total", outcome="failed") == 1
    ours = trace.format_trace_id(click.get_span_context().trace_id)
    assert shape(spans).splitlines() == [
        "checkout [checkout]",
        "  charge",
        "checkout [checkout]",
        "  charge, ERROR",
        "  publish",
        "    issue ticket [worker], ERROR",
        "checkout [checkout] (its parent is missing)",
        "  charge",
        "  publish",
        "    issue ticket [worker]",
        "checkout [checkout], ERROR",
        "  charge, ERROR",
    ]
    assert sum(span.trace_id == ours for span in spans) == 4
    assert not any(span.events for span in spans)
    lines = parse_logs((tmp_path / "web").read_text() + (tmp_path / "worker").read_text())
    events = [(line.event, line.fields.get("customer_id")) for line in lines]
    assert sorted(events, key=str) == [
        ("no reply from Obolus", 2),
        ("order failed", 4),
        ("order placed", 1),
        ("order placed", 2),
        ("order placed", 3),
        ("ticket failed", None),
        ("ticket issued", None),
    ]
    assert all(line.trace_id for line in lines)
    (failed,) = [line for line in lines if line.event == "order failed"]
    assert failed.fields["error"] == "ApiError"
    with engine.connect() as connection:
        assert connection.scalar(select(Order.customer_id).where(Order.id == failed.fields["order_id"])) == 4
    assert any("place_order" in place for place in failed.fields["stack"])
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Ticket)) == 1


def test_an_order_that_cannot_be_read_is_answered_counted_and_logged(
    engine: Engine, database: str, obolus: Process, tmp_path: Path
) -> None:
    with Process("boxoffice.web", settings(database, tmp_path / "web", obolus)) as checkout:
        for body in (b"two, please", b'{"quantity": 2}'):
            with pytest.raises(HTTPError, match="500"):
                urlopen(f"http://127.0.0.1:{checkout.ports['http']}/orders", body, PATIENCE)
        assert parse_exposition(metrics(checkout)).value("curtain_orders_total", told="error") == 2
    lines = parse_logs((tmp_path / "web").read_text())
    assert [(line.event, line.fields["error"]) for line in lines] == [
        ("order failed", "JSONDecodeError"),
        ("order failed", "KeyError"),
    ]


def test_a_worker_that_does_not_reach_its_outbox_looks_again(
    engine: Engine, database: str, obolus: Process, tmp_path: Path
) -> None:
    log = tmp_path / "worker"
    with Process("boxoffice.worker", settings(database, log, obolus)) as worker:
        assert worker.ports
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE outbox RENAME TO lost")
        until(lambda: "outbox not reached" in log.read_text(), "the worker says that it does not reach the outbox")
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE lost RENAME TO outbox")
            connection.exec_driver_sql(
                "INSERT INTO orders (id, customer_id, event_id, quantity, cents, status, idempotency_key) "
                "VALUES (1, 1, 1, 1, 1, 'accepted', '1')"
            )
            outbox.put(connection, 1, {})
        until(lambda: "ticket failed" in log.read_text(), "the worker goes on")


def test_without_telemetry_it_sells_and_says_nothing(
    engine: Engine, database: str, obolus: Process, tmp_path: Path
) -> None:
    with Process("boxoffice.web", settings(database, tmp_path / "web", obolus, watched=False)) as checkout:
        assert {reply.told for reply in crowd(checkout.ports["http"] or 0, range(1, 21))} == {"paid"}
    assert {line.split(" ", 2)[2] for line in (tmp_path / "web").read_text().splitlines()} == {"INFO order placed"}


def test_a_busy_port_and_dead_collectors_do_no_harm(
    engine: Engine, database: str, obolus: Process, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, socket.create_server(("127.0.0.1", 0)) as busy:
        closed = socket.create_server(("127.0.0.1", 0))
        dead = closed.getsockname()[1]
        closed.close()
        collectors = tuple(f"http://127.0.0.1:{port}/v1/traces" for port in (silent.getsockname()[1], dead))
        taken = busy.getsockname()[1]
        harmed = settings(database, tmp_path / "web", obolus, collectors=collectors, metrics_port=taken)
        with Process("boxoffice.web", harmed) as checkout:
            assert checkout.ports["metrics"] is None
            assert {reply.told for reply in crowd(checkout.ports["http"] or 0, range(1, 21))} == {"paid"}
    assert "metrics port taken" in {line.event for line in parse_logs((tmp_path / "web").read_text())}


def test_messages_are_delivered_until_they_are_done(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO orders (id, customer_id, event_id, quantity, cents, status, idempotency_key) "
            "SELECT n, 1, 1, 1, 1, 'paid', n::text FROM generate_series(1, 3) AS n"
        )
        for order_id in (1, 2, 3):
            outbox.put(connection, order_id, {"traceparent": f"of {order_id}"})
    with pytest.raises(RuntimeError), outbox.taken(engine, 10):
        raise RuntimeError("died at work")
    with outbox.taken(engine, 2) as first, outbox.taken(engine, 2) as others:
        assert [message.order_id for message in first] == [1, 2]
        assert [(message.order_id, dict(message.context)) for message in others] == [(3, {"traceparent": "of 3"})]
        assert outbox.waiting(engine) == 3
    assert outbox.waiting(engine) == 0
    with pytest.raises(NotPaid):
        issue(engine, 1)


def test_processes_are_gone_with_a_parent_that_was_killed(
    engine: Engine, database: str, obolus: Process, tmp_path: Path
) -> None:
    told = json.dumps([database, str(tmp_path / "log"), obolus.ports["http"]])
    script = (
        "import json, sys, time\n"
        "from boxoffice.processes import Process, Settings\n"
        "database, log, port = json.loads(sys.argv[1])\n"
        "settings = Settings(database, log, obolus=f'http://127.0.0.1:{port}')\n"
        "started = [Process('boxoffice.' + name, settings) for name in ('vendor', 'web', 'worker')]\n"
        "print(json.dumps([bool(each.ports) for each in started]), flush=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, told], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        assert json.loads(parent.stdout.readline()) == [True, True, True]
    children = psutil.Process(parent.pid).children(recursive=True)
    assert len(children) == 3
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    gone, alive = psutil.wait_procs(children, timeout=PATIENCE)
    assert (len(gone), alive) == (3, [])


def test_a_process_that_cannot_start_says_why(tmp_path: Path) -> None:
    with (
        Process("boxoffice.nothing", Settings("", str(tmp_path / "log"))) as process,
        pytest.raises(RuntimeError) as raised,
    ):
        print(process.ports)
    assert "boxoffice.nothing" in str(raised.value)


def test_a_house_sells_until_the_queue_is_empty_and_loses_the_reply_that_it_is_told_to(
    database: str, engine: Engine
) -> None:
    with House(database) as house:
        house.obolus.script([None, Fault.CLOSED_AFTER_CHARGING])
        replies = house.sell(customers=3, at_once=1)
        assert [reply.told for reply in replies] == ["paid", "accepted", "paid"]
        assert len(house.obolus.charges) == 3
        assert outbox.waiting(engine) == 0
        with engine.connect() as connection:
            ticketed = connection.scalars(select(Ticket.order_id).order_by(Ticket.order_id)).all()
        assert ticketed == [replies[0].order_id, replies[2].order_id]
