"""Files as a backup keeps them: compressed, and encrypted for a recipient where one is named (age, age-encryption.org).

What is sealed can be opened without Tsunagu: ``age --decrypt -i KEY FILE | zstd -d``.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, cast

import msgspec
import pyarrow as pa
import pyrage

from tsunagu.database.problems import DatabaseUnavailable

SUFFIX = ".age"
_BLOCK = 2**20  # bytes
_CODEC = "zstd"


Keys = list[pyrage.x25519.Identity]

Act = Callable[[IO[bytes]], None]  # with one end of a pipe


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was written."""

    bytes: int
    sha256: str


def recipient(text: str) -> pyrage.x25519.Recipient:
    """Whom to encrypt for, from the ``age1…`` of a key."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise DatabaseUnavailable(
            f"{text[:12]}… is no recipient. Give the public part of a key, which begins with age1; "
            "`tsunagu backup key FILE` makes one."
        ) from error


def identities(file: Path) -> Keys:
    """The keys in a file as age-keygen writes it."""
    try:
        lines = [line.strip() for line in file.read_text().splitlines()]
        return [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise DatabaseUnavailable(
            f"{file} cannot be read as a key file. It must hold a line that begins with AGE-SECRET-KEY-1."
        ) from error


def new_key() -> tuple[str, str]:
    """A key: what must stay secret, and whom to encrypt for."""
    key = pyrage.x25519.Identity.generate()
    return str(key), str(key.to_public())


def digest(content: bytes) -> str:
    """What tells whether a segment is the one that was written."""
    return hashlib.sha256(content).hexdigest()[:16]


def sealed(content: bytes, to: str) -> bytes:
    """Bytes, compressed, and encrypted if a recipient is given."""
    packed: bytes = pa.Codec(_CODEC).compress(content, asbytes=True)
    return pyrage.encrypt(packed, [recipient(to)]) if to else packed


def unsealed(file: Path, keys: Keys) -> bytes:
    """The bytes that were sealed in a small file."""
    content = file.read_bytes()
    with _explained(file):
        packed = pyrage.decrypt(content, keys) if file.suffix == SUFFIX else content
        return bytes(pa.CompressedInputStream(pa.BufferReader(packed), _CODEC).read())


@contextlib.contextmanager
def writing(path: Path, to: str, pieces: dict[str, Piece]) -> Iterator[IO[bytes]]:
    """Where to write; compressed and encrypted on its way, never on the disk in the clear.

    Adds what was written to ``pieces``, by the file's name.
    """
    counted = _Counted(path)

    def store(packed: IO[bytes]) -> None:
        with counted:
            if to:
                pyrage.encrypt_io(packed, cast("Any", counted), [recipient(to)])
            else:
                shutil.copyfileobj(packed, cast("Any", counted), _BLOCK)

    with _into(store) as packed, _into(lambda plain: _pack(plain, packed)) as file:
        yield file
    pieces[path.name] = counted.piece()


def _pack(plain: IO[bytes], packed: IO[bytes]) -> None:
    with pa.CompressedOutputStream(pa.PythonFile(packed, "w"), _CODEC) as target:
        shutil.copyfileobj(plain, target, _BLOCK)


@contextlib.contextmanager
def reading(path: Path, piece: Piece, keys: Keys) -> Iterator[IO[bytes]]:
    """What stands in a file, decrypted, uncompressed and at its end compared with what was written."""

    def load(packed: IO[bytes]) -> None:
        with _Hashed(path) as source:
            if path.suffix == SUFFIX:
                _decrypt(source, packed, keys)
            else:
                shutil.copyfileobj(cast("Any", source), packed, _BLOCK)
            if source.hash.hexdigest() != piece.sha256:
                raise DatabaseUnavailable(f"{path} is damaged: it is not what was written. Nothing was changed.")

    with _explained(path), _out_of(load) as packed, _unpacking(packed) as plain:
        yield plain
        while plain.read(_BLOCK):  # to its end, where it is compared
            pass


def _decrypt(source: _Hashed, packed: IO[bytes], keys: Keys) -> None:
    try:
        pyrage.decrypt_io(cast("Any", source), packed, keys)
    except OSError as error:
        # what is damaged after the beginning of a file looks like trouble of the pipe
        raise error if _is_cut_off(error) else pyrage.DecryptError(str(error)) from error


@contextlib.contextmanager
def _unpacking(packed: IO[bytes]) -> Iterator[IO[bytes]]:
    with pa.CompressedInputStream(pa.PythonFile(packed, "r"), _CODEC) as plain:
        yield cast("IO[bytes]", plain)


@contextlib.contextmanager
def _into(consume: Act) -> Iterator[IO[bytes]]:
    """A pipe that is read beside us."""
    read, write = os.pipe()
    source, end = os.fdopen(read, "rb", _BLOCK), os.fdopen(write, "wb", _BLOCK)
    with _beside(consume, source), end:
        yield end


@contextlib.contextmanager
def _out_of(produce: Act) -> Iterator[IO[bytes]]:
    """A pipe that is written beside us."""
    read, write = os.pipe()
    end, target = os.fdopen(read, "rb", _BLOCK), os.fdopen(write, "wb", _BLOCK)
    with _beside(produce, target), end:
        yield end


@contextlib.contextmanager
def _beside(act: Act, end: IO[bytes]) -> Iterator[None]:
    """Let something be done with the other end of a pipe; its trouble is the cause of ours, and comes first."""
    troubles: list[BaseException] = []

    def guarded() -> None:
        try:
            with end:
                act(end)
        except BaseException as error:  # noqa: BLE001 - raised below; the binding of age has some of its own kind
            troubles.append(error)

    thread = threading.Thread(target=guarded, daemon=True)
    thread.start()
    try:
        yield
    except Exception:
        thread.join()
        if troubles and not _is_cut_off(troubles[0]):
            raise troubles[0] from None
        raise
    thread.join()
    if troubles:
        raise troubles[0]


def _is_cut_off(trouble: BaseException) -> bool:
    """Whether it is only that we had gone."""
    return "Broken pipe" in str(trouble)


@contextlib.contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise DatabaseUnavailable(
                f"{file} is encrypted for another key. Give the file of that key with --key-file."
            ) from error
        raise DatabaseUnavailable(f"{file} is damaged: it cannot be decrypted. Nothing was changed.") from error
    except (pa.ArrowException, EOFError) as error:
        raise DatabaseUnavailable(f"{file} is damaged: it cannot be uncompressed. Nothing was changed.") from error


class _Counted:
    """A new file for its owner only, with the hash of what was written to it; on the disk when it is closed."""

    def __init__(self, path: Path) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self._file = os.fdopen(os.open(path, flags, 0o600), "wb", _BLOCK)
        self._hash = hashlib.sha256()
        self._bytes = 0

    def write(self, content: bytes) -> int:
        self._hash.update(content)
        self._bytes += len(content)
        return self._file.write(content)

    def flush(self) -> None:
        self._file.flush()

    def piece(self) -> Piece:
        return Piece(bytes=self._bytes, sha256=self._hash.hexdigest())

    def __enter__(self) -> _Counted:
        return self

    def __exit__(self, *_: object) -> None:
        with self._file:
            self._file.flush()
            os.fsync(self._file.fileno())


class _Hashed:
    """A file with the hash of what was read of it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", _BLOCK)
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self.hash.update(content)
        return content

    def __enter__(self) -> _Hashed:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
