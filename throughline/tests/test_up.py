"""`manage.py up` is the whole application: it comes up, keeps up, and leaves nothing behind."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from throughline.postgres import EmbeddedPostgres
from throughline.tests.processes import PROJECT_DIR, Running, alive, environment, free_port, wait_until

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


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """One that has been started once: its tables, static files, administrator and examples are there."""
    installation = Installation(tmp_path_factory.mktemp("up"))
    with installation.start() as up:
        up.wait_for(READY, 120)
        installation.first_output = up.output
        installation.first_page = installation.get("/")
        assert up.stop() == 0
    return installation


@pytest.fixture
def up(installation):
    with installation.start() as up:
        up.wait_for("ready.")  # the worker's word, after the web server's
        up.wait_for("beat: Starting...")
        yield up
        if up.process.poll() is None:
            up.stop()


def process(up: Running, words: str) -> int:
    """The process id of the first descendant with these words in its command line: the oldest."""
    return min(pid for pid, command in up.descendants().items() if words in command)


def test_the_first_start_says_where_it_is_and_keeps_the_password_to_its_owner(installation):
    path = installation.data / "admin-password.txt"
    assert f"Throughline is at http://127.0.0.1:{installation.port}/" in installation.first_output
    assert f"the first password is in {path}" in installation.first_output
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().strip() not in installation.first_output


def test_the_first_page_shows_the_example_incidents(installation):
    assert "<html" in installation.first_page
    assert "CircleCI" in installation.first_page


def test_the_generated_password_signs_the_administrator_in(installation, up):
    check = (
        "import sys; from django.contrib.auth import get_user_model; "
        "admin = get_user_model().objects.get(username='admin'); "
        "print(admin.check_password(sys.argv[-1]), admin.is_superuser)"
    )
    password = (installation.data / "admin-password.txt").read_text().strip()
    wrapped = f"import sys; sys.argv.append({password!r}); {check}"
    assert installation.manage("shell", "--no-imports", "-c", wrapped).split() == ["True", "True"]


def test_the_second_start_makes_nothing_twice(installation, up, capsys):
    with installation.connect() as connection:
        people = connection.execute("SELECT count(*) FROM accounts_user").fetchone()[0]
    assert people == 1
    assert "collected the static files" in installation.first_output
    assert "collected the static files" not in up.output
    assert "created the administrator" not in up.output


def test_how_long_a_second_start_takes(installation, capsys):
    """Printed, not asserted: the machine that runs the tests is busy with them."""
    started = time.monotonic()
    with installation.start() as up:
        up.wait_for(READY)
        installation.get("/")
        seconds = time.monotonic() - started
        up.stop()
    with capsys.disabled():
        print(f"\nsecond start to first page: {seconds:.1f} s", end=" ")


def test_static_files_are_served_compressed_and_for_good(installation, up):
    address = re.search(r'href="(/static/[^"]+\.css)"', installation.get("/"))[1]
    request = urllib.request.Request(
        f"http://127.0.0.1:{installation.port}{address}", headers={"Accept-Encoding": "gzip"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("web", "granian"), ("worker", "celery --quiet --app=throughline worker"), ("beat", "beat --loglevel")],
)
def test_a_killed_part_is_started_again(installation, up, name, words):
    killed = process(up, words)
    os.kill(killed, signal.SIGKILL)
    up.wait_for(f"{name:<6} | was stopped by SIGKILL; starting it again in 1 s")
    wait_until(lambda: any(words in command for command in up.descendants().values()))
    assert process(up, words) != killed
    wait_until(lambda: _answers(installation))


def test_a_killed_postgresql_is_started_again(installation, up):
    killed = int((installation.data / "postgres" / "postmaster.pid").read_text().split()[0])
    os.kill(killed, signal.SIGKILL)
    up.wait_for("PostgreSQL has ended; starting it again")
    wait_until(lambda: _answers(installation))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopping_leaves_no_process_and_no_postgresql(installation, number):
    with installation.start() as up:
        up.wait_for("ready.")
        everything = up.descendants()
        assert sum("postgres" in command for command in everything.values()) > 1
        assert up.stop(number) == 0
        assert not alive(everything)
        assert not (installation.data / "postgres" / "postmaster.pid").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent has died")
def test_even_sigkill_leaves_no_process(installation):
    with installation.start() as up:
        up.wait_for("ready.")
        everything = up.descendants()
        up.stop(signal.SIGKILL)
        wait_until(lambda: not alive(everything))


def test_a_task_sent_is_a_task_done(installation, up):
    _expired_session_is_cleared(installation)


def test_other_commands_use_the_server_that_runs(installation, up):
    assert (
        installation.manage(
            "shell", "--no-imports", "-c", "import accounts.models as m; print(m.User.objects.count())"
        ).strip()
        == "1"
    )
    assert _answers(installation)


def test_a_busy_port_is_said_in_one_sentence(installation):
    with socket.create_server(("127.0.0.1", installation.port)):
        sentence = installation.start_and_fail()
    assert sentence == (
        f"throughline: port {installation.port} on 127.0.0.1 is in use; stop the other program, "
        f"or choose another with PORT={installation.port + 1}.\n"
    )


def test_a_second_one_on_the_same_data_is_refused(installation, up):
    sentence = installation.start_and_fail(PORT=str(free_port()))
    assert sentence.startswith("throughline: another `manage.py up` is running with ")
    assert _answers(installation)


def test_a_database_that_does_not_answer_is_said_in_one_sentence(installation):
    sentence = installation.start_and_fail(DATABASE_URL="postgresql://127.0.0.1:1/nowhere")
    assert sentence.startswith("throughline: the database in DATABASE_URL does not answer: ")


def test_an_unknown_address_is_said_in_one_sentence(installation):
    sentence = installation.start_and_fail(THROUGHLINE_BIND="no.such.host.invalid")
    assert (
        sentence
        == "throughline: THROUGHLINE_BIND is 'no.such.host.invalid', which is no address of this machine.\n"
    )


def test_data_of_another_postgresql_is_said_in_one_sentence(tmp_path):
    old = Installation(tmp_path)
    (old.data / "postgres").mkdir(parents=True)
    (old.data / "postgres" / "PG_VERSION").write_text("15\n")
    assert "was made by PostgreSQL 15" in old.start_and_fail()


@pytest.mark.broker
def test_with_servers_of_its_own_it_starts_neither_postgresql_nor_a_queue_on_disc(tmp_path):
    database, redis_port = EmbeddedPostgres(tmp_path / "elsewhere", disposable=True), free_port()
    database.start()
    redis = subprocess.Popen(
        ["redis-server", "--port", str(redis_port), "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    given = {"DATABASE_URL": database.url, "CELERY_BROKER_URL": f"redis://127.0.0.1:{redis_port}/0"}
    served = Installation(tmp_path, **given)
    try:
        with served.start() as up:
            up.wait_for("ready.", 120)
            assert not any("postgres" in command.split()[0] for command in up.descendants().values())
            assert not (served.data / "postgres").exists()
            assert not (served.data / "broker").exists()
            _expired_session_is_cleared(served)
            assert up.stop() == 0
    finally:
        redis.terminate()
        redis.wait(10)
        database.stop()


def _answers(installation) -> bool:
    try:
        return installation.get("/health/") == "ok\n"
    except OSError:
        return False


def _expired_session_is_cleared(installation) -> None:
    """Through the broker and the worker, with a task that beat sends every day."""
    with installation.connect() as connection:
        yesterday = datetime.now(UTC) - timedelta(days=1)
        connection.execute("INSERT INTO django_session VALUES ('expired', '', %s)", [yesterday])
        code = "from throughline.tasks import clear_expired_sessions as task; task.delay()"
        installation.manage("shell", "--no-imports", "-c", code)
        wait_until(lambda: not connection.execute("SELECT 1 FROM django_session").fetchone())
