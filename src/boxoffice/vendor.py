"""Obolus as a process of its own, whose faults its parent can script."""

from __future__ import annotations

import json
import os
import sys

from boxoffice.obolus.server import Fault, ObolusServer
from boxoffice.processes import report_ready


def main() -> None:
    """Serve until the parent is gone. Each line from the parent is a list of faults to come, by name; null for none."""
    with ObolusServer() as obolus:
        sys.stdin.readline()  # the settings, none of which concern a vendor
        report_ready({"http": int(obolus.url.rpartition(":")[2])})
        for line in sys.stdin:
            obolus.script([Fault[name] if name else None for name in json.loads(line)])
            print("scripted", flush=True)
        os._exit(0)


if __name__ == "__main__":
    main()
