"""Reading in the files of the smaller registers, each as a whole or not at all."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.db import transaction

from tsunagu.kernel import clock, spreadsheets
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.registers.actions.members import members
from tsunagu.registers.enums import RegisterKind, State
from tsunagu.registers.models import Reading, Record, Register
from tsunagu.registers.rules import records
from tsunagu.registers.rules.houjin import Unreadable
from tsunagu.registers.rules.records import Entry, Layout

_LAYOUTS = {
    RegisterKind.SCHOOLS: records.SCHOOLS,
    RegisterKind.GOVERNMENTS: records.GOVERNMENTS,
    RegisterKind.ROR: records.ROR_TABLE,
}
_AT_ONCE = 1000  # records that are written at once
Numbered = tuple[int, Entry]


@dataclass(slots=True)
class _Taken:
    """What was read: entries by code, and the lines that could not be taken."""

    entries: dict[str, Entry] = field(default_factory=dict)
    problems: list[dict[str, object]] = field(default_factory=list)
    lines: int = 0


def read_in(register: RegisterKind, path: Path, *, dry_run: bool = False) -> Reading:
    """Read a file of a register; entries that the file no longer names stay as they are.

    dry_run: everything is done and taken back. Raises ``Rejected`` for a file that is none of this register.
    """
    taken = _taken(register, path)
    with transaction.atomic():
        reading = _write(register, path, taken)
        transaction.set_rollback(dry_run)
    return reading


def _write(register: RegisterKind, path: Path, taken: _Taken) -> Reading:
    known = dict(Record.objects.filter(register=register).values_list("code", "digest"))
    made = [_record(register, entry) for entry in taken.entries.values()]
    new = [record for record in made if record.code not in known]
    changed = [record for record in made if known.get(record.code, record.digest) != record.digest]
    _keep([*new, *changed])
    refused = len(taken.problems)
    reading = Reading.objects.create(
        register=register,
        file=path.name[:200],
        state=State.DONE,
        ended=clock.now(),
        lines=taken.lines,
        new=len(new),
        changed=len(changed),
        same=taken.lines - len(new) - len(changed) - refused,
        refused=refused,
        problems=taken.problems[:1000],
    )
    entries = Record.objects.filter(register=register).count()
    # Such a file does not say as of which day it holds, and the day on which it is read is not that day.
    Register.objects.update_or_create(key=register, defaults={"as_of": None, "entries": entries})
    return reading


def _keep(made: Sequence[Record]) -> None:
    """Write records, over those of the same code."""
    own = [column.name for column in Record._meta.fields if column.name not in {"id", "register", "code"}]
    Record.objects.bulk_create(
        made,
        batch_size=_AT_ONCE,
        update_conflicts=True,
        unique_fields=["register", "code"],
        update_fields=own,
    )


def _record(register: RegisterKind, entry: Entry) -> Record:
    told = asdict(entry)
    written = json.dumps(told, ensure_ascii=False, sort_keys=True)
    mark = blake2b(written.encode(), digest_size=8).digest()
    return Record(
        register=register,
        digest=int.from_bytes(mark, signed=True),
        **told,
    )


def _taken(register: RegisterKind, path: Path) -> _Taken:
    """Every entry of a file; a code that stands there twice with different facts is refused the second time."""
    taken = _Taken()
    for line, make in _makers(register, path):
        taken.lines += 1
        try:
            entry = make()
            if taken.entries.setdefault(entry.code, entry) != entry:
                raise Unreadable("twice", f"{entry.code} stands above already, with other facts")
        except Unreadable as error:
            taken.problems.append({"line": line, "code": error.code, "message": error.message})
    return taken


def _makers(register: RegisterKind, path: Path) -> Iterator[tuple[int, Any]]:
    """For each line its number and what makes an entry of it."""
    if register is RegisterKind.ROR and not path.name.lower().endswith((".csv", ".xlsx")):
        for number, record in enumerate(_dumped(path), start=1):
            if records.is_japanese(record):
                yield number, lambda record=record: records.ror(record)
        return
    layout = _LAYOUTS[register]
    for number, row in _rows(layout, path):
        yield number, lambda row=row: layout.entry(row)


def _rows(layout: Layout, path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows of the first sheet by field, with their numbers."""
    sheet = next(iter(spreadsheets.read(path, spreadsheets.LONG_LIST).values()), [])
    head, *rows = sheet or [[]]
    try:
        places = records.fields(layout, head)
    except Unreadable as error:
        raise Rejected([Problem(error.code, error.message, path.name)]) from error
    for number, row in enumerate(rows, start=2):
        if any(cell.strip() for cell in row):
            filled = [*row, *[""] * (len(head) - len(row))]
            yield number, {name: filled[place] for name, place in places.items()}


def _dumped(path: Path) -> Iterator[Mapping[str, Any]]:
    """The records of a dump of ROR, a JSON list in a file or in the ZIP archive that ROR publishes, one by one."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            yield from members(file, path.name)
        return
    with zipfile.ZipFile(path) as archive:
        inside = [name for name in archive.namelist() if name.endswith(".json")]
        newest = sorted(inside, key=lambda name: ("schema_v2" in name, name))[-1:]
        if not newest:
            raise Rejected([Problem("archive", "the archive holds no JSON file", path.name)])
        with archive.open(newest[0]) as file:
            yield from members(file, newest[0])
