"""A probe for what a service tells of itself: spans, metrics and log lines, judged by shape and never by ids or times.

Spans come from a `Receiver`, an OTLP collector in the process, or `from_sdk`; `shape` draws their trees. A scrape's
text becomes series with `parse_exposition`, log lines become values with `parse_logs`, and `traces` joins them with
spans. `query` evaluates PromQL over a `History` of scrapes, and tells which engine has answered.

    with Receiver() as receiver:
        provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(endpoint=receiver.endpoint)))
        ...
        print(shape(receiver.wait_for(3)))

    history = History()
    history.scrape(0, text, pod="a")
    print(query("sum(increase(orders_total[5m]))", history, at=300).value)
"""

from coursekit.probes.telemetry.exposition import Labels, Scrape, Series, parse_exposition
from coursekit.probes.telemetry.history import History
from coursekit.probes.telemetry.logs import LogLine, Trace, parse_logs, traces
from coursekit.probes.telemetry.query import Answer, Embedded, Engine, query
from coursekit.probes.telemetry.receiver import Receiver
from coursekit.probes.telemetry.server import Server
from coursekit.probes.telemetry.spans import Link, Span, from_sdk, shape

__all__ = [
    "Answer",
    "Embedded",
    "Engine",
    "History",
    "Labels",
    "Link",
    "LogLine",
    "Receiver",
    "Scrape",
    "Series",
    "Server",
    "Span",
    "Trace",
    "from_sdk",
    "parse_exposition",
    "parse_logs",
    "query",
    "shape",
    "traces",
]
