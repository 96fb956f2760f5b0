"""Files of a backup: what was written comes back, and what was damaged or is for another key is told."""

from __future__ import annotations

import os

import pytest

from tsunagu.database import DatabaseUnavailable, sealing

SECRET, PUBLIC = sealing.new_key()


@pytest.fixture
def key(tmp_path):
    (tmp_path / "key").write_text(f"# recipient: {PUBLIC}\n{SECRET}\n")
    return sealing.identities(tmp_path / "key")


@pytest.fixture
def other_key(tmp_path):
    (tmp_path / "other").write_text(sealing.new_key()[0])
    return sealing.identities(tmp_path / "other")


@pytest.fixture(params=["", PUBLIC], ids=["open", "encrypted"])
def to(request):
    return request.param


CONTENT = os.urandom(100_000) + b"plain words" * 100_000


def _written(folder, to):
    pieces = {}
    path = folder / ("file.zst" + (sealing.SUFFIX if to else ""))
    with sealing.writing(path, to, pieces) as file:
        file.write(CONTENT)
    return path, pieces[path.name]


def test_what_was_written_is_read_again(tmp_path, to, key):
    path, piece = _written(tmp_path, to)
    assert piece.bytes == path.stat().st_size < len(CONTENT)
    assert path.stat().st_mode & 0o777 == 0o600
    assert (b"plain words" in path.read_bytes()) is (to == "")
    with sealing.reading(path, piece, key) as file:
        assert file.read() == CONTENT


def test_a_small_file_is_sealed_and_opened(tmp_path, to, key):
    path = tmp_path / ("small" + (sealing.SUFFIX if to else ""))
    path.write_bytes(sealing.sealed(b"words" + bytes(1000), to))
    assert sealing.unsealed(path, key) == b"words" + bytes(1000)


def test_another_key_is_told(tmp_path, other_key):
    path, piece = _written(tmp_path, PUBLIC)
    with (
        pytest.raises(DatabaseUnavailable, match="encrypted for another key"),
        sealing.reading(path, piece, other_key) as file,
    ):
        file.read()


@pytest.mark.parametrize("harm", ["changed", "cut off", "empty"])
def test_damage_is_told_and_never_waited_for(tmp_path, to, key, harm):
    path, piece = _written(tmp_path, to)
    content = bytearray(path.read_bytes())
    content[50_000] ^= 1
    path.write_bytes({"changed": content, "cut off": content[:40_000], "empty": b""}[harm])
    with pytest.raises(DatabaseUnavailable, match="is damaged"), sealing.reading(path, piece, key) as file:
        file.read()


def test_trouble_of_the_writer_is_its_own(tmp_path, to):
    pieces = {}
    with pytest.raises(ZeroDivisionError), sealing.writing(tmp_path / "file", to, pieces) as file:
        file.write(b"begun" * (1 // 0))
    assert pieces == {}


def test_what_is_no_key_is_told(tmp_path):
    with pytest.raises(DatabaseUnavailable, match="is no recipient"):
        sealing.recipient("somebody")
    (tmp_path / "nonsense").write_text("nonsense")
    with pytest.raises(DatabaseUnavailable, match="AGE-SECRET-KEY-1"):
        sealing.identities(tmp_path / "nonsense")
