"""A folder of backups: what is kept in it, and what is told before anything is restored from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tsunagu.database import DatabaseUnavailable, programs, restore, sealing, vault
from tsunagu.database.segments import Segment
from tsunagu.database.vault import Base, Log, Until

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
SECRET, PUBLIC = sealing.new_key()
FIRST, SECOND, THIRD = (Segment(1, number).name for number in (4, 5, 6))


def _base(folder, at=NOON, **changed):
    base = Base(
        instant=at,
        system="7",
        last=Segment(1, 3).name,
        postgres=f"{programs.major()}.1",
        tsunagu="0",
        database_bytes=1,
        files={},
    )
    base = msgspec.structs.replace(base, **changed)
    (folder / base.name).mkdir()
    vault.write(folder / base.name / vault.MANIFEST, msgspec.json.encode(base))
    return base


@pytest.fixture
def log(tmp_path):
    found = Log(tmp_path, "7")
    found.folder.mkdir(parents=True)
    return found


def test_backups_are_listed_by_age_and_by_their_manifests(tmp_path):
    later, earlier = _base(tmp_path, NOON + timedelta(hours=1)), _base(tmp_path)
    (tmp_path / "base-20261201T130001Z").mkdir()  # begun by hand, never whole
    assert list(vault.bases(tmp_path).values()) == [earlier, later]


def test_a_damaged_manifest_is_told(tmp_path):
    home = tmp_path / _base(tmp_path).name
    (home / vault.MANIFEST).write_text("{")
    with pytest.raises(DatabaseUnavailable, match="is damaged"):
        vault.bases(tmp_path)


def test_a_finished_segment_takes_the_place_of_the_one_that_was_written(log):
    log.keep(f"{FIRST}.partial", b"ha", "")
    log.keep(f"{FIRST}.partial", b"half", "")
    assert [path.name for path in log.files().values()] == [f"{FIRST}.partial.zst"]
    assert vault.segment_of(log.files()[Segment(1, 4)], [])[:6] == b"half\0\0"
    log.keep(FIRST, b"whole", "")
    assert [path.name for path in log.folder.iterdir()] == [f"{FIRST}-{sealing.digest(b'whole')}.zst"]


def test_a_finished_segment_may_come_twice_but_no_other_of_its_name(log):
    log.keep(FIRST, b"whole", "")
    log.keep(FIRST, b"whole", "")
    with pytest.raises(DatabaseUnavailable, match="Another database"):
        log.keep(FIRST, b"of another database", "")
    assert vault.segment_of(log.files()[Segment(1, 4)], [])[:6] == b"whole\0"


def test_a_segment_that_is_not_the_one_that_was_written_is_told(log):
    log.keep(FIRST, b"whole", "")
    path = log.files()[Segment(1, 4)]
    path.write_bytes(sealing.sealed(b"other", ""))
    with pytest.raises(DatabaseUnavailable, match="is damaged"):
        vault.segment_of(path, [])


def test_until_when_the_log_is_complete_is_remembered(log):
    assert log.until() is None
    log.tell(Until(instant=NOON, segment=FIRST, bytes=5))
    assert log.until() == Until(instant=NOON, segment=FIRST, bytes=5)


def test_a_folder_of_encrypted_backups_takes_no_open_one(tmp_path):
    _base(tmp_path, recipient=PUBLIC)
    vault.must_stay_encrypted(tmp_path, PUBLIC)
    with pytest.raises(DatabaseUnavailable, match="TSUNAGU_BACKUP_KEY"):
        vault.must_stay_encrypted(tmp_path, "")


# What is told before anything is touched ----------------------------------------------------------------------------


def test_the_newest_backup_before_the_instant_is_taken(tmp_path):
    earlier, later = _base(tmp_path), _base(tmp_path, NOON + timedelta(hours=1))
    assert restore.planned(tmp_path, []).base == later
    assert restore.planned(tmp_path, [], NOON + timedelta(minutes=59)).base == earlier


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(DatabaseUnavailable, match="holds no backup"):
        restore.planned(tmp_path, [])


def test_an_instant_before_the_first_backup_is_told(tmp_path):
    _base(tmp_path)
    with pytest.raises(DatabaseUnavailable, match="Give --to a later instant"):
        restore.planned(tmp_path, [], NOON - timedelta(seconds=1))


def test_a_missing_and_a_wrong_key_are_told(tmp_path):
    _base(tmp_path, recipient=PUBLIC)
    (tmp_path / "other").write_text(sealing.new_key()[0])
    with pytest.raises(DatabaseUnavailable, match="Give its key with --key-file"):
        restore.planned(tmp_path, [])
    with pytest.raises(DatabaseUnavailable, match="which this key does not open"):
        restore.planned(tmp_path, sealing.identities(tmp_path / "other"))


def test_a_backup_of_another_postgresql_is_told(tmp_path):
    _base(tmp_path, postgres="15.3")
    with pytest.raises(DatabaseUnavailable, match="is of PostgreSQL 15, and this Tsunagu brings"):
        restore.planned(tmp_path, [])


def test_a_gap_is_told_unless_an_instant_before_it_is_asked_for(tmp_path, log):
    _base(tmp_path)
    log.keep(FIRST, b"4", "")
    log.keep(THIRD, b"6", "")
    with pytest.raises(DatabaseUnavailable, match=f"{SECOND} is missing"):
        restore.planned(tmp_path, [])
    assert restore.planned(tmp_path, [], NOON).reach.segments == (Segment(1, 4),)
