"""Real processes for tests: started, read, waited for, and never left behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

PROJECT_DIR = Path(__file__).resolve().parents[2]
# What a developer or CI may have set would change what these tests start.
OURS = re.compile(
    r"THROUGHLINE_|DATABASE_|CELERY_|CACHE_URL|EMAIL_|SECRET_KEY|PORT|DEBUG|ALLOWED_HOSTS|CSRF_|PYTEST_"
)


def environment(**variables: str) -> dict[str, str]:
    """Ours without any of the project's settings, and with `variables`."""
    return {name: value for name, value in os.environ.items() if not OURS.match(name)} | variables


def wait_until(claim: Callable[[], object], seconds: float = 30):
    """The first true value of `claim()`; fails the test when there is none in time."""
    deadline = time.monotonic() + seconds
    while not (value := claim()):
        assert time.monotonic() < deadline, f"still not so after {seconds} s: {claim}"
        time.sleep(0.05)
    return value


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def alive(pids) -> list[int]:
    """Those that run. A zombie has ended; it only waits to be asked about."""

    def runs(pid: int) -> bool:
        try:
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    return [pid for pid in pids if runs(pid)]


class Running:
    """`python <arguments>` in the project, its output in a file that the test can read meanwhile."""

    def __init__(self, arguments: list[str], log: Path, **variables: str):
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=PROJECT_DIR,
                env=environment(**variables),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_for(self, text: str, seconds: float = 60) -> None:
        wait_until(lambda: text in self.output or self.process.poll() is not None, seconds)
        assert text in self.output, self.output[-3000:]

    def descendants(self) -> dict[int, str]:
        """Process id to command line, of all that it started and that they started."""
        found = {}
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                found[process.pid] = " ".join(process.cmdline())
            except psutil.NoSuchProcess:
                continue
        return found

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Its exit code, after a signal."""
        self.process.send_signal(number)
        return self.process.wait(40)

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
