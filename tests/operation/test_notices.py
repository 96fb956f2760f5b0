"""Announcements: before, during and after; read again when they change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tsunagu.operation.notices import Board, Notice

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_an_announcement_hangs_from_when_it_is_made_until_its_end(tmp_path: Path):
    board = Board(tmp_path)
    assert board.notice(NOW) is None
    board.put(Notice(kind="maintenance", begins=NOW + HOUR, until=NOW + 2 * HOUR, ja="入れ替え"))
    found = board.notice(NOW)
    assert found is not None
    assert (str(found.words), found.holds(NOW), found.holds(NOW + HOUR), found.holds(NOW + 2 * HOUR)) == (
        "入れ替え",
        False,
        True,
        False,
    )
    assert board.notice(NOW + 2 * HOUR) is None


def test_another_process_sees_what_changed(tmp_path: Path):
    here, there = Board(tmp_path), Board(tmp_path)
    here.put(Notice(kind="maintenance", begins=NOW))
    before = there.stamp()
    assert there.notice(NOW).kind == "maintenance"
    here.put(Notice(kind="read-only", begins=NOW))
    assert there.notice(NOW).kind == "read-only"
    assert there.stamp() != before
    assert (here.clear(), here.clear()) == (True, False)
    assert there.notice(NOW) is None
