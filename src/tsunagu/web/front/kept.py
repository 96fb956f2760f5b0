"""Pages that were rendered since the data last changed, kept for every reader and shared by the workers.

A page goes into a file of LMDB, which all workers of a machine have mapped and which is never larger than it may be. It
is a cache alone: full or damaged, it is begun anew, and after a crash of the machine it is another file.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import shutil
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path

import lmdb
import msgspec

from tsunagu.operation import disk
from tsunagu.web.front import encodings
from tsunagu.web.front.answers import Answer

LARGEST = 4 * 2**20  # bytes of a page that is kept
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_NUMBER = b"x-request-id"  # of the request for which a page was rendered
_MADE_AGAIN = (b"content-length", b"content-encoding", b"vary", b"etag")
_log = logging.getLogger(__name__)


class Page(msgspec.Struct, frozen=True, array_like=True):
    """A page as it is kept. size: of its body unpressed. way: how it is pressed."""

    headers: list[tuple[bytes, bytes]]
    etag: bytes
    size: int
    way: str
    body: bytes

    @classmethod
    def of(cls, answer: Answer) -> Page:
        """A page that was just rendered, pressed where that makes it smaller."""
        way = encodings.KEPT if encodings.shrinks(answer.header(b"content-type")) else encodings.PLAIN
        body = answer.body if way == encodings.PLAIN else encodings.press(answer.body, way)
        headers = [*answer.without(*_MADE_AGAIN), (b"vary", _vary(answer))]
        return cls(headers, _weak(answer), len(answer.body), way, body)

    def pressed(self, way: str) -> Page:
        """The same, pressed another way."""
        if way == self.way or self.way == encodings.PLAIN:
            return self
        plain = encodings.unpress(self.body, self.size)
        body = plain if way == encodings.PLAIN else encodings.press(plain, way)
        return msgspec.structs.replace(self, way=way, body=body)

    def answer(self, none_match: bytes) -> Answer:
        """What goes out, or 304 to who has it already. none_match: the tags of what a reader has."""
        headers = [*self.headers, (b"etag", self.etag)]
        if self._is_among(none_match):
            return Answer(HTTPStatus.NOT_MODIFIED, headers)
        if self.way != encodings.PLAIN:
            headers.append((b"content-encoding", self.way.encode()))
        return Answer(HTTPStatus.OK, headers, self.body)

    def _is_among(self, none_match: bytes) -> bool:
        tags = {tag.strip().removeprefix(b"W/") for tag in none_match.split(b",")}
        return b"*" in tags or self.etag.removeprefix(b"W/") in tags


def _vary(answer: Answer) -> bytes:
    return b", ".join(filter(None, (answer.header(b"vary"), b"Accept-Encoding")))


def _weak(answer: Answer) -> bytes:
    """The tag of an answer, weak since it is pressed in several ways."""
    tag = answer.header(b"etag") or b'"%s"' % hashlib.blake2b(answer.body, digest_size=16).hexdigest().encode()
    return tag if tag.startswith(b"W/") else b"W/" + tag


class Kept:
    """The pages kept in a folder. code: what the pages were made by beside the data. most: bytes of the file."""

    def __init__(self, folder: Path, code: str, most: int) -> None:
        self._home = folder
        self._folder = folder / _name(code)
        self._most = most
        self._file = self._opened()
        self._decoder = msgspec.msgpack.Decoder(Page)

    def find(self, key: bytes, way: str) -> Page | None:
        """A page by its key, pressed in a way; none where it has to be rendered."""
        own = key + way.encode()
        try:
            found = self._read(own)
            if found is not None:
                return found
            kept = self._read(key)
        except (lmdb.Error, msgspec.DecodeError):
            self._anew()
            return None
        if kept is None or kept.way == way:
            return kept
        found = kept.pressed(way)
        if way != encodings.PLAIN:
            self._write(own, found)
        return found

    def keep(self, key: bytes, page: Page) -> None:
        """Keep a page, unless it is very large or the disk is nearly full."""
        if len(page.body) <= LARGEST and not disk.is_short(self._home):
            headers = [pair for pair in page.headers if pair[0] != _NUMBER]
            self._write(key, msgspec.structs.replace(page, headers=headers))

    def note(self, name: bytes, text: bytes) -> None:
        """Keep a word beside the pages, for a worker that comes later."""
        with contextlib.suppress(lmdb.Error), self._file.begin(write=True) as writing:
            writing.put(name, text)

    def noted(self, name: bytes) -> bytes | None:
        """A word kept beside the pages."""
        with contextlib.suppress(lmdb.Error), self._file.begin() as reading:
            return reading.get(name)
        return None

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _read(self, key: bytes) -> Page | None:
        with self._file.begin() as reading:
            found = reading.get(key)
        return None if found is None else self._decoder.decode(found)

    def _write(self, key: bytes, page: Page) -> None:
        text = msgspec.msgpack.encode(page)
        try:
            self._put(key, text)
        except lmdb.MapFullError:
            self._empty()
        except lmdb.Error:
            self._anew()

    def _put(self, key: bytes, text: bytes) -> None:
        with self._file.begin(write=True) as writing:
            writing.put(key, text)

    def _empty(self) -> None:
        """Begin anew with an empty file: pages that are still asked for are soon there again."""
        try:
            self._file.reader_check()  # what a killed worker was reading holds room
            with self._file.begin(write=True) as writing:
                writing.drop(self._file.open_db(), delete=False)
        except lmdb.Error:
            self._anew()

    def _anew(self) -> None:
        """Put another file in the place of one that cannot be read or written."""
        _log.warning("the kept pages in %s could not be used and are begun anew", self._folder)
        self._file.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._file = self._opened()

    def _opened(self) -> lmdb.Environment:
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        _remove(other for other in self._home.iterdir() if other != self._folder)
        try:
            return _open(self._folder, self._most)
        except lmdb.Error:
            shutil.rmtree(self._folder, ignore_errors=True)
            return _open(self._folder, self._most)


def _open(folder: Path, most: int) -> lmdb.Environment:
    folder.mkdir(exist_ok=True, mode=0o700)
    # Nothing waits for the disk: after a crash of the machine the file is another one.
    return lmdb.open(str(folder), map_size=most, mode=0o600, sync=False, metasync=False, max_readers=64)


def _remove(folders: Iterable[Path]) -> None:
    """Remove what other versions kept; a worker of theirs that still runs keeps what it has open."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _name(code: str) -> str:
    """Another name after each boot of the machine and each change of the code."""
    boot = _BOOT.read_text() if _BOOT.exists() else str(os.getppid())
    return hashlib.blake2b(f"{boot}{code}{lmdb.version()}".encode(), digest_size=8).hexdigest()
