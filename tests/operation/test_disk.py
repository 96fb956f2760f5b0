"""Space: writing stops before the disk is full, and the reserve is given up when it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tsunagu.operation import disk

PLENTY = 10**9


def test_nothing_is_written_while_little_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert not disk.is_short(tmp_path)
    monkeypatch.setattr(disk, "LEAST", 2**60)
    assert disk.is_short(tmp_path)


def test_the_reserve_is_kept_given_up_and_kept_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(disk, "RESERVE", 4096)
    reserve = disk.Reserve(tmp_path)
    reserve.fit(PLENTY)
    assert reserve.file.stat().st_blocks * 512 >= 4096  # really there, not only promised
    reserve.fit(1000)
    assert not reserve.file.exists()
    reserve.fit(disk.LEAST)  # what giving it up has freed must not be taken again
    assert not reserve.file.exists()
    reserve.fit(PLENTY)
    assert reserve.file.exists()


def test_a_reserve_for_which_there_is_no_space_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(disk, "RESERVE", 2**60)
    disk.Reserve(tmp_path).fit(2**62)
    assert list(tmp_path.iterdir()) == []
