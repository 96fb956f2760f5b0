"""Corrections: institutions that somebody who knows attributes to works, or takes from them.

They are kept as CSV files beside the tables (``DIR/corrections/*.csv``), apart from what is read in, so that they
survive every refresh of the data; the store's table ``correction`` is made of them. Columns: work_id, openalex_id (of
the institution), action, author_seq, by, on, reason, source; ids as numbers, as W2741809807 and I4210086933, or as
addresses of OpenAlex.
"""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from ibis import _

from tsunagu.kernel import spreadsheets
from tsunagu.kernel.problems import Problem
from tsunagu.kernel.tables import Table as Listing
from tsunagu.kernel.tables import to_csv
from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.storage.store import Store
from tsunagu.strengths.tables import CORRECTION, INT16

FOLDER = "corrections"
OWN_FILE = "corrections.csv"  # where corrections are appended; people may put files of their own beside it
ACTIONS = ("add", "remove")
_REQUIRED = ("work_id", "openalex_id", "action", "by", "on", "reason")
_KEY = ("work_id", "openalex_id", "author_seq")

Correction = Mapping[str, Any]  # one row of ``tables.CORRECTION``


def read(path: Path) -> pa.Table:
    """The corrections of a CSV file, or of all CSV files of a folder; none where the folder does not exist.

    Returns rows of ``tables.CORRECTION`` in its order. Raises WrongTable with all problems, each with file and row:
    columns and values that are missing or unreadable, unknown actions, and corrections that are there twice or
    contradict one another; Rejected for a file that is no table.
    """
    rows, problems = _located(path)
    problems += _clashes(rows)
    if problems:
        raise WrongTable(problems)
    return _table([row for _, row in rows])


def append(directory: Path, corrections: Sequence[Correction]) -> int:
    """Add corrections to those of a folder; those already there word for word are left alone. Returns how many are new.

    directory: the folder of the CSV files, made where missing. The file is replaced as a whole, so that it is never
    half written, and only one process writes at a time. Raises WrongTable with all problems, where nothing is written.
    """
    given = [(f"correction {number}", _texts(correction)) for number, correction in enumerate(corrections, 1)]
    directory.mkdir(parents=True, exist_ok=True)
    with _alone(directory):
        before, problems = _located(directory)
        known = [row for _, row in before]
        parsed = [(where, _row(texts, where, problems)) for where, texts in given]
        new = [(where, row) for where, row in parsed if row is not None and row not in known]
        problems += _clashes([*before, *new])
        if problems:
            raise WrongTable(problems)
        if new:
            own = directory / OWN_FILE
            _replace(own, [*([row for _, row in _located(own)[0]] if own.exists() else []), *(row for _, row in new)])
    return len(new)


def take_over(store: Store, file: Path | None = None) -> int:
    """Add the corrections of a person's CSV file to the store.

    Without a file, take notice of files put into its folder by hand.

    Returns how many are new to the folder. The store's table ``correction`` holds all of them afterwards; what follows
    from them is computed by the next build. Raises WrongTable as ``read`` does, and StoreProblem for a store without
    data.
    """
    store.need("work", "Read data in first.")
    folder = store.directory / FOLDER
    number = append(folder, read(file).to_pylist() if file else [])
    table = read(folder)
    if not store.arrow(CORRECTION.name).equals(table):
        with store.change(
            "correct", snapshot=store.runs()[-1].snapshot, parameters={"corrections": table.num_rows}
        ) as change:
            pq.write_table(table, change.path(CORRECTION.name), compression="zstd")
    return number


def applied(authorships: ir.Table, corrections: ir.Table, institutions: ir.Table) -> ir.Table:
    """The authorships after all corrections: first what is removed, then what is added.

    authorships: ``tables.AUTHORSHIP``; corrections: ``tables.CORRECTION``; institutions: ``tables.INSTITUTION``.
    Returns the columns of ``authorships``; other works are left as they are.

    - remove: the institution disappears from the author, or from all authors of the work; an author left without one
      keeps a row without it;
    - add with an author: the author has one affiliation more, or the first;
    - add without an author: the number of authors must not change, or the shares of all others would; so the
      affiliation goes to the first author who has none, else to the first author. Nothing happens where the institution
      is on the work already.

    What no longer fits the data does nothing; ``stale`` tells of it.
    """
    fitted = _fitted(corrections, institutions)
    mine, kept = _kept(authorships, fitted)
    authors = mine.group_by("work_id", "author_seq").agg(
        author_id=_.author_id.max(), is_corresponding=_.is_corresponding.max()
    )
    added = _added(authors, kept, fitted).join(authors, ["work_id", "author_seq"]).select(*authorships.columns)
    placed = ibis.union(kept, added)
    rest = authors.anti_join(placed, ["work_id", "author_seq"]).mutate(institution_id=ibis.null("int32"))
    others = authorships.anti_join(mine.select("work_id").distinct().view(), "work_id")
    return others.union(placed).union(rest.select(*authorships.columns))


def stale(authorships: ir.Table, corrections: ir.Table, institutions: ir.Table) -> ir.Table:
    """The corrections that do nothing, since the data changed or never was as they say.

    Arguments as in ``applied``, with the authorships of all years. Returns the columns of ``corrections`` and why:
    ``no_institution`` or ``no_work`` or ``no_author`` of this id in the data, ``not_there`` (nothing to remove),
    ``already_there`` (nothing to add).
    """
    rows = corrections.left_join(
        institutions.select("institution_id", listed="openalex_id"), [("openalex_id", "listed")]
    ).drop("listed")
    mine, kept = _kept(authorships, _fitted(corrections, institutions))
    works = mine.select(on_work="work_id").distinct()
    authors = mine.select(of_work="work_id", of_seq="author_seq").distinct()
    named = _told(mine, "before")
    left = _told(kept, "after")
    rows = rows.left_join(works, [("work_id", "on_work")])
    rows = rows.left_join(authors, [("work_id", "of_work"), ("author_seq", "of_seq")])
    for table, side in ((named, "before"), (left, "after")):
        rows = rows.left_join(
            table,
            [
                rows.work_id == table[f"{side}_work"],
                rows.institution_id == table[f"{side}_id"],
                _seq(rows.author_seq) == table[f"{side}_seq"],
            ],
        )
    why = ibis.cases(
        (rows.institution_id.isnull(), "no_institution"),
        (rows.on_work.isnull(), "no_work"),
        (rows.author_seq.notnull() & rows.of_work.isnull(), "no_author"),
        ((rows.action == "remove") & rows.before_work.isnull(), "not_there"),
        ((rows.action == "add") & rows.after_work.notnull(), "already_there"),
    )
    rows = rows.mutate(why=why)
    return rows.filter(rows.why.notnull()).select(*corrections.columns, "why")


_NOBODY = -1  # stands for "any author" where rows are compared


def _seq(author_seq: ir.IntegerValue) -> ir.IntegerValue:
    return author_seq.fill_null(_NOBODY).cast("int16")


def _told(rows: ir.Table, side: str) -> ir.Table:
    """Which institution is named by which author, and by anybody."""
    rows = rows.filter(rows.institution_id.notnull())
    names = {f"{side}_work": "work_id", f"{side}_id": "institution_id"}
    one = rows.select(**names, **{f"{side}_seq": rows.author_seq})
    return one.union(rows.select(**names, **{f"{side}_seq": ibis.literal(_NOBODY, "int16")})).distinct().view()


def _fitted(corrections: ir.Table, institutions: ir.Table) -> ir.Table:
    """The corrections with the institution's number in the tables."""
    known = institutions.select("institution_id", listed="openalex_id")
    rows = corrections.join(known, [("openalex_id", "listed")])
    return rows.select("action", of_work="work_id", of_id="institution_id", of_seq="author_seq")


def _kept(authorships: ir.Table, fitted: ir.Table) -> tuple[ir.Table, ir.Table]:
    """The authorships of the works to be corrected, and those with an institution that nobody removes."""
    mine = authorships.semi_join(fitted.select("of_work").distinct(), [("work_id", "of_work")])
    gone = fitted.filter(fitted.action == "remove")
    some, every = gone.filter(gone.of_seq.notnull()), gone.filter(gone.of_seq.isnull())
    kept = mine.filter(mine.institution_id.notnull())
    kept = kept.anti_join(every, [("work_id", "of_work"), ("institution_id", "of_id")])
    return mine, kept.anti_join(some, [("work_id", "of_work"), ("institution_id", "of_id"), ("author_seq", "of_seq")])


def _added(authors: ir.Table, kept: ir.Table, fitted: ir.Table) -> ir.Table:
    """Who gets which affiliation: work_id, author_seq, institution_id, without those already there."""
    new = fitted.filter(fitted.action == "add")
    named = new.filter(new.of_seq.notnull()).select(work_id="of_work", author_seq="of_seq", institution_id="of_id")
    named = named.anti_join(kept, ["work_id", "author_seq", "institution_id"])
    unnamed = new.filter(new.of_seq.isnull()).select(work_id="of_work", institution_id="of_id")
    unnamed = unnamed.anti_join(kept, ["work_id", "institution_id"])
    free = authors.anti_join(kept, ["work_id", "author_seq"]).group_by(free_work="work_id").agg(free=_.author_seq.min())
    first = authors.group_by("work_id").agg(first=_.author_seq.min())
    target = first.left_join(free, [("work_id", "free_work")])
    target = target.select("work_id", author_seq=ibis.coalesce(target.free, target.first))
    unnamed = unnamed.join(target, "work_id").select("work_id", "author_seq", "institution_id")
    return named.union(unnamed).distinct()


def _located(path: Path) -> tuple[list[tuple[str, Correction]], list[Problem]]:
    """The readable rows of a file or folder, each with its place, and what is wrong with the others."""
    rows: list[tuple[str, Correction]] = []
    problems: list[Problem] = []
    for file in [path] if path.is_file() or path.suffix else sorted(path.glob("*.csv")):
        for sheet in spreadsheets.read(file).values():
            found, wrong = _sheet(file.name, sheet or [[]])
            rows += found
            problems += wrong
    return rows, problems


def _sheet(file: str, lines: Sequence[Sequence[str]]) -> tuple[list[tuple[str, Correction]], list[Problem]]:
    names = [name.strip() for name in lines[0]]
    wrong = [f"lacks the column {name}" for name in _REQUIRED if name not in names]
    wrong += [f"has the unknown column {name}" for name in names if name and name not in CORRECTION.columns]
    if wrong:
        return [], [
            Problem(
                "columns", f"the file {' and '.join(wrong)}. Its columns are {', '.join(CORRECTION.columns)}.", file
            )
        ]
    rows: list[tuple[str, Correction]] = []
    problems: list[Problem] = []
    for number, cells in enumerate(lines[1:], 2):
        where = f"{file} row {number}"
        texts = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
        row = _row(texts, where, problems) if any(texts.values()) else None
        rows += [(where, row)] if row else []
    return rows, problems


def _row(texts: Mapping[str, str], where: str, problems: list[Problem]) -> Correction | None:
    """One correction, or None with its problems told."""
    missing = [name for name in _REQUIRED if not texts.get(name)]
    found = [Problem("missing", f"{name} is missing", where) for name in missing]
    readers = {
        "work_id": _work,
        "openalex_id": _institution,
        "action": _action,
        "author_seq": _author,
        "on": date.fromisoformat,
    }
    row: dict[str, Any] = {}
    for name in CORRECTION.columns:
        text = texts.get(name, "")
        try:
            row[name] = readers.get(name, str)(text) if text else None
        except ValueError:
            found.append(Problem(name, f"{text!r} is not {_MEANT[name]}", where))
    problems += found
    return None if found else row


_MEANT = {
    "work_id": "a work of OpenAlex, such as W2741809807",
    "openalex_id": "an institution of OpenAlex, such as I4210086933",
    "action": "add or remove",
    "author_seq": "the place of an author, 0 for the first",
    "on": "a date, such as 2026-04-01",
}


def _number(text: str, letter: str) -> int:
    found = re.fullmatch(rf"(?:https?://openalex\.org/)?{letter}?(\d{{1,18}})", text, re.IGNORECASE)
    if not found:
        raise ValueError(text)
    return int(found[1])


def _work(text: str) -> int:
    return _number(text, "W")


def _institution(text: str) -> int:
    return _number(text, "I")


def _action(text: str) -> str:
    if text.lower() not in ACTIONS:
        raise ValueError(text)
    return text.lower()


def _author(text: str) -> int:
    if not (text.isdecimal() and int(text) <= INT16):
        raise ValueError(text)
    return int(text)


def _clashes(rows: Sequence[tuple[str, Correction]]) -> list[Problem]:
    """Corrections of the same thing that are there twice or say the opposite."""
    problems = []
    first: dict[tuple[Any, ...], tuple[str, Correction]] = {}
    for where, row in rows:
        before, other = first.setdefault(tuple(row[name] for name in _KEY), (where, row))
        if other is not row:
            told = "says the same as" if other["action"] == row["action"] else "says the opposite of"
            problems.append(Problem("twice", f"{told} {before}. Take one of them away.", where))
    return problems


def _table(rows: Sequence[Correction]) -> pa.Table:
    table = pa.Table.from_pylist(list(rows), schema=CORRECTION.arrow)
    return table.sort_by([(name, "ascending") for name in (*CORRECTION.order, "author_seq")])


def _texts(correction: Correction) -> dict[str, str]:
    return {name: "" if (value := correction.get(name)) is None else str(value).strip() for name in CORRECTION.columns}


def _replace(path: Path, rows: Sequence[Correction]) -> None:
    """Write a file beside the old one, and put it in its place when it is whole."""
    listing = Listing(FOLDER, list(CORRECTION.columns), [list(_texts(row).values()) for row in rows])
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=".new-", encoding="utf-8", newline="", delete=False
    ) as draft:
        draft.write(to_csv(listing))
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(path)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Wait until no other process appends."""
    with (directory / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
