"""`manage.py up` is the whole application: it comes up and keeps up."""

import os
import re
import signal
import stat
import urllib.request

import pytest

from throughline.tests.installation import READY, Installation
from throughline.tests.processes import Running, free_port, wait_until


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


@pytest.fixture(scope="module")
def up(installation):
    """It, started for the second time."""
    with installation.start() as up:
        up.wait_for("ready.")  # the worker's word, after the web server's
        up.wait_for("beat: Starting...")
        yield up
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


def test_the_second_start_makes_nothing_twice(installation, up):
    with installation.connect() as connection:
        people = connection.execute("SELECT count(*) FROM accounts_user").fetchone()[0]
    assert people == 1
    assert "collected the static files" in installation.first_output
    assert "collected the static files" not in up.output
    assert "created the administrator" not in up.output


def test_static_files_are_served_compressed_and_for_good(installation, up):
    address = re.search(r'href="(/static/[^"]+\.css)"', installation.get("/"))[1]
    request = urllib.request.Request(
        f"http://127.0.0.1:{installation.port}{address}", headers={"Accept-Encoding": "gzip"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_task_sent_is_a_task_done(installation, up):
    assert installation.clears_expired_sessions()


def test_other_commands_use_the_server_that_runs(installation, up):
    assert (
        installation.manage(
            "shell", "--no-imports", "-c", "import accounts.models as m; print(m.User.objects.count())"
        ).strip()
        == "1"
    )
    assert installation.answers()


def test_a_second_one_on_the_same_data_is_refused(installation, up):
    sentence = installation.start_and_fail(PORT=str(free_port()))
    assert sentence.startswith("throughline: another `manage.py up` is running with ")
    assert installation.answers()


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
    wait_until(installation.answers)


def test_a_killed_postgresql_is_started_again(installation, up):
    killed = int((installation.data / "postgres" / "postmaster.pid").read_text().split()[0])
    os.kill(killed, signal.SIGKILL)
    up.wait_for("PostgreSQL has ended; starting it again")
    wait_until(installation.answers)
