"""What differs between two editions of a map, row by row and cell by cell."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tsunagu.catalog.enums import RowChange
from tsunagu.catalog.sheets.columns import NAMES, SHEETS, heading
from tsunagu.kernel.labels import worded
from tsunagu.kernel.tables import Cell, Column, Columns, Table

Texts = tuple[str, ...]
Places = Mapping[tuple[str, str], Sequence[int]]  # the numbers of rows by sheet and map
_MAP, _SOURCE = "map", "at"
# Two rows are the same one if all their cells are equal, else if these are: the surest first.
_SAME = (("map", "program", "name"), ("map", "program"), ("map", "name"))


@dataclass(frozen=True, slots=True)
class Difference:
    """A row or a cell that differs. row: as its sheet counts it; none for a row that is gone."""

    sheet: str
    row: int | None
    column: str
    change: RowChange
    old: str = ""
    new: str = ""

    @property
    def heading(self) -> str:
        """The column as it is called in the language of the reader."""
        return heading(self.sheet, self.column) if self.column else ""

    def read(self, text: str) -> str:
        """A cell as a page shows it: amounts with their thousands apart."""
        return f"{int(text):,}" if self.column in _AMOUNTS and text.isdecimal() else text

    @property
    def is_usual(self) -> bool:
        """Whether it is to be expected in every row of a new year: the source."""
        return self.column == _SOURCE


_AMOUNTS = frozenset({"budget_thousand_yen"})
DIFFERENCES = Columns[Difference](
    Column("sheet", "シート", "Sheet", lambda found: found.sheet, page=lambda found: NAMES[found.sheet]),
    Column("row", "行", "Row", lambda found: found.row),
    Column("column", "列", "Column", lambda found: found.column, page=lambda found: found.heading),
    Column("change", "変更", "Change", lambda found: found.change, page=lambda found: found.change.label),
    Column("old", "前", "Old", lambda found: found.old, page=lambda found: found.read(found.old), show="as_written"),
    Column("new", "後", "New", lambda found: found.new, page=lambda found: found.read(found.new), show="as_written"),
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with its place: as its sheet counts it, and among the rows of its map."""

    cells: Mapping[str, str]
    number: int
    place: int


def differences(
    before: Iterable[Table],
    after: Iterable[Table],
    places: Places,
    *,
    of_another_year: bool,
) -> list[Difference]:
    """What became of each row of the sheets of an edition.

    places: of the rows of ``after``; counted from the heading where not given.
    of_another_year: rows that still name a document of the edition before are told, too.
    """
    found: list[Difference] = []
    for old, new in zip(before, after, strict=True):
        was, now = _rows(old, {}), _rows(new, places)
        found += _of_sheet(old.name, was, now)
        if of_another_year:
            found += _old_sources(old.name, was, now)
    return found


def sentence(found: Difference) -> str:
    """One line for people: 「変更  連絡先 5行目 電話1: 03-… → 03-…」."""
    row = worded("{}行目", "row {}").format(found.row) if found.row else ""
    where = " ".join(filter(None, (str(NAMES[found.sheet]), row, found.heading)))
    return f"{found.change.label}  {where}: {_what(found)}"


def _what(found: Difference) -> str:
    if found.change is RowChange.CHANGED or found.change is RowChange.MOVED:
        nothing = worded("（空欄）", "(empty)")
        return f"{found.old or nothing} → {found.new or nothing}"
    return found.new or found.old


def _rows(table: Table, places: Places) -> list[_Row]:
    keys = SHEETS[table.name].keys
    rows: list[_Row] = []
    count: Counter[str] = Counter()
    for number, row in enumerate(table.rows, start=2):
        cells = dict(zip(keys, map(_text, row), strict=True))
        count[cells[_MAP]] += 1
        place = count[cells[_MAP]]
        numbers = places.get((table.name, cells[_MAP]))
        rows.append(_Row(cells, numbers[place - 1] if numbers else number, place))
    return rows


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _of_sheet(sheet: str, was: Sequence[_Row], now: Sequence[_Row]) -> Iterator[Difference]:
    pairs = _pairs(sheet, was, now)
    moved = _moved(pairs, was, now)
    for index, row in enumerate(now):
        if index not in pairs:
            yield Difference(sheet, row.number, "", RowChange.ADDED, new=_name(row))
            continue
        old = was[pairs[index]]
        if index in moved:
            yield Difference(sheet, row.number, "", RowChange.MOVED, str(old.place), str(row.place))
        yield from _of_cells(sheet, old, row)
    for index in sorted(set(range(len(was))).difference(pairs.values())):
        yield Difference(sheet, None, "", RowChange.GONE, old=_name(was[index]))


def _of_cells(sheet: str, old: _Row, row: _Row) -> Iterator[Difference]:
    for column, cell in row.cells.items():
        if cell != old.cells[column]:
            yield Difference(sheet, row.number, column, RowChange.CHANGED, old.cells[column], cell)


def _name(row: _Row) -> str:
    """What a row is about, in one line."""
    return " ".join(filter(None, _identity(row, _SAME[0])))


def _pairs(sheet: str, was: Sequence[_Row], now: Sequence[_Row]) -> dict[int, int]:
    """For each row the one that it was, both by their index."""
    pairs: dict[int, int] = {}
    for columns in (SHEETS[sheet].keys, *_SAME):
        waiting = _waiting(was, columns, set(pairs.values()))
        for index, row in enumerate(now):
            if index not in pairs and (same := waiting.get(_identity(row, columns))):
                pairs[index] = same.pop(0)
    return pairs


def _waiting(
    was: Sequence[_Row],
    columns: Iterable[str],
    taken: set[int],
) -> dict[Texts, list[int]]:
    """The rows that have no pair yet, by what makes them the same."""
    waiting: dict[Texts, list[int]] = defaultdict(list)
    for index, row in enumerate(was):
        if index not in taken:
            waiting[_identity(row, columns)].append(index)
    return waiting


def _identity(row: _Row, columns: Iterable[str]) -> Texts:
    return tuple(row.cells.get(column, "") for column in columns)


def _moved(
    pairs: Mapping[int, int],
    was: Sequence[_Row],
    now: Sequence[_Row],
) -> set[int]:
    """The rows that stand elsewhere among the rows of their map: as few as explain the new order."""
    by_map: dict[str, list[int]] = defaultdict(list)
    for index in sorted(pairs):
        by_map[now[index].cells[_MAP]].append(index)
    moved: set[int] = set()
    for indexes in by_map.values():
        kept = _longest_rise([was[pairs[index]].place for index in indexes])
        moved.update(index for order, index in enumerate(indexes) if order not in kept)
    return moved


def _longest_rise(places: Sequence[int]) -> set[int]:
    """Where the longest rising part of a sequence stands in it."""
    ends: list[int] = []  # the least place that ends a rise of each length
    at: list[int] = []
    before: list[int | None] = []
    for index, place in enumerate(places):
        length = bisect_left(ends, place)
        before.append(at[length - 1] if length else None)
        ends[length : length + 1] = [place]
        at[length : length + 1] = [index]
    rise: set[int] = set()
    index_of_last = at[-1] if at else None
    while index_of_last is not None:
        rise.add(index_of_last)
        index_of_last = before[index_of_last]
    return rise


def _old_sources(sheet: str, was: Sequence[_Row], now: Sequence[_Row]) -> Iterator[Difference]:
    """Rows of a new year that still name a document of the year before."""
    known: dict[str, set[str]] = defaultdict(set)
    for row in was:
        known[row.cells[_MAP]].add(_document(row))
    for row in now:
        if _document(row) and _document(row) in known[row.cells[_MAP]]:
            source = row.cells[_SOURCE]
            yield Difference(sheet, row.number, _SOURCE, RowChange.OLD_SOURCE, source, source)


def _document(row: _Row) -> str:
    return row.cells[_SOURCE].partition(":")[0]
