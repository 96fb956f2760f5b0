"""Attached documents on disk: a folder each below ``var/sources``, which appears and goes as a whole."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from tsunagu.catalog.originals.reading import kind_of, take_apart
from tsunagu.kernel import versions

Box = tuple[int, int, int, int]
_ABOUT = "original.json"


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its text, and for a PDF the size of its picture and the box of each letter on it."""

    text: str
    boxes: Sequence[Box] = ()
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Original:
    """An attached document. ``name`` is what its file was called, ``sha256`` the hash of its bytes."""

    folder: Path
    name: str
    kind: str
    sha256: str
    pages: int

    @property
    def has_pages(self) -> bool:
        """Whether its pages can be told apart, which a text without form feeds does not allow."""
        return self.kind == "pdf" or self.pages > 1

    def page(self, number: int) -> Page:
        """One page, from 1."""
        return Page(**json.loads((self.folder / "pages" / f"{number}.json").read_text()))

    def picture(self, number: int) -> bytes:
        """The picture of a page of a PDF, as WebP."""
        return (self.folder / "pages" / f"{number}.webp").read_bytes()

    def texts(self) -> list[str]:
        """The text of every page."""
        return [self.page(number).text for number in range(1, self.pages + 1)]


def is_attached(document: str) -> bool:
    """Whether a file is attached to the document of this key."""
    return (_place(document) / _ABOUT).exists()


def attached(document: str) -> Original | None:
    """What is attached to the document of this key."""
    folder = _place(document)
    try:
        return Original(folder, **json.loads((folder / _ABOUT).read_text()))
    except FileNotFoundError:
        return None


def write(document: str, path: Path, seconds: int) -> Original:
    """Attach a file in the place of one that was there. Raises ``Rejected``, and then nothing changes."""
    kind = kind_of(path)
    _root().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_root(), prefix=".") as made:
        folder = Path(made) / document
        folder.mkdir()
        about: dict[str, Any] = {
            "name": path.name,
            "kind": kind,
            "sha256": _hash(path),
            "pages": take_apart(path, kind, folder / "pages", seconds),
        }
        shutil.copyfile(path, folder / f"original.{kind}")
        (folder / _ABOUT).write_text(json.dumps(about, ensure_ascii=False))
        remove(document)
        folder.rename(_place(document))
    return Original(_place(document), **about)


def remove(document: str) -> bool:
    """Take back what is attached to a document; whether there was something."""
    folder = _place(document)
    if not folder.exists():
        return False
    with tempfile.TemporaryDirectory(dir=_root(), prefix=".") as gone:
        folder.rename(Path(gone) / document)
    return True


def version() -> str:
    """What becomes another one when something is attached or taken back."""
    return versions.of(_root().glob("[!.]*"))


def irreplaceable() -> dict[str, Path]:
    """The attached documents, for a backup."""
    return {"sources": _root()}


def _root() -> Path:
    return Path(settings.VAR) / "sources"


def _place(document: str) -> Path:
    return _root() / document


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
