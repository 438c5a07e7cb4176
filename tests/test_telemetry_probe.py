"""The telemetry probe: spans, scrapes and log lines as values; PromQL answered by whichever engine there is."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import psutil
import pytest
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Link as SdkLink
from opentelemetry.trace import SpanKind, Status, StatusCode
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from coursekit.probes.telemetry import (
    Embedded,
    Engine,
    History,
    Receiver,
    Series,
    Server,
    Span,
    from_sdk,
    parse_exposition,
    parse_logs,
    query,
    shape,
    traces,
)

needs_prometheus = pytest.mark.skipif(
    not (shutil.which("prometheus") and shutil.which("promtool")), reason="no prometheus and promtool on the PATH"
)


def one_evening(provider: TracerProvider) -> None:
    """Two checkouts alike, and a worker in the second's trace with a link to the first."""
    tracer = provider.get_tracer("test")
    contexts = []
    for _ in range(2):
        with tracer.start_as_current_span("checkout", kind=SpanKind.SERVER, attributes={"seats": 2}) as checkout:
            contexts.append(checkout.get_span_context())
            with tracer.start_as_current_span("charge") as charge:
                charge.set_status(Status(StatusCode.ERROR, "declined"))
    with tracer.start_as_current_span("issue", links=[SdkLink(contexts[0])], attributes={"rows": ["A", "B"]}):
        pass


def test_the_receiver_decodes_what_the_exporter_sends() -> None:
    with Receiver() as receiver:
        provider = TracerProvider(resource=Resource({"service.name": "curtain"}))
        exporter = OTLPSpanExporter(endpoint=receiver.endpoint, compression=Compression.Gzip)
        provider.add_span_processor(SimpleSpanProcessor(exporter))
        one_evening(provider)
        spans = receiver.wait_for(5)
        provider.shutdown()
    checkout, charge, *_, issue = spans
    assert [checkout.name, checkout.kind, checkout.service] == ["checkout", "SERVER", "curtain"]
    assert checkout.attributes == {"seats": 2} and issue.attributes == {"rows": ("A", "B")}
    assert (charge.status, charge.description, charge.parent_id) == ("ERROR", "declined", checkout.span_id)
    assert charge.trace_id == checkout.trace_id and len(charge.trace_id) == 32
    assert issue.links[0].span_id == checkout.span_id
    assert checkout.start <= charge.start <= charge.end <= checkout.end


def test_a_shape_is_the_same_every_run() -> None:
    def run() -> str:
        exporter, provider = InMemorySpanExporter(), TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(exporter))
        one_evening(provider)
        return shape(from_sdk(exporter.get_finished_spans()))

    assert run() == run()
    assert run() == ("checkout (2 times)\n  charge, ERROR\nissue, linked to checkout")


def test_a_shape_tells_of_missing_parents_and_other_services() -> None:
    spans = [
        Span("checkout", "1" * 32, "a" * 16, service="web"),
        Span("issue", "1" * 32, "b" * 16, parent_id="a" * 16, service="worker"),
        Span("issue", "2" * 32, "c" * 16, parent_id="f" * 16, service="worker"),
    ]
    drawn = "checkout [web]\n  issue [worker]\nissue [worker] (its parent is missing)"
    assert shape(spans) == drawn == shape(reversed(spans))


def test_waiting_for_spans_has_an_end() -> None:
    with Receiver() as receiver, pytest.raises(TimeoutError, match="0 spans came, 1 "):
        receiver.wait_for(1, seconds=0.01)


def test_a_receiver_is_gone_after_its_block() -> None:
    before = threading.active_count()
    with Receiver() as receiver:
        request = Request(receiver.endpoint.replace("traces", "metrics"), data=b"")
        with pytest.raises(URLError, match="404"):
            urlopen(request)
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() == before
    with pytest.raises(URLError):
        urlopen(receiver.endpoint)


def test_a_connection_ends_with_its_receiver() -> None:
    with Receiver() as receiver:
        place = urlsplit(receiver.endpoint)
        sender = HTTPConnection(place.hostname or "", place.port)
        sender.request("POST", place.path, b"")
        assert sender.getresponse().read() == b""
    with pytest.raises(OSError):
        sender.request("POST", place.path, b"")
        sender.getresponse()


@pytest.mark.parametrize("linger", [(0, 0), (1, 0)], ids=["closed in the middle", "reset"])
def test_a_sender_that_is_killed_leaves_nothing_on_stderr(
    linger: tuple[int, int], capfd: pytest.CaptureFixture[str]
) -> None:
    before = threading.active_count()
    with Receiver() as receiver:
        port = urlsplit(receiver.endpoint).port
        with socket.create_connection(("127.0.0.1", port)) as sender:
            sender.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", *linger))
            sender.sendall(b"POST /v1/traces HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf")
            _wait_until(lambda: threading.active_count() == before + 2)  # somebody reads what is sent
        _wait_until(lambda: threading.active_count() == before + 1)
        assert receiver.spans() == ()
    assert capfd.readouterr().err == ""


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def exposed() -> str:
    registry = CollectorRegistry()
    orders = Counter("orders", "Orders.", ["pod", "outcome"], registry=registry)
    orders.labels("a", "sold").inc(3)
    orders.labels("b", "sold").inc(4)
    orders.labels("b", 'say "no"\\').inc()
    Gauge("tickets_created", "A gauge that happens to be called so.", registry=registry).set(7)
    Histogram("checkout_seconds", "Time.", buckets=(0.1, 1), registry=registry).observe(0.5)
    return generate_latest(registry).decode()


def test_a_scrape_is_series_without_created() -> None:
    scrape = parse_exposition(exposed())
    assert len(scrape) == 3 + 1 + 5
    assert scrape.value("orders_total") == 8 and scrape.value("orders_total", pod="b", outcome="sold") == 4
    assert scrape.value("nothing_total") == 0
    assert scrape.count_by_name() == {
        "checkout_seconds_bucket": 3,
        "checkout_seconds_count": 1,
        "checkout_seconds_sum": 1,
        "orders_total": 3,
        "tickets_created": 1,
    }
    assert [str(series) for series in scrape.series("orders_total")] == [
        'orders_total{outcome="say \\"no\\"\\\\",pod="b"}',
        'orders_total{outcome="sold",pod="a"}',
        'orders_total{outcome="sold",pod="b"}',
    ]
    assert str(scrape.series("tickets_created")[0]) == "tickets_created"


def test_log_lines_meet_their_spans() -> None:
    spans = [Span("checkout", "1" * 32, "a" * 16), Span("checkout", "2" * 32, "b" * 16)]
    lines = [
        {"event": "sold", "level": "info", "trace_id": "2" * 32, "span_id": "b" * 16, "order": 7},
        {"message": "started"},
    ]
    logs = parse_logs("\n".join(map(json.dumps, lines)) + "\n\n")
    assert [(line.event, line.level, line.fields.get("order")) for line in logs] == [
        ("sold", "info", 7),
        ("started", "", None),
    ]
    joined = traces(spans, logs)
    assert [(trace.spans, trace.logs) for trace in joined.values()] == [((spans[0],), ()), ((spans[1],), (logs[0],))]


@pytest.mark.parametrize("line", ["Traceback (most recent call last):", "[1]"])
def test_a_line_that_is_no_object_is_quoted(line: str) -> None:
    with pytest.raises(ValueError, match="this log line is no JSON object"):
        parse_logs([line])


@pytest.fixture(scope="module", params=["embedded", pytest.param("server", marks=needs_prometheus)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "embedded":
        yield Embedded()
        return
    server = Server()
    yield server
    server.close()


@pytest.fixture(scope="module")
def history() -> History:
    """An hour, scraped every 15 s: pod a counts 2/s, pod b 1/s and restarts each 10 minutes; latencies 0.1 to 1 s."""
    history = History()
    for at in range(0, 3600, 15):
        history.add(at, 2 * at, "orders_total", pod="a")
        history.add(at, at % 600, "orders_total", pod="b")
        for bound, share in (("0.1", 0.5), ("1.0", 0.9), ("+Inf", 1.0)):
            history.add(at, at * share, "seconds_bucket", le=bound)
    return history


QUESTIONS = {
    "sum(rate(orders_total[10m]))": 3.0,
    "sum(increase(orders_total[30m]))": 5400.0,
    "histogram_quantile(0.7, sum by (le) (rate(seconds_bucket[5m])))": 0.55,
    'sum(rate(orders_total{pod="b"}[10m])) / sum(rate(orders_total[10m]))': 1 / 3,
    "1 + 1": 2.0,
}


@pytest.mark.parametrize("promql", QUESTIONS)
def test_every_engine_gives_the_same_answer(engine: Engine, history: History, promql: str) -> None:
    assert query(promql, history, at=3585, engine=engine).value == pytest.approx(QUESTIONS[promql], rel=0.03)


def test_an_answer_has_labels_and_names_its_engine(engine: Engine, history: History) -> None:
    answer = query("orders_total", history, at=3585, engine=engine)
    assert answer.values == {
        (("__name__", "orders_total"), ("pod", "a")): 7170,
        (("__name__", "orders_total"), ("pod", "b")): 585,
    }
    assert answer.engine == engine.name
    with pytest.raises(ValueError, match="2 values, not one"):
        assert answer.value


def test_a_server_that_runs_already_is_not_asked_and_the_answer_says_so(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PROMETHEUS_URL", raising=False)
    usual = query("sum(orders_total)", history, at=3585)
    monkeypatch.setenv("PROMETHEUS_URL", "http://127.0.0.1:9")  # nobody listens there
    answer = query("sum(orders_total)", history, at=3585)
    assert answer.values == usual.values and answer.engine.startswith(f"{usual.engine} (PROMETHEUS_URL is set")
    assert query("1", history, at=1, engine=Embedded()).engine == Embedded.name


def test_a_history_that_grew_is_asked_anew(engine: Engine) -> None:
    history = History()
    history.scrape(0, exposed(), job="curtain")
    assert query('sum(orders_total{job="curtain"})', history, at=1, engine=engine).value == 8
    history.add(2, 10, "orders_total", pod="c", job="curtain")
    assert query('sum(orders_total{job="curtain"})', history, at=3, engine=engine).value == 18
    assert query("no_such_metric", history, at=3, engine=engine).values == {}


def test_what_is_no_promql_is_refused(engine: Engine, history: History) -> None:
    with pytest.raises(ValueError, match="does not take 'rate\\('"):
        query("rate(", history, at=10, engine=engine)


@needs_prometheus
def test_a_history_that_prometheus_refuses_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    history = History()
    history.add(1, 1, "no such name")
    with pytest.raises(ValueError, match="does not take this history: getting"):
        query("1", history, at=1, engine=Server())
    assert not list(tmp_path.iterdir())


@needs_prometheus
def test_the_server_ends_with_the_process_that_asked() -> None:
    program = (
        "import time; from coursekit.probes.telemetry import *; h = History(); h.add(1, 1, 'x')\n"
        "print(query('x', h, at=1, engine=Server()).value, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "1.0\n"
        below = psutil.Process(process.pid).children(recursive=True)
        assert any(child.name() == "prometheus" for child in below)
        os.kill(process.pid, signal.SIGKILL)
    _, alive = psutil.wait_procs(below, timeout=10)
    assert not alive


def test_a_series_reads_as_promql() -> None:
    assert str(Series.of("up", {"b": "2", "a": "1"})) == 'up{a="1",b="2"}'
