"""A real Prometheus for a history of samples: its files are backfilled, and it ends with the process that asked."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from coursekit.probes.telemetry.history import History

_START_WITHIN = 20.0  # seconds
# The shell waits for the end of its standard input, whose other end this process alone holds: however that ends, the
# server is stopped and its folder removed.
_KEEPER = 'folder=$1; shift; "$@" 2>"$folder/log" & server=$!; cat; kill $server; wait $server; rm -rf "$folder"'


class Server:
    """The engine of a `prometheus` on the PATH; serves one history at a time, over HTTP on the loopback."""

    def __init__(self) -> None:
        told = subprocess.run(["prometheus", "--version"], capture_output=True, text=True, check=True)
        found = re.search(r"version (\d[\d.]*)", told.stdout + told.stderr)
        self.name = f"Prometheus {found[1] if found else 'of unknown version'}"
        self._lock = threading.Lock()
        self._served: tuple[History, int] | None = None
        self._keeper: subprocess.Popen[bytes] | None = None
        self._url = ""

    def evaluate(self, promql: str, history: History, at: float) -> dict[str, Any]:
        """Evaluate as of one moment. A history that has changed is loaded into a new server.

        Raises:
            ValueError: Prometheus refuses the query, or what is to be asked about.
        """
        with self._lock:
            self._serve(history)
            try:
                parameters = urlencode({"query": promql, "time": at})
                with urlopen(f"{self._url}/api/v1/query?{parameters}") as response:
                    data: dict[str, Any] = json.load(response)["data"]
            except HTTPError as error:
                raise ValueError(f"{self.name} does not take {promql!r}: {json.load(error)['error']}") from error
            return data

    def close(self) -> None:
        """Stop the server, if one runs."""
        if self._keeper is not None:
            self._keeper.communicate()
        self._keeper = self._served = None

    def _serve(self, history: History) -> None:
        if self._served is not None and self._served[0] is history and self._served[1] == len(history):
            return
        self.close()
        folder = Path(tempfile.mkdtemp(prefix="prometheus-"))
        text, config, data = folder / "history.om", folder / "prometheus.yml", folder / "data"
        text.write_text(history.openmetrics(), encoding="utf-8")
        config.write_text("global: {}\n", encoding="utf-8")
        backfill = ["promtool", "tsdb", "create-blocks-from", "openmetrics", "--quiet", str(text), str(data)]
        made = subprocess.run(backfill, capture_output=True, text=True)
        if made.returncode:
            shutil.rmtree(folder)
            raise ValueError(f"{self.name} does not take this history: {made.stderr.strip()}")
        self._keeper = subprocess.Popen(
            [
                *("sh", "-c", _KEEPER, "keeper", str(folder), "prometheus"),
                *(f"--config.file={config}", f"--storage.tsdb.path={data}"),
                *("--storage.tsdb.retention.time=100y", "--web.listen-address=127.0.0.1:0"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # the interrupt that stops a cell must not stop the server
        )
        self._url = _address(folder / "log")
        self._served = history, len(history)


def _address(log: Path) -> str:
    """Wait until the server says where it listens and that it is ready."""
    deadline = time.monotonic() + _START_WITHIN
    while time.monotonic() < deadline:
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        if found := re.search(r'Listening on".*?\baddress=(127\.0\.0\.1:\d+)', text):
            try:
                with urlopen(f"http://{found[1]}/-/ready"):
                    return f"http://{found[1]}"
            except URLError:
                pass
        time.sleep(0.02)
    raise RuntimeError("Prometheus was started and did not get ready; take it off the PATH to go on without it")
