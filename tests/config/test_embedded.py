"""The embedded servers, with homes and processes of their own."""

import contextlib
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
import redis

from alliance.embedded import (
    LONGEST_SOCKET_PATH,
    POSTGRES,
    REDIS,
    Servers,
    UnavailableError,
    addresses,
    answers,
    command_line,
    embedded,
    provided,
    serves,
    socket_folder,
)

pytestmark = pytest.mark.alone

HOLDER = """
import sys
from pathlib import Path
from alliance.embedded import Servers, embedded
home = Path(sys.argv[1])
with embedded(home, durable=False):
    servers = Servers(home, durable=False)
    print(servers._postgres_pid(), servers._redis_pid(), flush=True)
    sys.stdin.readline()
"""


def hold(home: Path) -> subprocess.Popen:
    """Another process that uses the servers until it reads a line or is killed."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def query(home: Path, sql: str) -> list[tuple]:
    connection = psycopg2.connect(host=str(socket_folder(home)), user="alliance", dbname="alliance")
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def processes_of(home: Path) -> list[str]:
    lines = [command_line(int(p.name)) for p in Path("/proc").iterdir() if p.name.isdigit()]
    places = (str(home), str(socket_folder(home)))
    return [line for line in lines if any(f"{place}/" in line for place in places)]


def pids(home: Path) -> tuple[int, int]:
    servers = Servers(home, durable=False)
    return servers._postgres_pid(), servers._redis_pid()


def kill_and_wait(*numbers: int) -> None:
    for pid in numbers:
        os.kill(pid, signal.SIGKILL)
    while any(command_line(pid) for pid in numbers):
        time.sleep(0.01)


def test_the_role_is_no_superuser_and_sorts_by_code_point(tmp_path):
    with embedded(tmp_path, durable=False):
        role = query(
            tmp_path,
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcanlogin FROM pg_roles"
            " WHERE rolname = current_user",
        )
        locale = query(
            tmp_path, "SELECT DISTINCT datlocprovider, datlocale, datcollate FROM pg_database"
        )
        version = query(tmp_path, "SELECT current_setting('server_version_num')::int / 10000")
    assert (role, locale, version) == (
        [(False, False, True, True)],
        [("b", "C.UTF-8", "C.UTF-8")],
        [(18,)],
    )


def test_leaving_stops_both_servers_and_opens_no_folder(tmp_path):
    closed = tmp_path / "closed 产教"
    closed.mkdir(mode=0o700)
    home = closed / "home"
    with embedded(home, durable=False) as urls:
        assert urls == addresses(home)
        assert redis.Redis.from_url(urls[REDIS]).ping()
        assert stat.S_IMODE(socket_folder(home).stat().st_mode) == 0o700
    assert processes_of(home) == []
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_two_starts_at_once_share_one_pair_of_servers(tmp_path):
    first, second = hold(tmp_path), hold(tmp_path)
    seen = {first.stdout.readline(), second.stdout.readline()}
    first.communicate("\n")
    still = processes_of(tmp_path)
    second.communicate("\n")
    assert (len(seen), len(still) > 0, processes_of(tmp_path)) == (1, True, [])


def test_servers_of_a_killed_process_are_adopted_and_stopped(tmp_path):
    killed = hold(tmp_path)
    before = tuple(int(pid) for pid in killed.stdout.readline().split())
    killed.kill()
    killed.communicate()
    with embedded(tmp_path, durable=False):
        assert pids(tmp_path) == before
    assert processes_of(tmp_path) == []


def test_a_redis_that_only_accepts_connections_is_not_ready(tmp_path):
    path = tmp_path / "redis.sock"
    with socket.socket(socket.AF_UNIX) as starting:
        starting.bind(str(path))
        starting.listen()
        assert answers(path)
        assert not serves(path)


def test_killed_servers_start_again_with_their_data(tmp_path):
    with embedded(tmp_path, durable=True):
        query(tmp_path, "CREATE TABLE kept AS SELECT 42 AS answer")
        kill_and_wait(*pids(tmp_path))
        with embedded(tmp_path, durable=True) as urls:
            assert query(tmp_path, "SELECT answer FROM kept") == [(42,)]
            assert redis.Redis.from_url(urls[REDIS]).ping()
    assert processes_of(tmp_path) == []


def test_a_stranger_whose_number_stands_in_the_pid_files_lives_on(tmp_path):
    with embedded(tmp_path, durable=False):
        pass
    with subprocess.Popen(["sleep", "60"]) as stranger:
        (tmp_path / "pg" / "postmaster.pid").write_text(f"{stranger.pid}\n{tmp_path}/pg\n")
        (tmp_path / "redis.pid").write_text(f"{stranger.pid}\n")
        with embedded(tmp_path, durable=False):
            assert query(tmp_path, "SELECT 1") == [(1,)]
        assert stranger.poll() is None
        stranger.kill()


def test_a_start_that_was_killed_in_the_middle_is_finished_by_the_next(tmp_path):
    (tmp_path / "pg.new").mkdir()
    (tmp_path / "pg.new" / "PG_VERSION").write_text("18\n")
    with embedded(tmp_path, durable=False):
        assert query(tmp_path, "SELECT current_user::text") == [("alliance",)]


def test_data_of_another_version_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg" / "PG_VERSION").write_text("16\n")
    refused = pytest.raises(UnavailableError, match="made by PostgreSQL 16 and this is 18")
    with refused, embedded(tmp_path, durable=False):
        pass
    assert processes_of(tmp_path) == []


def test_only_what_the_environment_leaves_unnamed_is_started(tmp_path, monkeypatch):
    monkeypatch.setenv(POSTGRES, "postgresql://elsewhere/alliance")
    monkeypatch.delenv(REDIS)
    with provided(tmp_path, durable=False):
        assert os.environ[POSTGRES] == "postgresql://elsewhere/alliance"
        assert os.environ[REDIS] == addresses(tmp_path)[REDIS]
        assert (tmp_path / "pg").exists() is False
    assert REDIS not in os.environ


def test_a_long_path_gets_a_short_socket_folder(tmp_path):
    home = tmp_path / ("深" * 40)
    assert len(os.fsencode(socket_folder(home) / ".s.PGSQL.5432.lock")) <= LONGEST_SOCKET_PATH
    with embedded(home, durable=False):
        assert query(home, "SELECT 1") == [(1,)]
    assert socket_folder(home).exists() is False
