"""The PostgreSQL that Tsunagu brings along: real servers in short folders of their own."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from tsunagu.database import DatabaseUnavailable, EmbeddedServer, Role, programs
from tsunagu.database.roles import SUPERUSER


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tsu-db-", dir="/tmp"))
    folder.chmod(0o711)  # else root would keep the server's files elsewhere
    return folder


def _ask(server: EmbeddedServer, question: str = "SELECT 1", role: str = Role.APPLICATION) -> object:
    with psycopg.connect(server.url(role=role), autocommit=True) as connection:
        return connection.execute(question).fetchone()[0]


def _postmaster(server: EmbeddedServer) -> int:
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def _runs(server: EmbeddedServer) -> bool:
    return programs.run("pg_ctl", "status", "-D", str(server.data), check=False).returncode == 0


@pytest.fixture(scope="module")
def cluster():
    """A folder with a cluster, made once. Each test enters and leaves it by itself."""
    folder = _folder() / "pg"
    server = EmbeddedServer(folder)
    server.enter()
    server.leave()
    yield folder
    programs.run("pg_ctl", "stop", "-D", str(server.data), "-m", "immediate", check=False)
    shutil.rmtree(folder.parent, ignore_errors=True)


@pytest.fixture
def server(cluster):
    found = EmbeddedServer(cluster)
    found.enter()
    yield found
    found.leave()


def test_it_starts_and_answers_on_a_socket_and_on_no_port(server):
    assert _ask(server, "SELECT current_user") == "tsunagu"
    assert _ask(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert _ask(server, "SHOW listen_addresses") == ""
    assert _ask(server, "SHOW server_encoding") == "UTF8"


def test_it_needs_the_password(server):
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=str(server.socket_folder), user="tsunagu", dbname="tsunagu", password="wrong")


def test_password_and_data_are_for_the_owner_only(server):
    passwords = [server.folder / f"password-{role}" for role in (*Role, SUPERUSER)]
    locks = [server.folder / "gate.lock", server.folder / "users.lock"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (*passwords, *locks)} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (server.data, server.socket_folder)} == {0o700}
    assert not server.folder.stat().st_mode & 0o066
    assert not (server.home / "initdb-password").exists()
    assert {len(path.read_text()) for path in passwords} == {32}


@pytest.mark.long
def test_two_users_share_one_server_and_the_last_one_stops_it(cluster):
    first, second = EmbeddedServer(cluster), EmbeddedServer(cluster)
    first.enter()
    second.enter()
    assert _postmaster(first) == _postmaster(second)
    first.leave()
    assert (_runs(second), _ask(second)) == (True, 1)
    second.leave()
    assert _runs(second) is False


@pytest.mark.long
def test_leaving_twice_is_no_trouble(cluster):
    server = EmbeddedServer(cluster)
    server.enter()
    server.leave()
    server.leave()
    assert _runs(server) is False


@pytest.mark.long
def test_a_forked_child_does_not_stop_its_parents_server(server):
    child = os.fork()
    if child == 0:
        server.leave()
        os._exit(0)
    os.waitpid(child, 0)
    assert _ask(server) == 1


@pytest.mark.long
def test_a_user_that_was_killed_is_not_counted_any_more(cluster):
    server = EmbeddedServer(cluster)
    server.enter()
    code = f"""
import pathlib, time
from tsunagu.database import EmbeddedServer
EmbeddedServer(pathlib.Path({str(cluster)!r})).enter()
print("in", flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "in\n"
        other.kill()
        other.wait()
    server.leave()
    assert _runs(server) is False


@pytest.mark.long
def test_a_killed_server_is_started_again_with_what_was_committed(cluster):
    server = EmbeddedServer(cluster)
    server.enter()
    with psycopg.connect(server.url(role=Role.OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    postmaster = _postmaster(server)
    os.kill(postmaster, signal.SIGKILL)
    _wait_until_gone(postmaster)
    other = EmbeddedServer(cluster)
    other.enter()
    assert _postmaster(other) != postmaster
    assert _ask(other, "SELECT n FROM kept") == 7
    server.leave()
    other.leave()


@pytest.mark.long
def test_a_pid_file_left_by_a_crash_or_a_copy_is_no_obstacle(cluster):
    server = EmbeddedServer(cluster)
    server.enter()
    text = (server.data / "postmaster.pid").read_text()
    server.leave()
    dead = subprocess.run(["/bin/sh", "-c", "echo $$"], capture_output=True, text=True, check=True).stdout.strip()
    (server.data / "postmaster.pid").write_text("\n".join([dead, *text.splitlines()[1:]]) + "\n")
    if os.geteuid() == 0:
        shutil.chown(server.data / "postmaster.pid", "tsunagu-db")
    server.enter()
    assert _ask(server) == 1
    server.leave()


@pytest.mark.long
@pytest.mark.parametrize("text", ["", "living"])
def test_a_pid_file_that_is_empty_or_names_another_living_process_is_no_obstacle(cluster, text):
    server = EmbeddedServer(cluster)
    server.enter()
    whole = (server.data / "postmaster.pid").read_text()
    server.leave()
    with subprocess.Popen(["/bin/sleep", "60"]) as other:
        rest = "\n".join([str(other.pid), *whole.splitlines()[1:]])
        for file in (server.data / "postmaster.pid", server.socket_folder / ".s.PGSQL.5432.lock"):
            file.write_text(rest if text else "")
            programs.lend(file)
        server.enter()
        assert _ask(server) == 1
        server.leave()
        other.kill()


@pytest.mark.long
def test_a_cluster_whose_one_user_did_everything_gets_three_and_keeps_its_rows():
    folder = _folder() / "pg"
    server = EmbeddedServer(folder)
    server.enter()
    superuser = server.url("postgres", SUPERUSER)
    with psycopg.connect(superuser, autocommit=True) as connection:  # back to what it was
        connection.execute("DROP DATABASE tsunagu")
        connection.execute("DROP ROLE tsunagu, tsunagu_reader, tsunagu_owner")
        connection.execute("CREATE ROLE helping SUPERUSER LOGIN PASSWORD 'old'")
    with psycopg.connect(superuser, user="helping", password="old", autocommit=True) as connection:
        connection.execute("ALTER ROLE postgres RENAME TO tsunagu")
    old = (folder / f"password-{SUPERUSER}").read_text()
    with psycopg.connect(superuser, user="tsunagu", autocommit=True) as connection:
        connection.execute("DROP ROLE helping")
        connection.execute("CREATE DATABASE tsunagu")
    with psycopg.connect(superuser, user="tsunagu", dbname="tsunagu", autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (id bigint GENERATED BY DEFAULT AS IDENTITY, n int)")
        connection.execute("INSERT INTO kept (n) VALUES (7)")
    for file in folder.glob("password-*"):
        file.unlink()
    (folder / "password").write_text(old)
    server.leave()
    server.enter()
    try:
        assert _ask(server, "SELECT n FROM kept") == 7
        assert _ask(server, "INSERT INTO kept (n) VALUES (8) RETURNING id") == 2
        assert _ask(server, "SELECT tableowner FROM pg_tables WHERE tablename = 'kept'") == Role.OWNER
        assert not (folder / "password").exists()
    finally:
        server.leave()
        shutil.rmtree(folder.parent)


@pytest.mark.long
def test_a_socket_folder_that_was_cleaned_away_is_made_again(cluster):
    server = EmbeddedServer(cluster)
    server.enter()
    server.leave()
    shutil.rmtree(server.socket_folder, ignore_errors=True)
    server.enter()
    assert _ask(server) == 1
    server.leave()


@pytest.mark.long
def test_a_cluster_whose_making_was_cut_off_is_made_again():
    folder = _folder() / "pg"
    (folder / "data.beginning" / "base").mkdir(parents=True)
    (folder / "data.beginning" / "PG_VERSION").write_text("18\n")
    (folder / f"password-{SUPERUSER}").write_text("of the half-made cluster")
    server = EmbeddedServer(folder)
    server.enter()
    try:
        assert _ask(server) == 1
        assert not (folder / "data.beginning").exists()
    finally:
        server.leave()
        shutil.rmtree(folder.parent)


def test_a_broken_cluster_is_refused_with_the_reason_and_what_to_do():
    folder = _folder() / "pg"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "PG_VERSION").write_text("9.6\n")
    (folder / "data").chmod(0o700)
    (folder / "password").write_text("x")
    server = EmbeddedServer(folder)
    if os.geteuid() == 0:
        shutil.chown(folder / "data", "tsunagu-db")
        shutil.chown(folder / "data" / "PG_VERSION", "tsunagu-db")
    try:
        with pytest.raises(DatabaseUnavailable) as refused:
            server.enter()
        message = str(refused.value)
        assert str(folder) in message
        assert "tsunagu database upgrade" in message
        assert "DATABASE_URL" in message
        assert "remove it" in message or "remove" not in message  # only the old one, afterwards
        assert (folder / "data" / "PG_VERSION").read_text() == "9.6\n"
    finally:
        server.leave()
        shutil.rmtree(folder.parent)


def test_files_where_the_data_should_be_are_refused_and_left_alone():
    folder = _folder() / "pg"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "something").write_text("of somebody")
    try:
        with pytest.raises(DatabaseUnavailable, match="Nothing was changed"):
            EmbeddedServer(folder).enter()
        assert (folder / "data" / "something").read_text() == "of somebody"
    finally:
        shutil.rmtree(folder.parent)


@pytest.mark.long
def test_folders_above_are_left_closed_and_the_server_runs_elsewhere():
    if os.geteuid() != 0:
        pytest.skip("only root lends the server to another user")
    above = Path(tempfile.mkdtemp(prefix="tsu-db-", dir="/tmp"))
    server = EmbeddedServer(above / "var" / "postgres")
    server.enter()
    try:
        assert _ask(server) == 1
        assert stat.S_IMODE(above.stat().st_mode) == 0o700
        assert server.home.is_relative_to(programs.SHARED)
    finally:
        home = server.home
        server.leave()
        shutil.rmtree(above)
        shutil.rmtree(home)


@pytest.mark.long
def test_root_follows_no_link_that_the_servers_user_could_have_put(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root lends the server to another user")
    folder = _folder() / "pg"
    secret = tmp_path / "secret"
    secret.write_text("of root")
    server = EmbeddedServer(folder)
    server.enter()
    server.leave()
    server.log.unlink()
    server.log.symlink_to(secret)
    try:
        with pytest.raises(DatabaseUnavailable) as refused:
            server.enter()
        assert "of root" not in str(refused.value)
        assert (secret.read_text(), secret.stat().st_uid) == ("of root", 0)
    finally:
        server.leave()
        shutil.rmtree(folder.parent)


def _read_only_folder() -> Path | None:
    """A folder in which not even root can make anything."""
    return next((path for path in (Path("/proc/tsunagu"), Path("/sys/tsunagu")) if path.parent.is_dir()), None)


def test_a_folder_that_cannot_be_written_is_refused_with_what_to_do():
    folder = _read_only_folder()
    if folder is None:
        pytest.skip("no read-only file system to try it on")
    with pytest.raises(DatabaseUnavailable, match=r"DATABASE_URL|TSUNAGU_VAR"):
        EmbeddedServer(folder / "postgres").enter()


def test_a_file_where_the_folder_should_be_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "var").write_text("in the way")
    with pytest.raises(DatabaseUnavailable, match=r"DATABASE_URL|TSUNAGU_VAR"):
        EmbeddedServer(tmp_path / "var").enter()


def test_a_long_path_does_not_make_the_socket_too_long(tmp_path):
    server = EmbeddedServer(tmp_path / ("d" * 60) / ("e" * 60))
    assert len(str(server.socket_folder / ".s.PGSQL.5432")) < 100


@pytest.mark.long
def test_somebody_elses_socket_folder_is_refused():
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder of somebody else")
    folder = Path(tempfile.mkdtemp(prefix="tsu-db-" + "x" * 80, dir="/tmp")) / "pg"
    folder.parent.chmod(0o711)
    server = EmbeddedServer(folder)
    server.socket_folder.mkdir()
    os.chown(server.socket_folder, 65534, 65534)
    try:
        with pytest.raises(DatabaseUnavailable, match="belongs to somebody else"):
            server.enter()
    finally:
        server.leave()
        shutil.rmtree(folder.parent)
        shutil.rmtree(server.socket_folder)


def _wait_until_gone(pid: int) -> None:
    """The backends of a killed postmaster leave by themselves; a new one cannot start before."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)


# The whole process ------------------------------------------------------------------------------------------------


def _python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "TSUNAGU_VAR", "DJANGO_SETTINGS_MODULE")
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_with_a_database_url_nothing_is_started(tmp_path):
    url = "postgresql://somebody@db.example/tsunagu"
    result = _python(
        "from tsunagu.database import connect_url; print(connect_url())",
        DATABASE_URL=url,
        TSUNAGU_VAR=str(tmp_path / "var"),
    )
    assert (result.stdout, result.stderr) == (url + "\n", "")
    assert list(tmp_path.iterdir()) == []


def test_settings_take_every_part_of_a_database_url(tmp_path):
    code = """
from tsunagu.settings import DATABASES
default = DATABASES["default"]
print(*(default[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")), default["OPTIONS"]["sslmode"])
"""
    result = _python(
        code,
        DATABASE_URL="postgresql://u:p%40ss@db.example:6543/name?sslmode=require",
        TSUNAGU_VAR=str(tmp_path / "var"),
        TSUNAGU_SECRET_KEY="x" * 50,
    )
    assert result.stdout == "name u p@ss db.example 6543 require\n"


def test_a_command_without_a_database_says_what_to_do_and_shows_no_traceback(tmp_path):
    (tmp_path / "var").write_text("in the way")
    code = "import sys; sys.argv = ['tsunagu', 'catalog', 'programs']; from tsunagu.cli.main import main; main()"
    result = _python(code, TSUNAGU_VAR=str(tmp_path / "var"), TSUNAGU_SECRET_KEY="x" * 50)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert "DATABASE_URL" in result.stderr or "TSUNAGU_VAR" in result.stderr
