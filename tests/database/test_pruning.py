"""Old backups go, the newest ones stay, and what they need of the log."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.database.test_recovery import PUBLIC, SECRET, _do, _folder, _words, _write
from tests.database.test_vault import NOON, _base
from tsunagu.cli.backup import backup as command
from tsunagu.database import EmbeddedServer, backup, pruning, vault
from tsunagu.database.archive import Archive
from tsunagu.database.segments import Segment
from tsunagu.database.vault import Log

HOUR = timedelta(hours=1)
folder = pytest.fixture(name="folder")(_folder)


def _at(hours: int, number: int, tmp_path: Path, **changed: object) -> str:
    return _base(tmp_path, NOON + hours * HOUR, last=Segment(changed.pop("timeline", 1), number).name, **changed).name


def _log(tmp_path: Path, *segments: Segment, system: str = "7") -> Log:
    log = Log(tmp_path, system)
    log.folder.mkdir(parents=True)
    for segment in segments:
        log.keep(segment.name, segment.name.encode(), "")
    return log


def _names(what: pruning.Superseded) -> tuple[list[str], list[str]]:
    return [home.name for home in what.bases], [file.name[:24] for file in what.log]


def test_the_newest_stay_with_the_log_that_follows_the_oldest_of_them(tmp_path):
    first, second, third = (_at(hours, number, tmp_path) for hours, number in ((0, 3), (1, 5), (2, 7)))
    log = _log(tmp_path, *(Segment(1, number) for number in range(3, 9)))
    one = pruning.superseded(tmp_path, 1)
    two = pruning.superseded(tmp_path, 2)
    assert _names(one) == ([first, second], [Segment(1, number).name for number in (3, 4, 5, 6)])
    assert _names(two) == ([first], [Segment(1, number).name for number in (3, 4)])
    assert two.bytes == sum(file.stat().st_size for file in (tmp_path / first / vault.MANIFEST, *two.log))
    assert _names(pruning.superseded(tmp_path, 3)) == ([], [])
    pruning.remove(tmp_path, two)
    assert [base.name for base in vault.bases(tmp_path).values()] == [second, third]
    assert min(segment.number for segment in log.files()) == 5
    assert list(tmp_path.glob(".gone-*")) == []


def test_the_newest_backup_always_stays(tmp_path):
    _at(0, 3, tmp_path)
    with pytest.raises(ValueError, match="stays"):
        pruning.superseded(tmp_path, 0)
    assert CliRunner().invoke(command, ["prune", str(tmp_path), "--keep", "0"]).exit_code == 2


def test_what_an_earlier_timeline_left_behind_after_a_fork_stays(tmp_path):
    old, new = _at(0, 3, tmp_path), _at(1, 6, tmp_path, timeline=2)
    _log(tmp_path, Segment(1, 4), Segment(1, 6), Segment(1, 9), Segment(2, 5), Segment(2, 6))
    assert _names(pruning.superseded(tmp_path, 1)) == ([old], [Segment(1, 4).name, Segment(2, 5).name])
    assert new in {base.name for base in vault.bases(tmp_path).values()}


def test_all_the_log_of_a_cluster_without_a_backup_that_stays_goes_and_no_other(tmp_path):
    _at(0, 3, tmp_path, system="6")
    _at(1, 3, tmp_path)
    _log(tmp_path, Segment(1, 3), Segment(1, 4), system="6")
    _log(tmp_path, Segment(1, 3), Segment(1, 4))
    _log(tmp_path, Segment(1, 1), system="8")  # of one whose first backup is yet to come
    gone = pruning.superseded(tmp_path, 1).log
    assert {file.parent.name for file in gone} == {"6"}
    assert len(gone) == 2


def test_a_removal_that_was_cut_off_is_made_good_the_next_time(tmp_path):
    _at(0, 3, tmp_path)
    left = tmp_path / ".gone-base-20261130T120000Z"
    left.mkdir()
    pruning.remove(tmp_path, pruning.superseded(tmp_path, 1))
    assert (left.exists(), len(vault.bases(tmp_path))) == (False, 1)


@pytest.mark.long
def test_what_is_left_is_restored_whole_and_a_damaged_backup_keeps_the_others(folder: Path):
    (folder / "key").write_text(SECRET)
    place = folder / "vault"
    place.mkdir()
    server = EmbeddedServer(folder / "var" / "postgres")
    server.enter()
    try:
        _do(server, "CREATE TABLE word (text text)")
        archive = Archive(server, place, {}, PUBLIC)
        for word in "abc":
            _write(server, word)
            _do(server, "SELECT pg_switch_wal()")
            while word == "a" and not vault.bases(place):
                archive.look()
                time.sleep(0.1)
            time.sleep(1.1)
            backup.take(server, place, {}, PUBLIC)
            archive.look()
        archive.close()
    finally:
        server.leave()

    def prune(*words: str) -> tuple[int, str]:
        given = ["prune", str(place), "--keep", "1", "--key-file", str(folder / "key"), *words]
        result = CliRunner().invoke(command, given)
        return result.exit_code, result.output

    bases = list(vault.bases(place))
    code, said = prune("--dry-run")
    assert (code, f"would be removed: {len(bases) - 1} backups" in said, list(vault.bases(place))) == (0, True, bases)
    cluster = next(bases[-1].glob("cluster*"))
    whole = cluster.read_bytes()
    cluster.write_bytes(whole[: len(whole) // 2])
    assert (prune()[0], list(vault.bases(place))) == (1, bases)
    cluster.write_bytes(whole)
    code, said = prune()
    assert (code, f"{bases[-1].name} can be restored" in said, list(vault.bases(place))) == (0, True, bases[-1:])
    assert prune()[1] == "nothing to remove: 1 are to stay\n"
    from tests.database.test_recovery import _back
    from tsunagu.database import sealing

    _back(folder / "new", place, sealing.identities(folder / "key"))
    assert _words(folder / "new") == ["a", "b", "c"]
