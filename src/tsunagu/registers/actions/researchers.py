"""Reading in a file of researchers, portion by portion, each in a transaction with the place that was reached.

What people are is not said here: entries stay as the register has them, and ``organizations`` compares them with the
directory. Who was removed is not read in again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path

import msgspec
from django.db import transaction

from tsunagu.kernel import clock
from tsunagu.registers import queries
from tsunagu.registers.actions import researcher_files
from tsunagu.registers.actions.researcher_files import Raw
from tsunagu.registers.enums import Outcome, PeopleRegister, State
from tsunagu.registers.models import Reading, Register, Unlisted
from tsunagu.registers.models import Researcher as Entry
from tsunagu.registers.rules.researchers import Claim, Researcher, Wrong

_AT_ONCE = 1000  # lines of a portion
_MOST_PROBLEMS = 1000  # that are kept with their lines
_KEPT = ("name", "kana", "latin", "fields", "numbers", "posts", "digest", "file", "mark", "line", "as_of")
Tell = Callable[[Reading, int], object]


@dataclass(slots=True)
class _Read:
    """The entries of a portion by their numbers, with the lines that told of each."""

    entries: dict[str, Researcher] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)
    problems: list[dict[str, object]] = field(default_factory=list)

    def take(self, raw: Raw) -> None:
        """Take a line; what is wrong with it is kept beside the others."""
        try:
            entry = raw.make()
            earlier = self.entries.get(entry.code)
            self.entries[entry.code] = earlier.joined(entry) if earlier else entry
            self.lines.setdefault(entry.code, []).append(raw.line)
        except Wrong as error:
            self.refuse(raw.line, error)

    def refuse(self, line: int, error: Wrong) -> None:
        """Keep what is wrong with a line."""
        told = {"column": error.column, "code": error.code, "message": error.message}
        self.problems.append({"line": line, **told})


def read_in(register: PeopleRegister, path: Path, *, tell: Tell = lambda reading, size: None) -> Reading:
    """Read a file of researchers, from where an earlier reading of it was stopped.

    tell: is given the reading and 0 after each portion. Raises ``Rejected``.
    """
    reading = _begun(register, path)
    try:
        for portion in _portions(register, path, reading.position):
            with transaction.atomic():
                _take(reading, portion)
            tell(reading, 0)
    except BaseException:
        Reading.objects.filter(pk=reading.pk).update(state=State.STOPPED)
        raise
    with transaction.atomic():
        _end(reading)
    return reading


def forget(entries: Iterable[Entry]) -> None:
    """Remove entries of a person, so that they are not read in again either."""
    found = list(entries)
    Unlisted.objects.bulk_create(
        (Unlisted(entry=_mark(one.register, one.code)) for one in found), ignore_conflicts=True
    )
    Entry.objects.filter(pk__in=[one.pk for one in found]).delete()


def _end(reading: Reading) -> None:
    reading.state, reading.ended = State.DONE, clock.now()
    reading.save()
    entries = Entry.objects.filter(register=reading.register).count()
    Register.objects.update_or_create(key=reading.register, defaults={"as_of": None, "entries": entries})


def _begun(register: PeopleRegister, path: Path) -> Reading:
    """The reading of this file that was stopped, or a new one."""
    its = researcher_files.mark(path)
    stopped = Reading.objects.filter(register=register, mark=its).exclude(state=State.DONE).first()
    if stopped:
        stopped.state = State.RUNNING
        return stopped
    return Reading.objects.create(register=register, file=path.name[:200], mark=its)


def _portions(register: PeopleRegister, path: Path, start: int) -> Iterator[Sequence[Raw]]:
    lines = islice(researcher_files.entries(register, path), start, None)
    while portion := list(islice(lines, _AT_ONCE)):
        yield portion


def _take(reading: Reading, portion: Sequence[Raw]) -> None:
    """Write what a portion changes, and how far the reading has come."""
    found = _Read()
    for raw in portion:
        found.take(raw)
    counts = _keep(reading, found)
    counts[Outcome.REFUSED] += len(found.problems)
    counts[Outcome.SAME] += len(portion) - counts.total()
    for outcome, count in counts.items():
        setattr(reading, outcome, getattr(reading, outcome) + count)
    reading.problems = [*reading.problems, *found.problems][:_MOST_PROBLEMS]
    reading.unknown = _counted(reading.unknown, portion)
    reading.lines += len(portion)
    reading.position += len(portion)
    reading.save()


def _counted(known: dict[str, int], portion: Sequence[Raw]) -> dict[str, int]:
    """How often each field stands in the file that nobody knows here."""
    return dict(sum((raw.unknown for raw in portion), Counter(known)))


def _keep(reading: Reading, found: _Read) -> Counter[Outcome]:
    """Write the entries that are new, changed or were last read from another file; counts the first two."""
    known = _known(reading.register, found.entries)
    removed = _removed(reading.register, found.entries)
    counts, made = Counter[Outcome](), list[Entry]()
    for code in (code for code in found.entries if code not in removed):
        here = known.get(code)
        told = _whole(reading, found, code, here)
        if told is None:
            continue
        digest = told.digest
        if here is None or here.digest != digest:
            counts[Outcome.NEW if here is None else Outcome.CHANGED] += 1
        if here is None or (here.digest, here.mark) != (digest, reading.mark):
            made.append(_entry(reading, told, digest, _line(reading, found.lines[code][0], here)))
    unique = ["register", "code"]
    Entry.objects.bulk_create(made, update_conflicts=True, unique_fields=unique, update_fields=list(_KEPT))
    return counts


def _known(register: str, codes: Iterable[str]) -> dict[str, Entry]:
    return {row.code: row for row in Entry.objects.filter(register=register, code__in=list(codes))}


def _whole(reading: Reading, found: _Read, code: str, here: Entry | None) -> Researcher | None:
    """An entry with what an earlier portion of the same file said of it; none where the two cannot be one person."""
    told = found.entries[code]
    if here is None or here.mark != reading.mark:
        return told
    try:
        return queries.told(here).joined(told)
    except Wrong as error:
        found.refuse(found.lines[code][0], error)
        return None


def _line(reading: Reading, line: int, here: Entry | None) -> int:
    """The first line of the file that tells of an entry."""
    return here.line if here and here.mark == reading.mark else line


def _removed(register: str, codes: Iterable[str]) -> set[str]:
    """Those of these numbers whose persons were removed."""
    marks = {_mark(register, code): code for code in codes}
    return {marks[one.entry] for one in Unlisted.objects.filter(entry__in=list(marks))}


def _mark(register: str, code: str) -> str:
    return sha256(f"{register}:{code}".encode()).hexdigest()


def _entry(reading: Reading, said: Researcher, digest: int, line: int) -> Entry:
    return Entry(
        register=reading.register,
        code=said.code,
        name=said.name,
        kana=said.kana,
        latin=said.latin,
        fields=list(said.fields),
        numbers=list(said.numbers),
        posts=[_written(claim) for claim in said.posts],
        digest=digest,
        file=reading.file,
        mark=reading.mark,
        line=line,
        as_of=said.as_of,
    )


def _written(claim: Claim) -> dict[str, object]:
    """What is known of a post, as JSON can hold it."""
    told: dict[str, object] = msgspec.to_builtins(claim)
    return {name: value for name, value in told.items() if value}
