"""Sheets turned into map files: everything is checked, and every mistake is named with sheet, row and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model

from tsunagu.catalog import files
from tsunagu.catalog.enums import Axis, Confidence, Phase
from tsunagu.catalog.models import Box, Contact, ContactPoint, Map
from tsunagu.catalog.sheets.columns import SHEETS
from tsunagu.catalog.sheets.rows import BROKEN, Row, suggestion
from tsunagu.kernel.problems import Problem

_File = TypeVar("_File")
_Maps = Mapping[str, files.MapFile | None]

_KEY = re.compile(r"[a-z0-9_-]{1,60}")
_LONGEST_DEPARTMENT = 200
_MOST_ORDER = 32_767  # what the database's column takes
_OFFICES = (1, 2)
_OFFICE_TEXTS = ("department", "tel", "extension", "email")


def _lengths(model: type[Model]) -> dict[str, int]:
    """The longest text that each text column of a table takes."""
    return {field.name: field.max_length for field in model._meta.fields if field.max_length and not field.choices}


def _office_lengths() -> dict[str, int]:
    lengths: dict[str, int] = {}
    for number in _OFFICES:
        lengths |= {f"{name}_{number}": length for name, length in _lengths(ContactPoint).items()}
    return lengths


_LONGEST = {
    "maps": _lengths(Map),
    "boxes": {**_lengths(Box), "ministry": _lengths(Box)["ministry_printed"]},
    "contacts": {**_lengths(Contact), **_office_lengths()},
}


@dataclass
class Reader:
    """Sheets turned into map files, collecting every problem with its sheet, row and column."""

    programs: Mapping[str, str]  # key → name
    ministries: Iterable[str]
    documents: Iterable[str]
    problems: list[Problem] = field(default_factory=list)

    def read(self, sheets: Mapping[str, Sequence[Sequence[str]]], fiscal_year: int) -> list[files.MapFile]:
        """The maps of the sheets. Look at ``problems`` before using them."""
        rows = {name: list(self._rows(name, sheets.get(name) or ())) for name in SHEETS}
        if self.problems:  # a sheet or a column is missing: what its rows lack would only repeat that
            return []
        maps = self._maps(rows["maps"], fiscal_year)
        for row in rows["boxes"]:
            box, owner = self._box(row), _owner(row, maps)
            if box and owner:
                owner.box.append(box)
        for row in rows["contacts"]:
            contact, owner = self._contact(row), _owner(row, maps)
            if contact and owner:
                owner.contact.append(contact)
        return [map_ for map_ in maps.values() if map_]

    def _maps(self, rows: Sequence[Row], fiscal_year: int) -> _Maps:
        """The maps by key; none where the row is broken."""
        maps: dict[str, files.MapFile | None] = {}
        for row in rows:
            key = row["map"]
            if key in maps:
                row.refuse("map", "map_twice", f"the map {key!r} is there twice")
            maps[key] = self._map(row, fiscal_year)
        return maps

    # A sheet --------------------------------------------------------------------------------------------------------

    def _rows(self, name: str, sheet: Sequence[Sequence[str]]) -> Iterator[Row]:
        """The filled rows below the headings, or none where a column is not there just once."""
        if not sheet:
            message = f"the sheet {name!r} is missing; export an edition to see how it looks"
            self.problems.append(Problem("missing_sheet", message, where=name))
            return
        headings = [cell.strip() for cell in sheet[0]]
        if not self._has_each_column_once(name, headings):
            return
        for number, cells in enumerate(sheet[1:], start=2):
            values = dict(zip(headings, cells, strict=False))
            if any(value.strip() for value in values.values()):
                yield Row(values, f"{name} {number}", self.problems)

    def _has_each_column_once(self, name: str, headings: Sequence[str]) -> bool:
        row = Row({}, f"{name} 1", self.problems)
        before = len(self.problems)
        for column in SHEETS[name]:
            if headings.count(column) > 1:
                row.refuse(column, "column_twice", f"the column {column!r} is there twice")
            if column not in headings:
                row.refuse(column, "missing_column", f"the column {column!r} is missing")
        return len(self.problems) == before

    # One row each ---------------------------------------------------------------------------------------------------

    def _map(self, row: Row, fiscal_year: int) -> files.MapFile | None:
        if row["map"] and not _KEY.fullmatch(row["map"]):
            rule = "must be up to 60 letters a-z, digits, - and _, since it is a part of addresses"
            row.refuse("map", "key", f"{row['map']!r} {rule}")
        return self._file(
            files.MapFile,
            row,
            required=("map", "title", "name"),
            band_program=self._program(row, "band_program") if row["band_program"] else "",
            key=row["map"],
            fiscal_year=fiscal_year,
            axis=row.choice("axis", Axis),
            order=row.number("order", most=_MOST_ORDER) or 0,
            heading=list(_headings(row["headings"])),
            **row.texts("name", "name_en", "title", "budget_note", "results_note", "band"),
        )

    def _box(self, row: Row) -> files.BoxFile | None:
        return self._file(
            files.BoxFile,
            row,
            required=("name",),
            program=self._program(row, "program"),
            phase=row.choice("phase", Phase),
            confidence=row.choice("confidence", Confidence),
            amount=row.number("amount"),
            inclusive=row.flag("inclusive"),
            **row.texts("name", "ministry", "lane", "amount_printed", "description"),
        )

    def _contact(self, row: Row) -> files.ContactFile | None:
        offices = list(filter(None, (self._office(row, number) for number in _OFFICES)))
        if not offices:
            row.refuse("ministry_1", "no_office", "give at least one ministry to call")
        return self._file(
            files.ContactFile,
            row,
            required=("name", "applicants_printed"),
            program=self._program(row, "program"),
            applicants=row.applicant_types("applicants", required=True),
            partial=row.applicant_types("partial"),
            consortium=row.flag("consortium"),
            budget_thousand_yen=row.number("budget_thousand_yen"),
            inclusive=row.flag("inclusive"),
            new_call=row.flag("new_call", required=True),
            office=offices,
            **row.texts("name", "applicants_printed", "budget_printed", "includes_note"),
        )

    def _office(self, row: Row, number: int) -> files.OfficeFile | None:
        ministry, email = row[f"ministry_{number}"], row[f"email_{number}"]
        if not ministry:
            if any(row[f"{name}_{number}"] for name in _OFFICE_TEXTS):
                row.refuse(f"ministry_{number}", "no_ministry", "an office needs its ministry")
            return None
        if ministry not in self.ministries:
            message = f"{ministry!r} is not in data/organizations.toml{suggestion(ministry, self.ministries)}"
            row.refuse(f"ministry_{number}", "unknown_ministry", message)
        if email and "@" not in email:
            row.refuse(f"email_{number}", "email", f"{email!r} is not a mail address")
        return files.OfficeFile(
            ministry=ministry,
            path=_department(row, f"department_{number}"),
            corrected=_department(row, f"corrected_{number}"),
            tel=row[f"tel_{number}"],
            extension=row[f"extension_{number}"],
            email=email,
        )

    # What every row has ---------------------------------------------------------------------------------------------

    def _file(self, kind: Callable[..., _File], row: Row, *, required: Sequence[str], **values: Any) -> _File | None:
        """A row as a record of the files, or none where anything is wrong with it."""
        before = len(self.problems)
        for column in required:
            row.require(column)
        for column, text in row.values.items():
            row.check_length(column, text.strip(), _LONGEST[row.sheet].get(column))
        self._check_source(row)
        broken = len(self.problems) > before or BROKEN in values.values()
        return None if broken else kind(**values, at=row["at"], printed=row["printed"])

    def _check_source(self, row: Row) -> None:
        document, _, page = row["at"].partition(":")
        row.check_length("at", page, _lengths(Box)["page"])
        if document and document not in self.documents:
            message = f"{document!r} is not in data/catalog/documents.toml{suggestion(document, self.documents)}"
            row.refuse("at", "unknown_document", message)

    def _program(self, row: Row, column: str) -> Any:
        """The key of a program that is named by its key or by its full name."""
        given = row[column]
        if given in self.programs:
            return given
        by_name = {name: key for key, name in self.programs.items()}
        if given in by_name:
            return by_name[given]
        near = suggestion(given, [*self.programs, *by_name])
        return row.refuse(column, "unknown_program", f"there is no program {given!r}{near}")


def _owner(row: Row, maps: _Maps) -> files.MapFile | None:
    if row["map"] not in maps:
        row.refuse("map", "unknown_map", f"no row of the sheet 'maps' has the key {row['map']!r}")
    return maps.get(row["map"])  # a map whose own row is broken was named there


def _headings(text: str) -> Iterator[files.HeadingFile]:
    """Lines like ``deployment=自動運転の実装``."""
    for line in filter(None, text.splitlines()):
        phase, _, heading = line.partition("=")
        yield files.HeadingFile(phase=phase, text=heading)


def _department(row: Row, column: str) -> list[str]:
    parts = row.path(column)
    row.check_length(column, max(parts, key=len, default=""), _LONGEST_DEPARTMENT)
    return parts
