"""Which institution is which: links of merged universities and of hospitals, and Japanese names, fitted to a store."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa

from tsunagu.kernel import spreadsheets
from tsunagu.kernel.problems import Problem
from tsunagu.strengths.conventions import data, editions
from tsunagu.strengths.conventions.editions import InstitutionLink
from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.storage.store import Store
from tsunagu.strengths.tables import FIRST_MADE, INSTITUTION, INSTITUTION_LINK

# Letters of Japanese names as they are written; ROR has hundreds only in hiragana or Latin letters, as they are read.
_WRITTEN = re.compile("[\u30a1-\u30fa\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f]")

# Columns of lists of names: of each of these at least one must be there.
_ONE_OF = (("ror_id", "name_en"), ("name_ja", "name", "subdivision", "pref_code"))
_COLUMNS = (
    "its columns are ror_id, name_ja, name_en and subdivision, as of ROR, or name, name_en and pref_code, "
    "as of the ministry"
)

Institution = dict[str, Any]  # a row of ``tables.INSTITUTION``
Entry = Mapping[str, str]  # of an operator's list of names


def identified(store: Store) -> tuple[pa.Table, pa.Table]:
    """The institutions of a store with what is known of their identity, and the links that concern them.

    Returns an ``institution`` and an ``institution_link`` table. Institutions are those of the store, with the Japanese
    name they bear today where one is known, first by the lists in ``DIR/names``, and with the successors that no work
    names yet; such a successor gets a number made from its ROR in place of OpenAlex's. Raises WrongTable for such lists
    that are not as they should be, and Rejected for those that cannot be read.
    """
    rows = _without_replaced(store.arrow("institution").to_pylist())
    by_ror = {_code(row["ror"]): row for row in rows if row["ror"]}
    links = _chained([link for link in editions.institution_links() if _code(link.child_ror) in by_ror])
    for link in links:
        if _code(link.parent_ror) not in by_ror:
            _add_successor(link, rows, by_ror)
    _rename(by_ror)
    _apply_lists(rows, store.directory / "names")
    numbers = {code: row["institution_id"] for code, row in by_ror.items()}
    linked = [_linked(link, numbers) for link in links]
    linked.sort(key=itemgetter("child_id", "parent_id"))
    institutions = pa.Table.from_pylist(rows, schema=INSTITUTION.arrow)
    return institutions, pa.Table.from_pylist(linked, schema=INSTITUTION_LINK.arrow)


def _without_replaced(rows: Sequence[Institution]) -> list[Institution]:
    """The institutions without successors made here before that the data have come to know."""
    real = {_code(row["ror"]) for row in rows if row["ror"] and not _made(row)}
    return [row for row in rows if not (_made(row) and _code(row["ror"]) in real)]


def _chained(links: Sequence[InstitutionLink]) -> list[InstitutionLink]:
    """The links and those that lead on from their parents."""
    chain = list(links)
    for link in chain:  # which grows on the way
        chain += [onward for onward in _links_of(link.parent_ror) if onward not in chain]
    return chain


def _links_of(child_ror: str) -> list[InstitutionLink]:
    return [link for link in editions.institution_links() if link.child_ror == child_ror]


def _linked(link: InstitutionLink, numbers: Mapping[str, int]) -> dict[str, Any]:
    """A row of ``tables.INSTITUTION_LINK``; numbers: of institutions, by the code of their ROR."""
    return {
        "child_id": numbers[_code(link.child_ror)],
        "parent_id": numbers[_code(link.parent_ror)],
        "relation": link.relation,
        "weight": float(link.weight),
        "valid_from": link.first_year,
        "valid_to": link.last_year,
        "edition": link.edition,
    }


def _add_successor(link: InstitutionLink, rows: list[Institution], by_ror: dict[str, Institution]) -> None:
    number = max(row["institution_id"] for row in rows) + 1
    row = _successor(link, number, by_ror[_code(link.child_ror)])
    rows.append(row)
    by_ror[_code(link.parent_ror)] = row


def _successor(link: InstitutionLink, number: int, child: Institution) -> Institution:
    """The institution of a link that the data do not know yet; what is not known of it is as of its child."""
    row: Institution = dict.fromkeys(INSTITUTION.columns)
    names = (name.name_en for name in _names_today() if name.ror == link.parent_ror)
    row |= {name: child[name] for name in ("country", "prefecture", "sector")}
    row |= {
        "institution_id": number,
        "openalex_id": _number(link.parent_ror),
        "ror": link.parent_ror,
        "name_ja": link.parent_name,
        "name_en": next(names, None),
        "valid_from": link.valid_from,
    }
    return row


def _names_today() -> list[editions.UniversityName]:
    return [name for name in editions.university_names() if name.valid_to is None]


def _rename(by_ror: Mapping[str, Institution]) -> None:
    """Japanese names of those that links and renamings name, today's where there were several."""
    links = editions.institution_links()
    names = {link.child_ror: link.child_name for link in links}
    names |= {link.parent_ror: link.parent_name for link in links}
    names |= {name.ror: name.name_ja for name in _names_today()}
    for ror, name in names.items():
        row = by_ror.get(_code(ror))
        if row is not None and not row["name_ja"]:
            row["name_ja"] = name


def _apply_lists(rows: Sequence[Institution], folder: Path) -> None:
    """Japanese names and prefectures from CSV files.

    The operator has put them into the folder ``names`` of the store.

    What they say replaces what was known, and a later file, by its name, what an earlier one says; but a name that is
    only a reading, and a name of before, take the place of no other. Raises WrongTable with all problems.
    """
    problems: list[Problem] = []
    former = _former_names()
    for path in sorted(folder.glob("*.csv")):
        names = _List(_entries(path, problems))
        for row in rows:
            entry = names.entry(row)
            if entry:
                _apply(entry, row, former)
    if problems:
        raise WrongTable(problems)


class _List:
    """An operator's list of names, by ROR and by English names that it has once."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        times = Counter(entry["name_en"] for entry in entries)
        once = [entry for entry in entries if entry["name_en"] and times[entry["name_en"]] == 1]
        self._by_name = {entry["name_en"]: entry for entry in once}
        self._by_ror = {entry["ror"]: entry for entry in entries if entry["ror"]}

    def entry(self, row: Institution) -> Entry | None:
        """What the list says of an institution of Japan, or of one whose country is not known."""
        if row["country"] not in ("JP", None):
            return None
        ror, name = _code(row["ror"] or ""), (row["name_en"] or "").casefold()
        entry = self._by_ror.get(ror) or self._by_name.get(name)
        # Of institutions of one English name the ROR tells which is meant.
        is_other = entry and entry["ror"] and ror and entry["ror"] != ror
        return None if is_other else entry


def _apply(entry: Entry, row: Institution, former: Set[tuple[str, str]]) -> None:
    """Give an institution the prefecture of a list and its name, if it is a better one."""
    row["prefecture"] = entry["prefecture"] or row["prefecture"]
    name, before = entry["name_ja"], row["name_ja"] or ""
    if not name:
        return
    is_better = _WRITTEN.search(name) and (_code(row["ror"] or ""), name) not in former
    if is_better or not _WRITTEN.search(before):
        row["name_ja"] = name


def _former_names() -> set[tuple[str, str]]:
    """The names that universities no longer bear, each with the code of the ROR."""
    former = (name for name in editions.university_names() if name.valid_to is not None)
    return {(_code(name.ror), name.name_ja) for name in former}


def _entries(path: Path, problems: list[Problem]) -> list[Entry]:
    """The rows of an operator's list: ror, name_en, name_ja and prefecture, empty where it does not say."""
    (sheet,) = spreadsheets.read(path, spreadsheets.LONG_LIST).values()
    head, *lines = sheet or [[]]
    columns = [name.strip() for name in head]
    for names in _ONE_OF:
        if not set(names) & set(columns):
            message = f"the file has no column {' or '.join(names)}; {_COLUMNS}"
            problems.append(Problem("no_column", message, path.name))
    entries = []
    for number, line in enumerate(lines, 2):
        cells = defaultdict(str, zip(columns, map(str.strip, line), strict=False))
        entries.append(_entry(cells, f"{path.name} row {number}", problems))
    return entries


def _entry(cells: defaultdict[str, str], where: str, problems: list[Problem]) -> Entry:
    return {
        "ror": _code(cells["ror_id"]),
        "name_en": cells["name_en"].casefold(),
        "name_ja": cells["name_ja"] or cells["name"],
        "prefecture": _prefecture(cells, where, problems),
    }


def _prefecture(cells: defaultdict[str, str], where: str, problems: list[Problem]) -> str:
    """The Japanese name of a prefecture, from its code or its English name."""
    known = _prefectures()
    code = cells["pref_code"].zfill(2)  # spreadsheets take the zero of 01 away
    if cells["pref_code"] and code not in known:
        problems.append(Problem("pref_code", f"{cells['pref_code']!r} is no prefecture; write 01 to 47", where))
    return known.get(code) or known.get(cells["subdivision"], "")


@cache
def _prefectures() -> Mapping[str, str]:
    """The Japanese names of prefectures by code."""
    return {row["code"]: row["name_ja"] for row in data.rows("prefectures.csv")}


def _made(row: Institution) -> bool:
    """Whether an institution was made here, as a successor."""
    return bool(row["ror"]) and row["openalex_id"] == _number(row["ror"])


def _number(ror: str) -> int:
    """A number in place of OpenAlex's, above all of these, and the same each time."""
    return FIRST_MADE + int(_code(ror), 36)


def _code(ror: str) -> str:
    return ror.rpartition("/")[2]
