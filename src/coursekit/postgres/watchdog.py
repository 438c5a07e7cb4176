"""The owner of an embedded server and its folder: ends both as soon as its standard input closes.

Run as a script by the launcher, with the standard library only. Standard input is a pipe whose other end nobody but the
process that asked for the server holds: however that process ends, the pipe closes, and everything is cleared away.
"""

from __future__ import annotations

import json
import os
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

_INITDB = [
    *("--username=curtain", "--auth=trust", "--no-sync", "--no-instructions"),
    # PostgreSQL's own provider sorts and folds case alike on every system, whatever locales are installed there.
    *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
]
_SETTINGS = {
    "listen_addresses": "",  # the only way in is a socket in a folder of mode 700, which is what makes `trust` safe
    "timezone": "UTC",
    "max_connections": "100",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",  # temporary folders may lie in memory
    "fsync": "off",  # nothing here is meant to survive a power cut
    "full_page_writes": "off",
    "jit": "off",  # these two: the same plans every time
    "max_parallel_workers_per_gather": "0",
}


def _watch(folder: str, package: str, account: dict[str, Any]) -> None:
    """Be the watchdog: run a server in a new folder until standard input closes, then leave nothing behind."""
    home = Path(folder)
    home.mkdir(mode=0o700)
    try:
        if account:
            os.chown(home, account["user"], account["group"])
            package = _readable(package, home, account)
        settings = [f"-c{name}={value}" for name, value in _SETTINGS.items()]
        initdb = shlex.join([f"{package}/pginstall/bin/initdb", "-D", f"{home}/data", *_INITDB])
        postgres = shlex.join([f"{package}/pginstall/bin/postgres", "-D", f"{home}/data", "-k", folder, *settings])
        # The trap makes the shell outlive an initdb that is told to end. One group: one signal reaches whichever runs.
        script = f"trap 'exit 1' QUIT; {initdb} && exec {postgres}"
        signalled, wakeup = os.pipe()
        os.set_blocking(wakeup, False)
        signal.set_wakeup_fd(wakeup)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)  # what a shell starts with `&` ignores it, and so would initdb
        server = subprocess.Popen(
            ["/bin/sh", "-c", script], stdin=subprocess.DEVNULL, cwd=home, process_group=0, **account
        )
        select.select([sys.stdin, signalled], [], [])  # the owner has ended, or the server has, or somebody ends us
        while server.poll() is None:  # again and again: a signal is lost on a program that is just being started
            with suppress(ProcessLookupError, PermissionError):  # it ended since
                os.killpg(server.pid, signal.SIGQUIT)  # to PostgreSQL: immediate shutdown
            time.sleep(0.02)
    finally:
        for _ in range(100):  # the back ends of a server that was killed may write for a moment longer
            shutil.rmtree(home, ignore_errors=True)
            if not home.exists():
                break
            time.sleep(0.05)


def _readable(package: str, home: Path, account: dict[str, Any]) -> str:
    """Give a package whose binaries this account can run: the installed one, or a copy."""
    with suppress(OSError):
        if subprocess.run([f"{package}/pginstall/bin/initdb", "--version"], cwd=home, **account).returncode == 0:
            return package
    unneeded = shutil.ignore_patterns("include", "doc", "pgxs", "*.a", "*.py")
    for part in (Path(package), Path(f"{package}.libs")):  # side by side: the binaries look for libraries in the latter
        if part.exists():
            shutil.copytree(part, home / part.name, ignore=unneeded)
    for path in home.rglob("*"):
        path.chmod(0o755)
    return f"{home}/{Path(package).name}"


if __name__ == "__main__":
    _watch(*json.loads(sys.argv[1]))
