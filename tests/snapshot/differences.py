"""What differs between two snapshots."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from tests.snapshot.layout import laid_out

_LINES, _WIDTH = 40, 200  # of a diff that is shown


@dataclass(frozen=True, slots=True)
class Differences:
    """The files of answers that are only after, only before, or not the same."""

    before: Path
    after: Path
    layout: bool
    added: list[str]
    gone: list[str]
    changed: list[str]
    same: int

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.changed)

    def as_json(self) -> str:
        """The lists, each answer with its file and the question."""
        lists = {"added": self.added, "gone": self.gone, "changed": self.changed}
        told = {what: [self._told(name) for name in names] for what, names in lists.items()}
        return json.dumps({**told, "same": self.same}, ensure_ascii=False, indent=1)

    def _told(self, name: str) -> dict[str, str]:
        return {"file": name, "question": self.question(name)}

    def question(self, name: str) -> str:
        """What the answer in a file is to."""
        path = self.after / name
        return _read(path if path.exists() else self.before / name).partition("\n")[0]


def differences(before: Path, after: Path, *, layout: bool = False) -> Differences:
    """Compare two folders of answers. layout: pages are the same where a browser would show the same."""
    old, new = _names(before), _names(after)
    both = sorted(old & new)
    changed = [name for name in both if not _same(before / name, after / name, layout=layout)]
    return Differences(before, after, layout, sorted(new - old), sorted(old - new), changed, len(both) - len(changed))


def printed(found: Differences, show: int) -> str:
    """The lists for reading, with a short diff of the first changed answers."""
    told: list[str] = []
    for what, names in (("added", found.added), ("gone", found.gone), ("changed", found.changed)):
        told += [f"{what:8}{name}\n        {found.question(name)[:_WIDTH]}" for name in names]
    for name in found.changed[:show]:
        old, new = (_readable(_read(folder / name), layout=found.layout) for folder in (found.before, found.after))
        diff = list(unified_diff(old, new, "before", "after", n=1, lineterm=""))
        told += ["", f"=== {found.question(name)[:_WIDTH]}", *(line[:_WIDTH] for line in diff[:_LINES])]
        told += [f"... {len(diff) - _LINES} more lines"] if len(diff) > _LINES else []
    counts = f"{found.same} the same, {len(found.changed)} changed, {len(found.added)} added, {len(found.gone)} gone"
    return "\n".join([*told, counts])


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _read(path: Path) -> str:
    return path.read_bytes().decode()


def _same(before: Path, after: Path, *, layout: bool) -> bool:
    if before.read_bytes() == after.read_bytes():
        return True
    old, new = _read(before), _read(after)
    return layout and _is_page(old) and _is_page(new) and _laid_out(old) == _laid_out(new)


def _is_page(text: str) -> bool:
    return "\nContent-Type: text/html" in text.partition("\n\n")[0]


def _laid_out(text: str) -> list[str]:
    head, _, page = text.partition("\n\n")
    return [*head.split("\n"), *laid_out(page)]


def _readable(text: str, *, layout: bool) -> list[str]:
    """An answer in short lines: tags and members stand on lines of their own."""
    if _is_page(text):
        return _laid_out(text) if layout else re.sub(r"(?<=.)(?=<)", "\n", text).split("\n")
    head, _, body = text.partition("\n\n")
    if "json" in head:
        try:
            return [*head.split("\n"), *json.dumps(json.loads(body), ensure_ascii=False, indent=1).split("\n")]
        except ValueError:
            pass
    return re.sub(r"(?<=>)(?=<)", "\n", text).split("\n")
