"""Corrections: institutions that somebody who knows attributes to works, or takes from them.

They are kept as ``correction_files`` beside the tables, so that they survive every refresh of the data; the store's
table ``correction`` is made of them.
"""

from __future__ import annotations

from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow.parquet as pq
from ibis import _

from tsunagu.strengths.enums import CorrectionAction, RunKind
from tsunagu.strengths.making import correction_files
from tsunagu.strengths.storage.store import Store
from tsunagu.strengths.tables import CORRECTION

_NOBODY = -1  # stands for "any author" where rows are compared


def take_over(store: Store, file: Path | None = None) -> int:
    """Add the corrections of a person's CSV file to the store.

    Without a file, take notice of files put into its folder by hand.

    Returns how many are new to the folder. The store's table ``correction`` holds all of them afterwards; what follows
    from them is computed by the next build. Raises WrongTable as ``correction_files.read`` does, and StoreProblem for a
    store without data.
    """
    store.need("work", "Read data in first.")
    folder = store.directory / correction_files.FOLDER
    number = correction_files.append(folder, correction_files.read(file).to_pylist() if file else [])
    table = correction_files.read(folder)
    if not store.arrow(CORRECTION.name).equals(table):
        snapshot, parameters = store.runs()[-1].snapshot, {"corrections": table.num_rows}
        with store.change(RunKind.CORRECT, snapshot=snapshot, parameters=parameters) as change:
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
    author = ["work_id", "author_seq"]
    facts = {name: _[name].max() for name in ("author_id", "is_corresponding")}
    authors = mine.group_by(*author).agg(**facts)
    added = _added(authors, kept, fitted).join(authors, author).select(*authorships.columns)
    placed = ibis.union(kept, added)
    rest = authors.anti_join(placed, author).mutate(institution_id=ibis.null("int32"))
    others = authorships.anti_join(mine.select("work_id").distinct().view(), "work_id")
    return others.union(placed).union(rest.select(*authorships.columns))


def stale(authorships: ir.Table, corrections: ir.Table, institutions: ir.Table) -> ir.Table:
    """The corrections that do nothing, since the data changed or never was as they say.

    Arguments as in ``applied``, with the authorships of all years. Returns the columns of ``corrections`` and why:
    ``no_institution`` or ``no_work`` or ``no_author`` of this id in the data, ``not_there`` (nothing to remove),
    ``already_there`` (nothing to add).
    """
    listed = institutions.select("institution_id", listed="openalex_id")
    rows = corrections.left_join(listed, [("openalex_id", "listed")]).drop("listed")
    mine, kept = _kept(authorships, _fitted(corrections, institutions))
    works = mine.select(on_work="work_id").distinct()
    authors = mine.select(of_work="work_id", of_seq="author_seq").distinct()
    rows = rows.left_join(works, [("work_id", "on_work")])
    rows = rows.left_join(authors, [("work_id", "of_work"), ("author_seq", "of_seq")])
    rows = _beside_named(rows, mine, "before")
    rows = _beside_named(rows, kept, "after")
    rows = rows.mutate(why=_why(rows))
    return rows.filter(rows.why.notnull()).select(*corrections.columns, "why")


def _why(rows: ir.Table) -> ir.StringValue:
    """Why a correction does nothing; null where it does something."""
    is_of_author = rows.author_seq.notnull()
    return ibis.cases(
        (rows.institution_id.isnull(), "no_institution"),
        (rows.on_work.isnull(), "no_work"),
        (is_of_author & rows.of_work.isnull(), "no_author"),
        ((rows.action == CorrectionAction.REMOVE.value) & rows.before_work.isnull(), "not_there"),
        ((rows.action == CorrectionAction.ADD.value) & rows.after_work.notnull(), "already_there"),
    )


def _beside_named(rows: ir.Table, authorships: ir.Table, side: str) -> ir.Table:
    """Corrections beside the authorship that they name, if there is one: its work is ``<side>_work``."""
    named = _named(authorships, side)
    author = rows.author_seq.fill_null(_NOBODY).cast("int16")
    return rows.left_join(
        named,
        [
            rows.work_id == named[f"{side}_work"],
            rows.institution_id == named[f"{side}_id"],
            author == named[f"{side}_seq"],
        ],
    )


def _named(authorships: ir.Table, side: str) -> ir.Table:
    """Which institution is named by which author, and by anybody."""
    rows = authorships.filter(authorships.institution_id.notnull())
    names = {f"{side}_work": "work_id", f"{side}_id": "institution_id"}
    by_author = rows.select(**names, **{f"{side}_seq": rows.author_seq})
    by_anybody = rows.select(**names, **{f"{side}_seq": ibis.literal(_NOBODY, "int16")})
    return by_author.union(by_anybody).distinct().view()


def _fitted(corrections: ir.Table, institutions: ir.Table) -> ir.Table:
    """The corrections with the institution's number in the tables."""
    known = institutions.select("institution_id", listed="openalex_id")
    rows = corrections.join(known, [("openalex_id", "listed")])
    return rows.select("action", of_work="work_id", of_id="institution_id", of_seq="author_seq")


def _kept(authorships: ir.Table, fitted: ir.Table) -> tuple[ir.Table, ir.Table]:
    """The authorships of the works to be corrected, and those with an institution that nobody removes."""
    mine = authorships.semi_join(fitted.select("of_work").distinct(), [("work_id", "of_work")])
    gone = fitted.filter(fitted.action == CorrectionAction.REMOVE.value)
    from_author, from_all = gone.filter(gone.of_seq.notnull()), gone.filter(gone.of_seq.isnull())
    same = [("work_id", "of_work"), ("institution_id", "of_id")]
    kept = mine.filter(mine.institution_id.notnull()).anti_join(from_all, same)
    return mine, kept.anti_join(from_author, [*same, ("author_seq", "of_seq")])


def _added(authors: ir.Table, kept: ir.Table, fitted: ir.Table) -> ir.Table:
    """Who gets which affiliation: work_id, author_seq, institution_id, without those already there."""
    new = fitted.filter(fitted.action == CorrectionAction.ADD.value)
    to_author, to_any = new.filter(new.of_seq.notnull()), new.filter(new.of_seq.isnull())
    named = to_author.select(work_id="of_work", author_seq="of_seq", institution_id="of_id")
    named = named.anti_join(kept, ["work_id", "author_seq", "institution_id"])
    unnamed = to_any.select(work_id="of_work", institution_id="of_id")
    unnamed = unnamed.anti_join(kept, ["work_id", "institution_id"])
    unnamed = unnamed.join(_target(authors, kept), "work_id").select("work_id", "author_seq", "institution_id")
    return named.union(unnamed).distinct()


def _target(authors: ir.Table, kept: ir.Table) -> ir.Table:
    """The author of each work who gets what names nobody: the first without an institution, else the first."""
    without = authors.anti_join(kept, ["work_id", "author_seq"])
    free = without.group_by(free_work="work_id").agg(free=_.author_seq.min())
    first = authors.group_by("work_id").agg(first=_.author_seq.min())
    target = first.left_join(free, [("work_id", "free_work")])
    return target.select("work_id", author_seq=ibis.coalesce(target.free, target.first))
