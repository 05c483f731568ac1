"""A supervised program that ends is started again, and nothing outlives the supervisor."""

import io
import os
import re
import signal
import sys

import pytest

from throughline.supervisor import Backoff, Console
from throughline.tests.processes import Running, alive, wait_until

# Supervises the Python programs given as arguments.
SCRIPT = """
import sys
from throughline import supervisor
supervisor.STOP_TIMEOUT_SECONDS = 1
names = [f"program{n}" for n in range(1, len(sys.argv))]
programs = [supervisor.Program(name, [sys.executable, "-c", text]) for name, text in zip(names, sys.argv[1:])]
supervisor.Supervisor(programs, supervisor.Console(sys.stdout, names), watch=lambda: None).run()
"""
SLEEP = "import os, time; print('pid', os.getpid()); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEP
WITH_WORKER = (
    "import os, subprocess, sys, time; "
    "worker = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "
    "print('worker', worker.pid); print('pid', os.getpid()); time.sleep(600)"
)


@pytest.fixture
def supervise(tmp_path):
    running = []

    def start(*programs: str) -> Running:
        running.append(Running(["-c", SCRIPT, *programs], tmp_path / f"log{len(running)}"))
        return running[-1]

    yield start
    for each in running:
        each.__exit__()


def pids(supervisor, *, count: int, word: str = "pid") -> list[int]:
    return wait_until(
        lambda: (
            (found := [int(pid) for pid in re.findall(rf"\| {word} (\d+)", supervisor.output)])[count - 1 :]
            and found
        )
    )


def test_delays_double_up_to_half_a_minute():
    backoff = Backoff()
    assert [backoff.after(0) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]


def test_a_steady_run_is_forgiven_its_earlier_failures():
    backoff = Backoff()
    for _ in range(5):
        backoff.after(0)
    assert backoff.after(60) == 1
    assert backoff.after(59) == 2


def test_lines_carry_their_programs_name_aligned_and_without_colour_off_a_terminal():
    stream = io.StringIO()
    console = Console(stream, ["web", "worker"])
    console.line("web", "hello")
    console.line("worker", "")
    assert stream.getvalue() == "web    | hello\nworker |\n"


def test_lines_are_coloured_on_a_terminal_unless_one_asks_for_none(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = Terminal()
    Console(coloured, ["web"]).line("web", "hello")
    assert coloured.getvalue() == "\033[36mweb |\033[0m hello\n"
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Terminal()
    Console(plain, ["web"]).line("web", "hello")
    assert plain.getvalue() == "web | hello\n"


def test_a_program_that_ends_is_started_again_after_a_second(supervise):
    supervisor = supervise("import sys; print('pid 1'); sys.exit(3)")
    supervisor.wait_for("program1 | ended with exit code 3; starting it again in 1 s")
    supervisor.wait_for("program1 | ended with exit code 3; starting it again in 2 s")
    assert supervisor.stop() == 0


def test_a_killed_program_is_started_again_and_its_workers_go_with_it(supervise):
    supervisor = supervise(WITH_WORKER)
    (first,), (worker,) = pids(supervisor, count=1), pids(supervisor, count=1, word="worker")
    os.kill(first, signal.SIGKILL)
    supervisor.wait_for("was stopped by SIGKILL; starting it again in 1 s")
    wait_until(lambda: not alive([worker]))
    second = pids(supervisor, count=2)[1]
    assert alive([second])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_way_of_stopping_stops_everything(supervise, number):
    supervisor = supervise(SLEEP, WITH_WORKER)
    everything = pids(supervisor, count=2) + pids(supervisor, count=1, word="worker")
    assert supervisor.stop(number) == 0
    assert not alive(everything)


def test_what_does_not_stop_is_killed(supervise):
    supervisor = supervise(STUBBORN)
    (pid,) = pids(supervisor, count=1)
    assert supervisor.stop() == 0
    assert not alive([pid])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent has died")
def test_programs_end_when_the_supervisor_is_killed(supervise):
    supervisor = supervise(SLEEP, SLEEP)
    both = pids(supervisor, count=2)
    supervisor.stop(signal.SIGKILL)
    wait_until(lambda: not alive(both))


def test_output_that_is_no_utf8_is_passed_on(supervise):
    supervisor = supervise(
        "import sys, time; sys.stdout.buffer.write(b'\\xff ok\\n'); sys.stdout.flush(); time.sleep(600)"
    )
    supervisor.wait_for("program1 | \N{REPLACEMENT CHARACTER} ok")
