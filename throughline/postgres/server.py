"""The embedded PostgreSQL server: one cluster in one directory, shared by every process that needs it.

The server listens on a Unix socket only, which nobody but its owner (and root) may open.
"""

import atexit
import contextlib
import fcntl
import functools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from throughline.postgres.cluster import Cluster, PostgresUnavailable

NAME = "throughline"  # of the database and of its owner
TEMPLATE_PREFIX = "migrated_"  # of databases for tests, see template.py
START_TIMEOUT_SECONDS = 60  # recovery after a crash may take a while
LOG_LIMIT_BYTES = 5_000_000

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "random_page_cost": "1.1",
    "work_mem": "16MB",
    "shared_buffers": "256MB",  # taken as it fills; what a search of 100,000 passages reads fits
    "jit": "off",
}
# A cluster for tests may lose everything in a crash; it is made again in a second.
DISPOSABLE_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    # Its workers would stand in the way of renaming and copying databases, and nobody else's do.
    "autovacuum": "off",
}


class EmbeddedPostgres:
    """One server on the cluster under `directory`.

    `start()` makes this process a user of the server, `stop()` ends that. The server runs from its
    first user to its last (see keeper.py). A `disposable` one trades safety for speed.
    """

    def __init__(self, directory: Path, *, disposable: bool = False):
        self.cluster = Cluster(directory.absolute(), owner_name=NAME)
        self.disposable = disposable
        self._users: int | None = None  # the descriptor that holds our shared lock
        self._pid = 0  # of the process that took it: a forked child must not stop the server

    @property
    def socket_directory(self) -> Path:
        return self.cluster.socket_directory

    @property
    def url(self) -> str:
        """What DATABASE_URL is for a process that we start."""
        return f"postgresql://{NAME}@/{NAME}?host={quote(str(self.socket_directory), safe='')}"

    def start(self) -> None:
        """Have the server running and its database there. Cheap once done. Raises PostgresUnavailable."""
        if self._users is not None:
            return
        try:
            self.cluster.directory.parent.mkdir(parents=True, exist_ok=True)
            self._users = self._open_lock("users")
            self._pid = os.getpid()
            fcntl.flock(self._users, fcntl.LOCK_SH)  # waits while a keeper stops its server
            self.ensure_running()
        except (OSError, PostgresUnavailable) as error:
            self.stop()
            if isinstance(error, PostgresUnavailable):
                raise
            raise PostgresUnavailable(
                f"cannot keep a PostgreSQL database in {self.cluster.directory}: {error}"
            ) from error
        atexit.register(self.stop)

    def ensure_running(self) -> None:
        """Start the server unless it runs. For a user of it, that is after `start()`."""
        with self._only_one_starts():
            keeper = None
            deadline = time.monotonic() + START_TIMEOUT_SECONDS
            while not (self.is_kept() and self._answers()):
                if keeper is None and not self.is_kept():
                    keeper = self._launch()
                elif keeper is not None and keeper.poll() is not None:
                    raise PostgresUnavailable(f"PostgreSQL did not start: {self._last_words()}")
                if time.monotonic() > deadline:
                    raise PostgresUnavailable(
                        f"PostgreSQL is not ready after {START_TIMEOUT_SECONDS} seconds: {self._last_words()}"
                    )
                time.sleep(0.02)
            self._prepare_databases(fresh=keeper is not None)

    def is_kept(self) -> bool:
        """Whether a keeper lives, and with it the server."""
        lock = self._open_lock("keeper")
        try:
            return not _try_lock(lock, fcntl.LOCK_SH)
        finally:
            os.close(lock)

    def stop(self) -> None:
        """Stop using the server. Returns once it is down, or at once if somebody else uses it."""
        users, self._users = self._users, None
        if users is None:
            return
        if self._pid == os.getpid():
            atexit.unregister(self.stop)
            self._see_it_down(users)
        os.close(users)

    # Who uses it, who keeps it

    def _lock_path(self, name: str) -> Path:
        return self.cluster.beside(name)

    def _open_lock(self, name: str) -> int:
        return os.open(self._lock_path(name), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @contextlib.contextmanager
    def _only_one_starts(self) -> Iterator[None]:
        lock = self._open_lock("start")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _see_it_down(self, users: int) -> None:
        """Give up our lock; if that leaves no user, wait until the keeper has stopped the server."""
        for _ in range(5):  # two users who leave together each see the other for a moment
            if _try_lock(users, fcntl.LOCK_EX):
                self._tell_keeper_to_stop()
            elif _try_lock(users, fcntl.LOCK_SH):
                time.sleep(0.01)
                continue
            break  # by our word, or because it has the lock by now, the keeper is stopping
        else:
            return
        self._wait_for_keeper()

    def _tell_keeper_to_stop(self) -> None:
        if self.is_kept():
            with contextlib.suppress(ValueError, ProcessLookupError):  # not yet written, or just gone
                os.kill(int(self._lock_path("keeper").read_text()), signal.SIGTERM)

    def _wait_for_keeper(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while self.is_kept() and time.monotonic() < deadline:
            time.sleep(0.02)

    # Starting it

    def _launch(self) -> subprocess.Popen:
        self.cluster.make()
        self.cluster.stop_orphan()
        account = self.cluster.account
        log = self._lock_path("log")
        if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
            log.unlink()
        order = {
            "command": self._command(),
            "users": str(self._lock_path("users")),
            "keeper": str(self._lock_path("keeper")),
            "log": str(log),
            "uid": account and account.pw_uid,
            "gid": account and account.pw_gid,
        }
        script = Path(__file__).with_name("keeper.py")
        return subprocess.Popen(
            [sys.executable, "-IS", str(script), json.dumps(order)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us: the server goes last
        )

    def _command(self) -> list[str]:
        settings = SETTINGS | {"unix_socket_directories": str(self.socket_directory)}
        if self.disposable:
            settings |= DISPOSABLE_SETTINGS
        options = [f"{name}={value}" for name, value in settings.items()]
        return [
            str(self.cluster.binaries / "postgres"),
            "-D",
            str(self.cluster.directory),
            *(part for option in options for part in ("-c", option)),
        ]

    def _last_words(self) -> str:
        log = self._lock_path("log")
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        fatal = [line.split("FATAL:", 1)[1].strip() for line in lines[-20:] if "FATAL:" in line]
        return f"{fatal[-1] if fatal else 'it gave no reason'} (see {log})."

    # What is in it

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """As the owner of everything, each statement a transaction of its own."""
        return psycopg.connect(
            host=str(self.socket_directory), user=NAME, dbname=database, connect_timeout=5, autocommit=True
        )

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _prepare_databases(self, *, fresh: bool) -> None:
        """Make our database; in a server just started for tests, drop what earlier runs left behind."""
        with self.connect() as connection:
            names = [row[0] for row in connection.execute("SELECT datname FROM pg_database ORDER BY oid")]
            for name in _leftovers(names) if fresh and self.disposable else ():
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
            if NAME not in names:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))


def _leftovers(names: list[str]) -> list[str]:
    """Databases of test runs that were killed, and of migrations before the latest. Oldest first."""
    templates = [name for name in names if name.startswith(TEMPLATE_PREFIX)]
    return [name for name in names if name.startswith("test_")] + templates[:-1]


def _try_lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@functools.cache
def embedded_postgres() -> EmbeddedPostgres:
    """The server of this project: under THROUGHLINE_DATA, and in a cluster of its own for tests."""
    from django.conf import settings

    directory = settings.DATA_DIR / ("test-postgres" if settings.TESTING else "postgres")
    return EmbeddedPostgres(directory, disposable=settings.TESTING)
