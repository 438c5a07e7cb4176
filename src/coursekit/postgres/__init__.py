"""PostgreSQL for the learner: the server that `DATABASE_URL` names, or an embedded one that ends with its process."""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from coursekit.postgres import launcher
from coursekit.postgres.launcher import USE_YOUR_OWN, PostgresMissing, Server

if TYPE_CHECKING:
    import psycopg

__all__ = ["PostgresMissing", "describe", "scratch", "url"]


def url() -> str:
    """Give the URL of this process's database. Starts the embedded server at the first call, in about a second.

    Threads share that server, and so do children forked later; their end does not stop it. One that has ended, because
    somebody killed it, is replaced by an empty one.

    Returns:
        A SQLAlchemy URL, `postgresql+psycopg://...`: that of `DATABASE_URL` if it is set, else the embedded server's.

    Raises:
        PostgresMissing: no server can be started, or `DATABASE_URL` cannot be read, or names another kind of database
            or driver.
    """
    global _server
    named = os.environ.get("DATABASE_URL")
    if named:
        return _with_psycopg(named)
    with _lock:
        if _server is None or _server.has_ended():
            _server = launcher.start()
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
    except psycopg.Error as error:
        whose, instead = "The embedded server", USE_YOUR_OWN
        if os.environ.get("DATABASE_URL"):
            whose, instead = "The server from DATABASE_URL", "unset DATABASE_URL to use the embedded one"
        raise PostgresMissing(f"{whose} does not answer. Start it, or {instead}.\n{error}") from error
    if not recent:
        raise PostgresMissing(f"PostgreSQL {version} is too old for the course. Please {USE_YOUR_OWN}.")
    if not may_create:
        raise PostgresMissing("The role in DATABASE_URL may not create. Say GRANT CREATE ON DATABASE <name> TO <role>.")
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
        PostgresMissing: the server does not answer.
        psycopg.Error: the schema cannot be made or dropped. After an exception in the body that one is raised, and a
            note on it says what was left behind.
    """
    import psycopg
    from sqlalchemy.engine import make_url

    name = f"scratch_{secrets.token_hex(6)}"
    database = make_url(url)
    options = " ".join((*database.normalized_query.get("options", ()), f"-csearch_path={name}"))
    inside = database.update_query_dict({"options": options, "application_name": name})
    try:
        admin = _connect(url)
    except psycopg.Error as error:
        raise PostgresMissing(f"The server does not answer. `course doctor` says what to do.\n{error}") from error
    with admin:
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
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    scheme, _, rest = named.partition("://")
    if scheme not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise PostgresMissing(
            "DATABASE_URL must start with postgresql:// (the course reaches PostgreSQL through psycopg). "
            "Mend it, or unset it to have a server started for you."
        )
    url = f"postgresql+psycopg://{rest}"
    try:
        make_url(url)
    except (ArgumentError, ValueError):  # whose text may hold the password
        raise PostgresMissing(
            "DATABASE_URL cannot be read. It looks like postgresql://user:password@host:5432/name; in the password, "
            "write @ as %40, : as %3A and / as %2F."
        ) from None
    return url


_server: Server | None = None
_lock = threading.RLock()


def _in_forked_child() -> None:
    if _server is not None:
        _server.lifeline.close()
    _lock.release()


# A forked child that kept the lifeline would keep the server after its parent's end. Taking the lock first makes sure
# that no fork falls into a start, and that the child finds the lock free.
os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_in_forked_child)
