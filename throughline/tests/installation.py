"""A whole installation of Throughline, for tests: started, asked and stopped like a person would."""

import subprocess
import sys
import urllib.request
from datetime import UTC, datetime, timedelta

import psycopg

from throughline.postgres import EmbeddedPostgres
from throughline.tests.processes import PROJECT_DIR, Running, environment, free_port, wait_until

COMMAND = ["manage.py", "up"]
READY = "Ctrl-C stops it."


class Installation:
    """A data directory, and `manage.py up` on it."""

    def __init__(self, directory, **variables: str):
        self.directory = directory
        self.data = directory / "var"
        self.port = free_port()
        self.variables = {"THROUGHLINE_DATA": str(self.data), "PORT": str(self.port)} | variables
        self.starts = 0

    def start(self) -> Running:
        self.starts += 1
        return Running(COMMAND, self.directory / f"log{self.starts}", **self.variables)

    def start_and_fail(self, **variables: str) -> str:
        """The one sentence it says when it cannot start."""
        result = subprocess.run(
            [sys.executable, *COMMAND],
            cwd=PROJECT_DIR,
            env=environment(**self.variables | variables),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert result.returncode == 1, result.stdout + result.stderr
        assert len(result.stderr.splitlines()) == 1, result.stderr
        return result.stderr

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.read().decode()

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.check_output(command, cwd=PROJECT_DIR, env=environment(**self.variables), text=True)

    def connect(self) -> psycopg.Connection:
        url = self.variables.get("DATABASE_URL") or EmbeddedPostgres(self.data / "postgres").url
        return psycopg.connect(url, autocommit=True)

    def answers(self) -> bool:
        try:
            return self.get("/health/") == "ok\n"
        except OSError:
            return False

    def clears_expired_sessions(self) -> bool:
        """Send, through broker and worker, the task that beat sends every day. True once it is done."""
        with self.connect() as connection:
            yesterday = datetime.now(UTC) - timedelta(days=1)
            connection.execute("INSERT INTO django_session VALUES ('expired', '', %s)", [yesterday])
            code = "from throughline.tasks import clear_expired_sessions as task; task.delay()"
            self.manage("shell", "--no-imports", "-c", code)
            return wait_until(lambda: not connection.execute("SELECT 1 FROM django_session").fetchone())
