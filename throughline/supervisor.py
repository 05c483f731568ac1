"""Keeps a few programs running: starts them, passes on what they print, restarts them, stops them all."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

LONGEST_DELAY_SECONDS = 30
STEADY_AFTER_SECONDS = 60  # having run this long, a program is forgiven its earlier failures
STOP_TIMEOUT_SECONDS = 10  # from SIGTERM to SIGKILL
TICK_SECONDS = 0.1
COLOURS = (36, 33, 35, 32, 34)  # ANSI: cyan, yellow, magenta, green, blue


@dataclass
class Backoff:
    """How long to wait before the next start: 1, 2, 4 ... 30 seconds, from 1 again after a steady run."""

    failures: int = 0

    def after(self, lived_seconds: float) -> int:
        if lived_seconds >= STEADY_AFTER_SECONDS:
            self.failures = 0
        self.failures += 1
        return min(2 ** (self.failures - 1), LONGEST_DELAY_SECONDS)


class Console:
    """Lines from several programs on one stream, each behind its program's name."""

    def __init__(self, stream: TextIO, names: Iterable[str]):
        self.stream = stream
        self.names = list(names)
        self.width = max(map(len, self.names))
        self.coloured = stream.isatty() and "NO_COLOR" not in os.environ
        self._lock = threading.Lock()

    def line(self, name: str, text: str) -> None:
        prefix = f"{name:<{self.width}} |"
        if self.coloured:
            prefix = f"\033[{COLOURS[self.names.index(name) % len(COLOURS)]}m{prefix}\033[0m"
        with self._lock:
            print(f"{prefix} {text}".rstrip(), file=self.stream, flush=True)


@dataclass
class Program:
    """One program: a name for its lines, its command, and what its environment has besides ours."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None
    started: float = 0.0  # both on the monotonic clock
    next_start: float = 0.0
    backoff: Backoff = field(default_factory=Backoff)

    def start(self, console: Console) -> None:
        leash = [sys.executable, "-IS", str(Path(__file__).with_name("leash.py")), str(os.getpid())]
        self.process = subprocess.Popen(
            leash + self.command,
            env=os.environ | {"PYTHONUNBUFFERED": "1"} | self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C reaches us alone; and the group takes its workers along
        )
        self.started = time.monotonic()
        threading.Thread(target=self._pass_on, args=(self.process.stdout, console), daemon=True).start()

    def _pass_on(self, output: TextIO, console: Console) -> None:
        with output:
            for line in output:
                console.line(self.name, line.rstrip("\n"))

    def signal(self, number: int) -> None:
        """Send a signal to the program and all that it started."""
        with contextlib.suppress(ProcessLookupError):  # all gone already
            os.killpg(self.process.pid, number)

    def ended(self) -> str | None:
        """How it ended, in words; None while it runs or before its first start."""
        if self.process is None or (code := self.process.poll()) is None:
            return None
        return f"was stopped by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"


class Supervisor:
    """Runs `programs` until told to stop.

    `watch` is called at every turn, for what else has to be looked after. Must run in the main
    thread: it takes over SIGINT, SIGTERM and SIGHUP, and the kernel ties children to their thread.
    """

    def __init__(self, programs: list[Program], console: Console, watch: Callable[[], None]):
        self.programs = programs
        self.console = console
        self.watch = watch
        self._told_to_stop = 0  # times: at the second, what does not stop is killed

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            while not self._told_to_stop:
                for program in self.programs:
                    self._look_after(program)
                self.watch()
                time.sleep(TICK_SECONDS)
        finally:
            self._stop_all()

    def _on_signal(self, number, frame):
        self._told_to_stop += 1

    def _look_after(self, program: Program) -> None:
        now = time.monotonic()
        if how := program.ended():
            program.signal(signal.SIGKILL)  # workers that outlived it would keep its port
            program.process = None
            delay = program.backoff.after(now - program.started)
            program.next_start = now + delay
            self.console.line(program.name, f"{how}; starting it again in {delay} s")
        elif program.process is None and now >= program.next_start:
            program.start(self.console)

    def _stop_all(self) -> None:
        running = [program for program in self.programs if program.process]
        for program in running:
            program.process.terminate()  # it stops its own workers, in its own order
        deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
        while any(program.ended() is None for program in running):
            if time.monotonic() > deadline or self._told_to_stop > 1:
                break
            time.sleep(TICK_SECONDS / 5)
        for program in running:
            program.signal(signal.SIGKILL)
            program.process.wait()
