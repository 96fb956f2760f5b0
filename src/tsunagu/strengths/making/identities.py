"""Which institution is which.

Links of merged universities and of hospitals, and Japanese names, fitted to the institutions of a store.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from tsunagu.kernel import spreadsheets
from tsunagu.kernel.problems import Problem
from tsunagu.strengths.conventions import editions
from tsunagu.strengths.conventions.data import rows as packaged
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


def identified(store: Store) -> tuple[pa.Table, pa.Table]:
    """The institutions of a store with what is known of their identity, and the links that concern them.

    Returns an ``institution`` and an ``institution_link`` table. Institutions are those of the store, with the Japanese
    name they bear today where one is known, first by the lists in ``DIR/names``, and with the successors that no work
    names yet; such a successor gets a number made from its ROR in place of OpenAlex's. Raises WrongTable for such lists
    that are not as they should be, and Rejected for those that cannot be read.
    """
    rows = store.arrow("institution").to_pylist()
    real = {_code(row["ror"]) for row in rows if row["ror"] and not _made(row)}
    # A successor made here before goes when the data come to know it.
    rows = [row for row in rows if not (_made(row) and _code(row["ror"]) in real)]
    by_ror = {_code(row["ror"]): row for row in rows if row["ror"]}
    links = [link for link in editions.institution_links() if _code(link.child_ror) in by_ror]
    for link in _chained(links, by_ror):
        if _code(link.parent_ror) not in by_ror:
            row = _successor(link, max(row["institution_id"] for row in rows) + 1, by_ror[_code(link.child_ror)])
            rows.append(row)
            by_ror[_code(link.parent_ror)] = row
    _rename(by_ror)
    _tell(rows, store.directory / "names")
    listed = [
        {
            "child_id": by_ror[_code(link.child_ror)]["institution_id"],
            "parent_id": by_ror[_code(link.parent_ror)]["institution_id"],
            "relation": link.relation,
            "weight": float(link.weight),
            "valid_from": link.first_year,
            "valid_to": link.last_year,
            "edition": link.edition,
        }
        for link in _chained(links, by_ror)
    ]
    listed.sort(key=lambda row: (row["child_id"], row["parent_id"]))
    return pa.Table.from_pylist(rows, schema=INSTITUTION.arrow), pa.Table.from_pylist(
        listed, schema=INSTITUTION_LINK.arrow
    )


def _chained(links: list[editions.InstitutionLink], by_ror: Mapping[str, Any]) -> list[editions.InstitutionLink]:
    """The links and those that lead on from their parents."""
    found = list(links)
    for link in found:
        found += [one for one in editions.institution_links() if one.child_ror == link.parent_ror and one not in found]
    return found


def _successor(link: editions.InstitutionLink, number: int, child: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(INSTITUTION.columns)
    names = [one for one in editions.university_names() if one.ror == link.parent_ror and one.valid_to is None]
    row |= {
        "institution_id": number,
        "openalex_id": _number(link.parent_ror),
        "ror": link.parent_ror,
        "name_ja": link.parent_name,
    }
    row |= {name: child[name] for name in ("country", "prefecture", "sector")}
    row["name_en"] = names[0].name_en if names else None
    row["valid_from"] = link.valid_from
    return row


def _rename(by_ror: Mapping[str, dict[str, Any]]) -> None:
    """Japanese names of those that links and renamings name, today's where there were several."""
    links = editions.institution_links()
    known = {link.child_ror: link.child_name for link in links} | {link.parent_ror: link.parent_name for link in links}
    known |= {one.ror: one.name_ja for one in editions.university_names() if one.valid_to is None}
    for ror, name in known.items():
        if (row := by_ror.get(_code(ror))) is not None and not row["name_ja"]:
            row["name_ja"] = name


def _tell(rows: Sequence[dict[str, Any]], folder: Path) -> None:
    """Japanese names and prefectures from CSV files.

    The operator has put them into the folder ``names`` of the store.

    What they say replaces what was known, and a later file, by its name, what an earlier one says; but a name that is
    only a reading, and a name of before, take the place of no other. Raises WrongTable with all problems.
    """
    problems: list[Problem] = []
    former = {(_code(one.ror), one.name_ja) for one in editions.university_names() if one.valid_to is not None}
    for path in sorted(folder.glob("*.csv")):
        listed = _listed(path, problems)
        by_ror = {told["ror"]: told for told in listed if told["ror"]}
        alike = Counter(told["name_en"] for told in listed)
        by_name = {told["name_en"]: told for told in listed if told["name_en"] and alike[told["name_en"]] == 1}
        for row in rows:
            ror = _code(row["ror"] or "")
            found = by_ror.get(ror) or by_name.get((row["name_en"] or "").casefold())
            # Of institutions of one English name the ROR tells which is meant.
            if found and row["country"] in ("JP", None) and (found["ror"] == ror or not (found["ror"] and ror)):
                name = found["name_ja"]
                if name and (
                    not _WRITTEN.search(row["name_ja"] or "") or (_WRITTEN.search(name) and (ror, name) not in former)
                ):
                    row["name_ja"] = name
                row["prefecture"] = found["prefecture"] or row["prefecture"]
    if problems:
        raise WrongTable(problems)


def _listed(path: Path, problems: list[Problem]) -> list[dict[str, str]]:
    """The rows of an operator's list: ror, name_en, name_ja and prefecture, empty where it does not say."""
    prefectures = {row["code"]: row["name_ja"] for row in packaged("prefectures.csv")}
    ((head, *lines),) = (sheet or [[]] for sheet in spreadsheets.read(path).values())
    columns = [name.strip() for name in head]
    missing = (" or ".join(some) for some in _ONE_OF if not set(some) & set(columns))
    problems += [Problem("no_column", f"the file has no column {some}; {_COLUMNS}", path.name) for some in missing]
    found = []
    for number, line in enumerate(lines, 2):
        cells = defaultdict(str, zip(columns, (cell.strip() for cell in line), strict=False))
        code = cells["pref_code"].zfill(2)  # spreadsheets take the zero of 01 away
        if cells["pref_code"] and code not in prefectures:
            problems.append(
                Problem(
                    "pref_code", f"{cells['pref_code']!r} is no prefecture; write 01 to 47", f"{path.name} row {number}"
                )
            )
        told = {
            "ror": _code(cells["ror_id"]),
            "name_en": cells["name_en"].casefold(),
            "name_ja": cells["name_ja"] or cells["name"],
        }
        found.append({**told, "prefecture": prefectures.get(code) or prefectures.get(cells["subdivision"], "")})
    return found


def _made(row: Mapping[str, Any]) -> bool:
    return bool(row["ror"]) and row["openalex_id"] == _number(row["ror"])


def _number(ror: str) -> int:
    """A number in place of OpenAlex's, above all of these, and the same each time."""
    return FIRST_MADE + int(_code(ror), 36)


def _code(ror: str) -> str:
    return ror.rpartition("/")[2]
