"""From the spool of the receiver into a folder of backups, without a server."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest

from tsunagu.database import DatabaseUnavailable, EmbeddedServer, vault
from tsunagu.database.archive import Archive
from tsunagu.database.segments import Segment
from tsunagu.database.vault import Log, Until

FIRST, SECOND = Segment(1, 4), Segment(1, 5)


@pytest.fixture
def log(tmp_path):
    found = Log(tmp_path / "vault", "7")
    found.folder.mkdir(parents=True)
    return found


@pytest.fixture
def archive(tmp_path):
    found = Archive(EmbeddedServer(tmp_path / "postgres"), tmp_path / "vault", {})
    found.spool.mkdir(parents=True)
    return found


def _receive(archive: Archive, name: str, content: bytes) -> None:
    """As the receiver writes: a segment that is not finished ends in emptiness."""
    (archive.spool / name).write_bytes(content + bytes(1000))


def _kept(log: Log, segment: Segment) -> bytes:
    return vault.segment_of(log.files()[segment], []).rstrip(b"\0")


def test_a_segment_is_carried_as_it_grows_and_when_it_is_finished(archive, log):
    _receive(archive, f"{FIRST.name}.partial", b"one")
    archive._carry(log)
    assert _kept(log, FIRST) == b"one"
    _receive(archive, f"{FIRST.name}.partial", b"one, two")
    archive._carry(log)
    assert _kept(log, FIRST) == b"one, two"
    (archive.spool / f"{FIRST.name}.partial").rename(archive.spool / FIRST.name)
    _receive(archive, f"{SECOND.name}.partial", b"three")
    archive._carry(log)
    assert (_kept(log, FIRST), _kept(log, SECOND)) == (b"one, two", b"three")
    assert [path.name for path in archive.spool.iterdir()] == [f"{SECOND.name}.partial"]


def test_less_than_is_kept_is_not_carried_also_by_the_next_process(archive, log):
    log.keep(f"{FIRST.name}.partial", b"one, two", "")
    log.tell(Until(instant=datetime.now(UTC), segment=f"{FIRST.name}.partial", bytes=8))
    _receive(archive, f"{FIRST.name}.partial", b"one")  # a receiver that begins again
    archive._carry(log)
    assert _kept(log, FIRST) == b"one, two"
    _receive(archive, f"{FIRST.name}.partial", b"one, two, three")
    archive._carry(log)
    assert _kept(log, FIRST) == b"one, two, three"


def test_what_could_not_be_carried_is_carried_at_the_next_look(archive, log):
    _receive(archive, f"{FIRST.name}.partial", b"one")
    shutil.rmtree(log.folder)
    with pytest.raises(FileNotFoundError):
        archive._carry(log)
    log.folder.mkdir()
    archive._carry(log)
    assert _kept(log, FIRST) == b"one"


def test_a_folder_that_is_not_there_is_told_and_made_by_nobody(tmp_path):
    archive = Archive(EmbeddedServer(tmp_path / "postgres"), tmp_path / "unmounted", {})
    with pytest.raises(DatabaseUnavailable, match="is not there"):
        archive.look()
    assert not (tmp_path / "unmounted").exists()
