"""A map edition as spreadsheet sheets, and back: the yearly work of the officer who keeps the maps current."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model

from tsunagu.catalog import files
from tsunagu.catalog.enums import Axis, Confidence, Phase
from tsunagu.catalog.models import Box, Contact, ContactPoint, Map, Sourced
from tsunagu.kernel.problems import Problem
from tsunagu.kernel.tables import Cell, Table
from tsunagu.kernel.text import normalize

_T = TypeVar("_T")

MAPS = (
    "map",
    "name",
    "name_en",
    "title",
    "axis",
    "order",
    "budget_note",
    "results_note",
    "band",
    "band_program",
    "headings",
    "at",
    "printed",
)
BOXES = (
    "map",
    "program",
    "name",
    "ministry",
    "phase",
    "lane",
    "confidence",
    "amount",
    "amount_printed",
    "inclusive",
    "description",
    "at",
    "printed",
)
CONTACTS = (
    "map",
    "program",
    "name",
    "applicants",
    "partial",
    "consortium",
    "applicants_printed",
    "budget_thousand_yen",
    "budget_printed",
    "inclusive",
    "includes_note",
    "new_call",
    *(
        f"{name}_{number}"
        for number in (1, 2)
        for name in ("ministry", "department", "corrected", "tel", "extension", "email")
    ),
    "at",
    "printed",
)
SHEETS = {"maps": MAPS, "boxes": BOXES, "contacts": CONTACTS}
_KEY = re.compile(r"[a-z0-9_-]{1,60}")
_PART = 200  # the longest name of a department


def _lengths(model: type[Model]) -> dict[str, int]:
    """The longest text that each text column of a table takes."""
    return {field.name: field.max_length for field in model._meta.fields if field.max_length and not field.choices}


_points = {f"{name}_{number}": length for name, length in _lengths(ContactPoint).items() for number in (1, 2)}
_LONGEST = {
    "maps": _lengths(Map),
    "boxes": {**_lengths(Box), "ministry": _lengths(Box)["ministry_printed"]},
    "contacts": {**_lengths(Contact), **_points},
}


def tables(maps: Iterable[Map]) -> list[Table]:
    """The sheets of some maps (with boxes, contacts and points prefetched)."""
    chosen = list(maps)
    return [
        Table("maps", MAPS, [_map_cells(map_) for map_ in chosen]),
        Table("boxes", BOXES, [_box_cells(map_, box) for map_ in chosen for box in map_.boxes.all()]),
        Table("contacts", CONTACTS, [_contact_cells(map_, row) for map_ in chosen for row in map_.contacts.all()]),
    ]


def _at(fact: Sourced) -> str:
    return f"{fact.document.key}:{fact.page}" if fact.document else ""


def _map_cells(m: Map) -> list[Cell]:
    band = m.band_program.key if m.band_program else ""
    headings = "\n".join(f"{heading['phase']}={heading['text']}" for heading in m.headings)
    return [
        m.key,
        m.name,
        m.name_en,
        m.title,
        m.axis,
        m.order,
        m.budget_note,
        m.results_note,
        m.band,
        band,
        headings,
        _at(m),
        m.printed,
    ]


def _box_cells(m: Map, b: Box) -> list[Cell]:
    amount = None if b.amount is None else int(b.amount)
    return [
        m.key,
        b.program.key,
        b.name,
        b.ministry_printed,
        b.phase,
        b.lane,
        b.confidence,
        amount,
        b.amount_printed,
        b.inclusive,
        b.description,
        _at(b),
        b.printed,
    ]


def _contact_cells(m: Map, c: Contact) -> list[Cell]:
    points = list(c.points.all())
    cells: list[Cell] = []
    for number in range(2):
        if number < len(points):
            p = points[number]
            corrected = "" if p.office.path == p.department else "/".join(p.office.path)
            cells += [p.ministry, "/".join(p.department), corrected, p.tel, p.extension, p.email]
        else:
            cells += [""] * 6
    return [
        m.key,
        c.program.key,
        c.name,
        ";".join(c.applicants),
        ";".join(c.partial),
        c.consortium,
        c.applicants_printed,
        c.budget_thousand_yen,
        c.budget_printed,
        c.inclusive,
        c.includes_note,
        c.new_call,
        *cells,
        _at(c),
        c.printed,
    ]


@dataclass
class Reader:
    """Sheets turned into map files, collecting every problem with its sheet, row and column."""

    programs: Mapping[str, str]  # key → name
    ministries: Iterable[str]
    documents: Iterable[str]
    problems: list[Problem] = field(default_factory=list)

    def read(self, sheets: Mapping[str, Sequence[Sequence[str]]], fiscal_year: int) -> list[files.MapFile]:
        """The maps of the sheets. Look at ``problems`` before using them."""
        rows = {name: self._rows(name, sheets.get(name)) for name in SHEETS}
        if self.problems:  # a sheet or a column is missing: what its rows lack would only repeat that
            return []
        maps: dict[str, files.MapFile | None] = {}
        for row in rows["maps"]:
            if row["map"] in maps:
                self._problem(row.where, "map", "map_twice", f"the map {row['map']!r} is there twice")
            maps[row["map"]] = self._map(row, fiscal_year)
        for row in rows["boxes"]:
            box, map_ = self._box(row), self._owner(row, maps)
            if box and map_:
                map_.box.append(box)
        for row in rows["contacts"]:
            contact, map_ = self._contact(row), self._owner(row, maps)
            if contact and map_:
                map_.contact.append(contact)
        return [map_ for map_ in maps.values() if map_]

    def _rows(self, name: str, sheet: Sequence[Sequence[str]] | None) -> list[_Row]:
        if not sheet:
            self._problem(
                name, "", "missing_sheet", f"the sheet {name!r} is missing; export an edition to see how it looks"
            )
            return []
        head = [cell.strip() for cell in sheet[0]]
        for column in SHEETS[name]:
            if head.count(column) > 1:
                self._problem(f"{name} 1", column, "column_twice", f"the column {column!r} is there twice")
            if column not in head:
                self._problem(f"{name} 1", column, "missing_column", f"the column {column!r} is missing")
        if any(head.count(column) != 1 for column in SHEETS[name]):
            return []
        found = []
        for number, cells in enumerate(sheet[1:], start=2):
            values = dict(zip(head, [*cells, *[""] * (len(head) - len(cells))], strict=False))
            if any(value.strip() for value in values.values()):
                found.append(_Row(values, f"{name} {number}"))
        return found

    def _problem(self, where: str, column: str, code: str, message: str) -> None:
        self.problems.append(Problem(code, message, where=" ".join(filter(None, [where, column]))))

    def _owner(self, row: _Row, maps: Mapping[str, files.MapFile | None]) -> files.MapFile | None:
        if row["map"] not in maps:
            self._problem(row.where, "map", "unknown_map", f"no row of the sheet 'maps' has the key {row['map']!r}")
        return maps.get(row["map"])  # a map whose own row is broken was named there

    # One row each ---------------------------------------------------------------------------------------------------

    def _map(self, row: _Row, fiscal_year: int) -> files.MapFile | None:
        if row["map"] and not _KEY.fullmatch(row["map"]):
            self._problem(
                row.where,
                "map",
                "key",
                f"{row['map']!r} must be up to 60 letters a-z, digits, - and _, since it is a part of addresses",
            )
        headings = []
        for line in filter(None, row["headings"].splitlines()):
            phase, _, text = line.partition("=")
            headings.append(files.HeadingFile(phase=phase, text=text))
        band = self._program(row, "band_program") if row["band_program"] else ""
        return self._struct(
            files.MapFile,
            row,
            ("key", "title", "name"),
            key=row["map"],
            fiscal_year=fiscal_year,
            axis=self._enum(row, "axis", Axis),
            order=self._number(row, "order", most=32_767) or 0,
            heading=headings,
            band_program=band,
            **row.texts("name", "name_en", "title", "budget_note", "results_note", "band"),
        )

    def _box(self, row: _Row) -> files.BoxFile | None:
        return self._struct(
            files.BoxFile,
            row,
            ("name",),
            program=self._program(row, "program"),
            phase=self._enum(row, "phase", Phase),
            confidence=self._enum(row, "confidence", Confidence),
            amount=self._number(row, "amount"),
            inclusive=self._flag(row, "inclusive"),
            **row.texts("name", "ministry", "lane", "amount_printed", "description"),
        )

    def _contact(self, row: _Row) -> files.ContactFile | None:
        offices = [office for number in (1, 2) if (office := self._office(row, number))]
        if not offices:
            self._problem(row.where, "ministry_1", "no_office", "give at least one ministry to call")
        return self._struct(
            files.ContactFile,
            row,
            ("name", "applicants_printed"),
            program=self._program(row, "program"),
            applicants=self._types(row, "applicants"),
            partial=self._types(row, "partial", empty=True),
            consortium=self._flag(row, "consortium"),
            budget_thousand_yen=self._number(row, "budget_thousand_yen"),
            inclusive=self._flag(row, "inclusive"),
            new_call=self._flag(row, "new_call"),
            office=offices,
            **row.texts("name", "applicants_printed", "budget_printed", "includes_note"),
        )

    def _office(self, row: _Row, number: int) -> files.OfficeFile | None:
        ministry = row[f"ministry_{number}"]
        rest = row.texts(*(f"{name}_{number}" for name in ("department", "tel", "extension", "email")))
        if not ministry:
            if any(rest.values()):
                self._problem(row.where, f"ministry_{number}", "no_ministry", "an office needs its ministry")
            return None
        if ministry not in self.ministries:
            self._problem(
                row.where,
                f"ministry_{number}",
                "unknown_ministry",
                f"{ministry!r} is not in data/organizations.toml{_near(ministry, self.ministries)}",
            )
        email = rest[f"email_{number}"]
        if email and "@" not in email:
            self._problem(row.where, f"email_{number}", "email", f"{email!r} is not a mail address")
        paths = {
            name: [part for part in row[f"{name}_{number}"].split("/") if part] for name in ("department", "corrected")
        }
        for name, parts in paths.items():
            self._length(row, f"{name}_{number}", max(parts, key=len, default=""), _PART)
        return files.OfficeFile(
            ministry=ministry,
            path=paths["department"],
            corrected=paths["corrected"],
            tel=row[f"tel_{number}"],
            extension=row[f"extension_{number}"],
            email=email,
        )

    # One cell each --------------------------------------------------------------------------------------------------

    def _struct(self, kind: Callable[..., _T], row: _Row, required: Sequence[str], **values: Any) -> _T | None:
        before = len(self.problems)
        for name in required:
            if not values[name]:
                self._problem(row.where, "map" if name == "key" else name, "empty", "this cell must not be empty")
        for column, text in row.values.items():
            self._length(row, column, text.strip(), _LONGEST[row.sheet].get(column))
        self._length(row, "at", row["at"].partition(":")[2], _lengths(Box)["page"])
        document = row["at"].partition(":")[0]
        if document and document not in self.documents:
            self._problem(
                row.where,
                "at",
                "unknown_document",
                f"{document!r} is not in data/catalog/documents.toml{_near(document, self.documents)}",
            )
        broken = len(self.problems) > before or any(value is _BROKEN for value in values.values())
        return None if broken else kind(**values, at=row["at"], printed=row["printed"])

    def _length(self, row: _Row, column: str, text: str, most: int | None) -> None:
        if most is not None and len(text) > most:
            self._problem(row.where, column, "too_long", f"this text has {len(text)} characters; {most} is the most")

    def _program(self, row: _Row, column: str) -> Any:
        key = row[column]
        if key in self.programs:
            return key
        by_name = {name: key for key, name in self.programs.items()}
        if key in by_name:
            return by_name[key]
        self._problem(
            row.where, column, "unknown_program", f"there is no program {key!r}{_near(key, [*self.programs, *by_name])}"
        )
        return _BROKEN

    def _enum(self, row: _Row, column: str, kind: Any) -> Any:
        try:
            return kind(row[column])
        except ValueError:
            self._problem(
                row.where,
                column,
                "choice",
                f"{row[column]!r} must be one of {', '.join(member.value for member in kind)}",
            )
            return _BROKEN

    def _number(self, row: _Row, column: str, *, most: int = 10**16) -> Any:
        text = normalize(row[column]).replace(",", "").strip()
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 18 and int(text) <= most:
            return int(text)
        self._problem(
            row.where,
            column,
            "number",
            f"{row[column]!r} is not a whole number; leave the cell empty where no figure is printed",
        )
        return _BROKEN

    def _flag(self, row: _Row, column: str) -> Any:
        text = row[column].lower()
        if text in {"true", "1", "有", "yes"}:
            return True
        if text in {"false", "0", "無", "no"} or (not text and column != "new_call"):
            return False
        self._problem(row.where, column, "flag", f"{row[column]!r} must be true or false")
        return _BROKEN

    def _types(self, row: _Row, column: str, *, empty: bool = False) -> Any:
        parts = [part.strip() for part in row[column].replace(",", ";").split(";") if part.strip()]
        if (parts or empty) and all(part in {"1", "2", "3", "4"} for part in parts):
            return [int(part) for part in parts]
        self._problem(row.where, column, "applicants", f"{row[column]!r} must name applicant types like 1;2;3")
        return _BROKEN


_BROKEN = object()


@dataclass(frozen=True)
class _Row:
    """One row with its place; missing cells are empty."""

    values: Mapping[str, str]
    where: str

    @property
    def sheet(self) -> str:
        """The sheet the row stands in."""
        return self.where.split()[0]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "").strip()

    def texts(self, *columns: str) -> dict[str, str]:
        """Several cells by column name."""
        return {column: self[column] for column in columns}


def _near(text: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(text, list(known), n=1, cutoff=0.6)
    return f" (did you mean {found[0]!r}?)" if found else ""
