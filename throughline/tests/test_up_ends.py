"""`manage.py up` starts soon or says why not, and leaves nothing behind when it ends."""

import signal
import socket
import subprocess
import sys
import time

import pytest

from throughline.postgres import EmbeddedPostgres
from throughline.tests.installation import READY, Installation
from throughline.tests.processes import alive, free_port, wait_until


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """One that has been started once: its tables, static files, administrator and examples are there."""
    installation = Installation(tmp_path_factory.mktemp("up"))
    with installation.start() as up:
        up.wait_for(READY, 120)
        assert up.stop() == 0
    return installation


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


def test_a_busy_port_is_said_in_one_sentence(installation):
    with socket.create_server(("127.0.0.1", installation.port)):
        sentence = installation.start_and_fail()
    assert sentence == (
        f"throughline: port {installation.port} on 127.0.0.1 is in use; stop the other program, "
        f"or choose another with PORT={installation.port + 1}.\n"
    )


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
            assert served.clears_expired_sessions()
            assert up.stop() == 0
    finally:
        redis.terminate()
        redis.wait(10)
        database.stop()
