"""The file of kept pages: shared, bounded, and begun anew when it is full or damaged."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tsunagu.web.front.answers import Answer
from tsunagu.web.front.encodings import PLAIN
from tsunagu.web.front.kept import Kept, Page

TEXT = [(b"content-type", b"text/html")]
PICTURE = [(b"content-type", b"image/webp")]


def page(body: bytes, headers=TEXT) -> Page:
    return Page.of(Answer(200, headers, body))


def body(kept: Kept, key: bytes) -> bytes | None:
    found = kept.find(key, PLAIN)
    return None if found is None else found.body


def test_what_one_process_keeps_is_there_for_another_that_is_open_already(tmp_path: Path):
    told, tell = os.pipe()
    other = os.fork()
    if not other:
        kept = Kept(tmp_path, "code", 2**20)
        os.read(told, 1)
        os._exit(body(kept, b"key") != b"<p>" * 100)
    Kept(tmp_path, "code", 2**20).keep(b"key", page(b"<p>" * 100))
    os.write(tell, b"!")
    assert os.waitpid(other, 0)[1] == 0


def test_a_page_is_there_after_a_start(tmp_path: Path):
    before = Kept(tmp_path, "code", 2**20)
    before.keep(b"key", page(b"<p>" * 100))
    before.close()
    assert body(Kept(tmp_path, "code", 2**20), b"key") == b"<p>" * 100


def test_another_code_begins_with_none_and_takes_away_what_was_there(tmp_path: Path):
    before = Kept(tmp_path, "code", 2**20)
    before.keep(b"key", page(b"old"))
    assert body(Kept(tmp_path, "other code", 2**20), b"key") is None
    assert len(list(tmp_path.iterdir())) == 1


def test_a_full_file_is_emptied_and_stays_within_its_bound(tmp_path: Path):
    kept = Kept(tmp_path, "code", 2**20)
    for number in range(100):
        kept.keep(b"%d" % number, page(bytes([number]) * 50_000, PICTURE))
    [file] = tmp_path.glob("*/data.mdb")
    assert file.stat().st_size <= 2**20
    assert body(kept, b"0") is None
    assert sum(body(kept, b"%d" % number) is not None for number in range(100)) > 0


@pytest.mark.parametrize("damage", [b"\xff" * 40_000, b"short"])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, damage: bytes):
    Kept(tmp_path, "code", 2**20).close()
    [file] = tmp_path.glob("*/data.mdb")
    file.write_bytes(damage)
    kept = Kept(tmp_path, "code", 2**20)
    kept.keep(b"key", page(b"new"))
    assert body(kept, b"key") == b"new"


def test_nobody_else_reads_the_file(tmp_path: Path):
    home = tmp_path / "kept"
    Kept(home, "code", 2**20)
    modes = {path.name: path.stat().st_mode & 0o077 for path in [home, *home.rglob("*")]}
    assert set(modes.values()) == {0}


def test_a_page_that_is_very_large_is_not_kept(tmp_path: Path):
    kept = Kept(tmp_path, "code", 2**24)
    kept.keep(b"key", page(b"x" * (5 * 2**20), PICTURE))
    assert body(kept, b"key") is None


def test_a_picture_is_kept_as_it_is(tmp_path: Path):
    found = page(b"pixels", PICTURE).pressed("br").answer(b"")
    assert (found.body, found.header(b"content-encoding")) == (b"pixels", b"")


def test_a_word_is_kept_beside_the_pages(tmp_path: Path):
    before = Kept(tmp_path, "code", 2**20)
    before.note(b"version", b"7")
    before.close()
    assert Kept(tmp_path, "code", 2**20).noted(b"version") == b"7"
