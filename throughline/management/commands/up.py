"""`manage.py up`: the whole of Throughline in one terminal."""

import errno
import fcntl
import http.client
import importlib.util
import os
import socket
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection, connections
from django.template.defaultfilters import pluralize

from throughline import first_run
from throughline.postgres import EmbeddedPostgres, PostgresUnavailable, embedded_postgres
from throughline.supervisor import Backoff, Console, Program, Supervisor

ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (how to call one that listens on all)

FIRST_PAGE_SECONDS = 15

# Celery's, five lines long, for whoever runs it as root. We say it in one, for all of us.
ROOT_WARNING = "ignore:You're running the worker with superuser privileges"


class CannotStart(Exception):
    """The message is one sentence for the person at the terminal."""


class Command(BaseCommand):
    help = "Run Throughline: web server, Celery worker and beat, and PostgreSQL where none is configured."
    requires_system_checks = ()  # they take longer than the start; `make lint` runs them

    def handle(self, *args, **options):
        started = time.monotonic()
        try:
            lock = _only_one_here(settings.DATA_DIR)
            _check_port(settings.BIND_ADDRESS, settings.PORT)
            _check_packages()
            server = embedded_postgres() if settings.DATABASE_IS_EMBEDDED else None
            self._prepare(server)
        except (CannotStart, PostgresUnavailable) as error:
            sys.exit(f"throughline: {error}")
        except KeyboardInterrupt:
            sys.exit("throughline: stopped before it was up.")
        try:
            self._supervise(server, started)
        finally:
            if server:
                self.console.line("up", "stopping PostgreSQL")
                server.stop()
            os.close(lock)

    @property
    def console(self) -> Console:
        if not hasattr(self, "_console"):
            self._console = Console(sys.stdout, ["up", "web", "worker", "beat"])
        return self._console

    def say(self, text: str) -> None:
        self.console.line("up", text)

    def _prepare(self, server: EmbeddedPostgres | None) -> None:
        if server:
            self.say(f"starting PostgreSQL in {server.cluster.directory}")
            server.start()
            if account := server.cluster.account:
                self.say(f"as root, and PostgreSQL as “{account.pw_name}”: better use an account of its own")
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CannotStart(
                f"the database in DATABASE_URL does not answer: {_in_one_line(error)}"
            ) from error
        if first_run.bring_tables_up_to_date():
            self.say("the database is up to date")
        if first_run.collect_static_files():
            self.say("collected the static files")
        if first_run.create_administrator():
            self.say(f"created the administrator “{first_run.ADMINISTRATOR}”")
        if indexed := first_run.index_incidents():
            self.say(f"indexed {indexed} incident{pluralize(indexed)} for search")
        first_run.load_examples()
        connections.close_all()

    def _supervise(self, server: EmbeddedPostgres | None, started: float) -> None:
        web, *others = _programs(server)
        programs = [web]
        watch_database = DatabaseWatch(server, self.say) if server else None
        answered = False

        def watch():
            nonlocal answered
            if watch_database:
                watch_database()
            if not answered and _answers(settings.BIND_ADDRESS, settings.PORT):
                answered = True
                self._announce(time.monotonic() - started)
            if len(programs) == 1 and (answered or time.monotonic() - started > FIRST_PAGE_SECONDS):
                programs.extend(others)  # not before: they would slow the first page down

        Supervisor(programs, self.console, watch).run()

    def _announce(self, seconds: float) -> None:
        self.say(f"Throughline is at {settings.SITE_ADDRESS}/ (after {seconds:.1f} s). Ctrl-C stops it.")
        if (path := first_run.password_file()).exists():
            self.say(f"Sign in as “{first_run.ADMINISTRATOR}”; the first password is in {_short(path)}")


class DatabaseWatch:
    """Starts the embedded server again when it has died."""

    def __init__(self, server: EmbeddedPostgres, say):
        self.server = server
        self.say = say
        self.backoff = Backoff()
        self.next_look = 0.0  # monotonic
        self.started = time.monotonic()

    def __call__(self) -> None:
        now = time.monotonic()
        if now < self.next_look:
            return
        self.next_look = now + 1
        if self.server.is_kept():
            return
        delay = self.backoff.after(now - self.started)
        self.say("PostgreSQL has ended; starting it again")
        try:
            self.server.ensure_running()
        except PostgresUnavailable as error:
            self.say(f"{error} Trying again in {delay} s.")
        self.next_look = time.monotonic() + delay
        self.started = time.monotonic()


def _programs(server: EmbeddedPostgres | None) -> list[Program]:
    """The web server first, then what works behind it."""
    shared = {"DATABASE_URL": server.url} if server else {}
    celery = [sys.executable, "-m", "celery", "--quiet", "--app=throughline"]
    # Its checks of every page are for `make lint`, and would take longer than its start.
    behind = shared | {"CELERY_SKIP_CHECKS": "1", "PYTHONWARNINGS": ROOT_WARNING}
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [
        Program("web", _web_command(), shared),
        Program(
            "worker",
            [*celery, "worker", "--loglevel=INFO", f"--concurrency={settings.WORKER_PROCESSES}", *quiet],
            behind,
        ),
        Program("beat", [*celery, "beat", "--loglevel=INFO", "--pidfile="], behind),
    ]


def _web_command() -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "throughline.wsgi:application", "--interface=wsgi"),
        *(f"--host={settings.BIND_ADDRESS}", f"--port={settings.PORT}"),
        *(f"--workers={settings.WEB_PROCESSES}", f"--blocking-threads={settings.WEB_THREADS}"),
        *("--no-ws", "--respawn-failed-workers", "--workers-kill-timeout=5", "--log-level=warning"),
    ]


def _only_one_here(directory: Path) -> int:
    """A descriptor that holds the directory for us. Raises CannotStart."""
    path = directory / "up.lock"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CannotStart(
            f"cannot write in {directory} ({error.strerror}); "
            "make it writable, or set THROUGHLINE_DATA to another directory."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CannotStart(
            f"another `manage.py up` is running with {directory}; stop it, or set THROUGHLINE_DATA."
        ) from error
    return lock


def _check_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise CannotStart(f"THROUGHLINE_BIND is {host!r}, which is no address of this machine.") from error
    except OSError as error:
        reasons = {
            errno.EADDRINUSE: f"port {port} on {host} is in use; stop the other program, or choose another"
            f" with PORT={port + 1 if port < 65535 else 8000}.",
            errno.EACCES: f"port {port} is reserved for root; choose one above 1023 with PORT=8000.",
        }
        raise CannotStart(
            reasons.get(error.errno, f"cannot listen on {host}:{port}: {error.strerror}.")
        ) from error


def _check_packages() -> None:
    for package in ("granian", "celery"):
        if importlib.util.find_spec(package) is None:
            raise CannotStart(
                f"the Python package {package} is not installed; run `make run`, "
                "or `pip install -r requirements.txt` in the virtual environment."
            )


def _answers(host: str, port: int) -> bool:
    """Whether requests are answered. The port is open long before: the application loads behind it."""
    connection = http.client.HTTPConnection(ANY_ADDRESS.get(host, host), port, timeout=2)
    try:
        connection.request("GET", "/health/", headers={"Host": "localhost"})
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def _in_one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
