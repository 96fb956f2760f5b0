"""Real clusters, lost and brought back: from an archive, as of an instant, and over a version of PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.stress import recovery
from tsunagu.database import DatabaseUnavailable, EmbeddedServer, backup, restore, sealing, upgrade, vault
from tsunagu.database.archive import SLOT, Archive
from tsunagu.database.roles import DATABASE, SUPERUSER
from tsunagu.database.vault import Log

pytestmark = pytest.mark.long
SECRET, PUBLIC = sealing.new_key()


def _folder() -> Iterator[Path]:
    found = Path(tempfile.mkdtemp(prefix="tsu-rec-", dir="/tmp"))
    found.chmod(0o711)  # else root would keep the server's files elsewhere
    yield found
    shutil.rmtree(found, ignore_errors=True)


folder = pytest.fixture(name="folder")(_folder)
first = pytest.fixture(scope="module", name="first")(_folder)


@pytest.fixture
def keys(folder):
    (folder / "key").write_text(SECRET)
    return sealing.identities(folder / "key")


@pytest.fixture(scope="module")
def server(first):
    found = EmbeddedServer(first / "var" / "postgres")
    found.enter()
    _do(found, "CREATE TABLE word (text text)")
    yield found
    found.leave()


def _do(server: EmbeddedServer, statement: str) -> None:
    with psycopg.connect(server.url(DATABASE, SUPERUSER), autocommit=True) as connection:
        connection.execute(statement)


def _write(server: EmbeddedServer, word: str) -> datetime:
    _do(server, f"INSERT INTO word VALUES ('{word}')")
    return datetime.now(UTC)


def _words(folder: Path) -> list[str]:
    server = EmbeddedServer(folder / "postgres")
    server.enter()
    try:
        with psycopg.connect(server.url(DATABASE, SUPERUSER)) as connection:
            return [word for (word,) in connection.execute("SELECT text FROM word ORDER BY text").fetchall()]
    finally:
        server.leave()


def _back(folder: Path, vault_folder: Path, keys: sealing.Keys, to: datetime | None = None, files=None):
    plan = restore.planned(vault_folder, keys, to)
    return restore.restore(EmbeddedServer(folder / "postgres"), plan, files or {})


@pytest.fixture
def archived(folder, archive_of_first):
    """A copy of the archive, which a test may harm, with the times of its words."""
    vault_folder, times = archive_of_first
    return Path(shutil.copytree(vault_folder, folder / "vault")), times


@pytest.fixture(scope="module")
def archive_of_first(first, server):
    """An archive of a server that wrote one word before its base backup and three after it, with their times."""
    vault_folder = first / "vault"
    vault_folder.mkdir()
    _write(server, "before")
    archive = Archive(server, vault_folder, {}, PUBLIC)
    last = time.monotonic() + 30
    while not vault.bases(vault_folder):
        archive.look()
        assert time.monotonic() < last
        time.sleep(0.1)
    times = {}
    for word in ("one", "two"):
        times[word] = _write(server, word)
        _do(server, "SELECT pg_switch_wal()")
        time.sleep(0.05)
    times["three"] = _write(server, "three")
    log = next(iter((vault_folder / "wal").iterdir()))
    system = Log(vault_folder, log.name)
    time.sleep(0.5)
    archive.look()
    assert len(system.files()) >= 2
    archive.close()
    return vault_folder, times


def test_all_comes_back_and_what_was_there_is_moved_aside(folder, archived, keys):
    vault_folder, times = archived
    other = EmbeddedServer(folder / "again" / "postgres")
    other.enter()
    _do(other, "CREATE TABLE word AS SELECT 'of another life' AS text")
    other.leave()
    found, moved = _back(folder / "again", vault_folder, keys)
    assert abs((found.until - times["three"]).total_seconds()) < 2
    assert _words(folder / "again") == ["before", "one", "three", "two"]
    assert {path.name.partition(".before-restore-")[0] for path in moved} == {
        "data",
        *(path.name for path in other.secrets().values()),
    }
    assert all(path.exists() for path in moved)


def test_it_comes_back_as_of_an_instant(folder, archived, keys):
    vault_folder, times = archived
    _back(folder / "again", vault_folder, keys, times["one"])
    assert _words(folder / "again") == ["before", "one"]


def test_a_check_counts_what_would_come_back(archived, keys):
    vault_folder, _ = archived
    assert restore.verified(restore.planned(vault_folder, keys)).rows == {"word": 4}


def test_what_cannot_be_restored_changes_nothing(folder, archived, keys):
    vault_folder, times = archived
    with pytest.raises(DatabaseUnavailable, match="The backup reaches until"):
        _back(folder / "again", vault_folder, keys, times["three"].replace(year=2099))
    home = next(iter(vault.bases(vault_folder)))
    path = home / f"{vault.CLUSTER}{sealing.SUFFIX}"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(DatabaseUnavailable, match="is damaged"):
        _back(folder / "again", vault_folder, keys)
    assert list((folder / "again" / "postgres").glob("data*")) == []


def test_a_database_in_use_is_not_restored_into(first, server, archived, keys):
    vault_folder, _ = archived
    with pytest.raises(DatabaseUnavailable, match="Tsunagu is running"):
        _back(first / "var", vault_folder, keys)


def test_a_new_life_goes_on_in_the_same_archive(folder, archived, keys):
    vault_folder, _ = archived
    _back(folder / "again", vault_folder, keys)
    second = EmbeddedServer(folder / "again" / "postgres")
    second.enter()
    archive = Archive(second, vault_folder, {}, PUBLIC)
    last = time.monotonic() + 30
    while len(vault.bases(vault_folder)) < 2:
        archive.look()
        assert time.monotonic() < last
        time.sleep(0.1)
    _write(second, "of the new life")
    time.sleep(0.5)
    archive.look()
    archive.close()
    second.leave()
    _back(folder / "third", vault_folder, keys)
    assert _words(folder / "third") == ["before", "of the new life", "one", "three", "two"]


def test_an_archive_whose_slot_was_lost_begins_with_a_new_backup(server, archived):
    vault_folder, _ = archived
    _do(server, f"SELECT pg_drop_replication_slot('{SLOT}')")
    for _ in range(2):
        _do(server, "SELECT pg_switch_wal()")
        _write(server, "unseen")
        _do(server, "CHECKPOINT")
    archive = Archive(server, vault_folder, {}, PUBLIC)
    shutil.rmtree(archive.spool)
    last = time.monotonic() + 30
    while len(vault.bases(vault_folder)) < 2:
        archive.look()
        assert time.monotonic() < last
        time.sleep(0.1)
    archive.close()


def _receivers(archive: Archive) -> list[int]:
    return [one.pid for one in psutil.process_iter(["cmdline"]) if str(archive.spool) in (one.info["cmdline"] or [])]


def test_a_receiver_left_by_a_killed_process_gives_way(server, archived):
    vault_folder, _ = archived
    killed, archive = Archive(server, vault_folder, {}, PUBLIC), Archive(server, vault_folder, {}, PUBLIC)
    killed.look()
    left = _receivers(killed)
    archive.look()
    assert killed._receiver.wait(10) != 0
    assert (len(left), len(_receivers(archive))) == (1, 1)
    assert _receivers(archive) != left
    archive.close()
    assert _receivers(archive) == []


def test_files_come_back_and_other_files_stay(folder, server):
    kept = {"secret-key": folder / "secret-key", "sources": folder / "sources"}
    kept["secret-key"].write_text("first")
    kept["sources"].mkdir()
    (kept["sources"] / "a.pdf").write_bytes(b"%PDF")
    home, _ = backup.take(server, folder / "vault", kept)
    there = {name: folder / "again" / name for name in kept}
    there["secret-key"].parent.mkdir()
    there["secret-key"].write_text("of another life")
    _, moved = _back(folder / "again", folder / "vault", [], files=there)
    assert there["secret-key"].read_text() == "first"
    assert (there["sources"] / "a.pdf").read_bytes() == b"%PDF"
    assert [path.read_text() for path in moved] == ["of another life"]
    assert home.stat().st_mode & 0o777 == 0o700


def test_an_older_postgresql_is_upgraded(folder):
    found = sorted(recovery.DEBIAN.glob("*/bin/postgres"))
    if not found:
        pytest.skip(f"no older PostgreSQL in {recovery.DEBIAN}")
    old, var = found[0].parent, folder / "var"
    recovery.made_by(old, var)
    server = EmbeddedServer(var / "postgres")
    with pytest.raises(DatabaseUnavailable, match="tsunagu database upgrade --from-bin"):
        server.enter()
    server.leave()
    was, kept = upgrade.upgrade(server, old)
    assert (kept.name, (kept / "PG_VERSION").read_text().strip()) == (f"data.{was}", was)
    with recovery.started(var) as connection:
        rows = connection.execute("SELECT count(*), max(filler) FROM counted").fetchone()
        assert rows == (10_000, "繋ぐ9999")
        assert connection.execute("SHOW data_checksums").fetchone() == ("off",)
    with pytest.raises(DatabaseUnavailable, match="already"):
        upgrade.upgrade(server, old)
