"""What the operator announced: maintenance in which no page answers, or a time in which nothing can be sent in.

One file under ``var``, so that it is known while the database is away. It is read again when it changed.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from tsunagu.kernel.labels import Label, Labeled

FILE = "notice.json"


class Kind(Labeled):
    """What happens from the beginning on; before it, pages carry the announcement only."""

    MAINTENANCE = "maintenance", "メンテナンス", "Maintenance"
    READ_ONLY = "read-only", "閲覧のみ", "Read-only"


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """An announcement. until: unknown is none. ja, en: what the operator wants to say beside it."""

    kind: str
    begins: datetime
    until: datetime | None = None
    ja: str = ""
    en: str = ""

    @property
    def label(self) -> Kind:
        """What it is, with its names."""
        return Kind(self.kind)

    @property
    def words(self) -> str:
        """What the operator says, in the reader's language if it is there."""
        return str(Label(self.ja, self.en)) or self.ja

    def is_over(self, now: datetime) -> bool:
        """Whether its end has passed."""
        return self.until is not None and now >= self.until

    def holds(self, now: datetime) -> bool:
        """Whether it has begun and is not over."""
        return self.begins <= now and not self.is_over(now)


class Board:
    """Where the announcement hangs."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE
        self._stamp: tuple[int, int] | None = None
        self._notice: Notice | None = None

    def stamp(self) -> tuple[int, int] | None:
        """What changes with the announcement."""
        try:
            found = self.file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino

    def notice(self, now: datetime) -> Notice | None:
        """What is announced or holds."""
        stamp = self.stamp()
        if stamp != self._stamp:
            self._notice = msgspec.json.decode(self.file.read_bytes(), type=Notice) if stamp else None
            self._stamp = stamp
        return None if self._notice is None or self._notice.is_over(now) else self._notice

    def put(self, notice: Notice) -> None:
        """Announce this in place of what was announced."""
        beginning = self.file.with_suffix(".beginning")
        beginning.write_bytes(msgspec.json.encode(notice))
        beginning.replace(self.file)

    def clear(self) -> bool:
        """Take it down; says whether there was one."""
        was = self.file.exists()
        self.file.unlink(missing_ok=True)
        return was
