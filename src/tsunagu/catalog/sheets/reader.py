"""Sheets turned into map files: everything is checked, and every mistake is named with sheet, row and column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from tsunagu.catalog import files
from tsunagu.catalog.enums import Axis, Confidence, HeadingPlace, Phase
from tsunagu.catalog.models import Box, Contact, ContactPoint, Map
from tsunagu.catalog.sheets.columns import EDITION, LAYOUTS, NAMES, heading
from tsunagu.catalog.sheets.references import check_document, program_key
from tsunagu.catalog.sheets.rows import Row
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.problems import Problem
from tsunagu.kernel.spreadsheets.finding import filled_rows, refuse_repeated
from tsunagu.kernel.spreadsheets.layout import found
from tsunagu.kernel.spreadsheets.rows import BROKEN, not_among, suggestion, word

_File = TypeVar("_File")
_Maps = Mapping[str, files.MapFile | None]

_KEY = re.compile(r"[a-z0-9_-]{1,60}")
_LONGEST_DEPARTMENT = 200
_MOST_ORDER = 32_767  # what the database's column takes
_FIGURES_PRINTED = ("amount_printed", "budget_printed")
_BARE_FIGURE = re.compile(r"[0-9]{4,}")
_OFFICES = (1, 2)
_OFFICE_TEXTS = ("department", "tel", "extension", "email")


def longest(model: type[Model]) -> dict[str, int]:
    """The longest text that each text column of a table takes."""
    return {field.name: field.max_length for field in model._meta.fields if field.max_length and not field.choices}


def _office_lengths() -> dict[str, int]:
    lengths: dict[str, int] = {}
    for number in _OFFICES:
        lengths |= {f"{name}_{number}": length for name, length in longest(ContactPoint).items()}
    return lengths


_LONGEST = {
    "maps": longest(Map),
    "boxes": {**longest(Box), "ministry": longest(Box)["ministry_printed"]},
    "contacts": {**longest(Contact), **_office_lengths()},
}


@dataclass
class Reader:
    """Sheets turned into map files, collecting every problem with its sheet, row and column.

    warnings: what was read and may still be wrong. places: the rows of each sheet that a map came from, in their order.
    """

    programs: Mapping[str, str]  # key → name
    ministries: Iterable[str]
    documents: Mapping[str, bool]  # key → whether it has a day
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    places: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def read(
        self,
        sheets: Mapping[str, Sequence[Sequence[str]]],
        fiscal_year: int,
    ) -> list[files.MapFile]:
        """The maps of the sheets. Look at ``problems`` before using them."""
        given = found(sheets, LAYOUTS)
        rows = {name: self._filled(name, given.get(name, ())) for name in EDITION}
        if self.problems and not all(rows.values()):  # what the rows of a missing sheet lack would only repeat that
            return []
        refuse_repeated([*rows["boxes"], *rows["contacts"]])
        maps = self._maps(rows["maps"], fiscal_year)
        for row in rows["boxes"]:
            box, owner = self._box(row), _owner(row, maps)
            if box and owner:
                owner.box.append(box)
        for row in rows["contacts"]:
            contact, owner = self._contact(row), _owner(row, maps)
            if contact and owner:
                owner.contact.append(contact)
        self._note(rows.values())
        return [map_ for map_ in maps.values() if map_]

    def _filled(self, name: str, sheet: Sequence[Sequence[str]]) -> list[Row]:
        return list(filled_rows(LAYOUTS[name], sheet, self.problems, self.warnings, Row))

    def _note(self, sheets: Iterable[Sequence[Row]]) -> None:
        """Keep where the rows stand, and what may be wrong with them."""
        for rows in sheets:
            self.warnings += _bare_figures(rows)
            for row in rows:
                self.places[row.sheet, row["map"]].append(row.number)

    def _maps(self, rows: Sequence[Row], fiscal_year: int) -> _Maps:
        """The maps by key; none where the row is broken."""
        maps: dict[str, files.MapFile | None] = {}
        for row in rows:
            key = row["map"]
            if key in maps:
                row.refuse("map", "map_twice", _("「%(map)s」の地図が二度あります。") % {"map": key})
            maps[key] = self._map(row, fiscal_year)
        return maps

    # One row each ---------------------------------------------------------------------------------------------------

    def _map(self, row: Row, fiscal_year: int) -> files.MapFile | None:
        if row["map"] and not _KEY.fullmatch(row["map"]):
            message = _(
                "「%(map)s」は使えません。ページのアドレスになるので、半角の英小文字、数字、-、_ で60字までにします。"
            )
            row.refuse("map", "key", message % {"map": row["map"]})
        return self._file(
            files.MapFile,
            row,
            required=("map", "title", "name"),
            band_program=self._program(row, "band_program") if row["band_program"] else "",
            key=row["map"],
            fiscal_year=fiscal_year,
            axis=row.choice("axis", Axis),
            order=row.whole_number("order", most=_MOST_ORDER) or 0,
            heading=list(_headings(row)),
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
            amount=row.whole_number("amount", least=1),
            inclusive=row.flag("inclusive"),
            **row.texts("name", "ministry", "lane", "amount_printed", "description"),
        )

    def _contact(self, row: Row) -> files.ContactFile | None:
        offices = list(filter(None, (self._office(row, number) for number in _OFFICES)))
        if not offices:
            row.refuse("ministry_1", "no_office", _("問い合わせ先の府省を、少なくとも一つ書いてください。"))
        return self._file(
            files.ContactFile,
            row,
            required=("name", "applicants_printed"),
            program=self._program(row, "program"),
            applicants=row.applicant_types("applicants", required=True),
            partial=row.applicant_types("partial"),
            consortium=row.flag("consortium"),
            budget_thousand_yen=row.whole_number("budget_thousand_yen", least=1),
            inclusive=row.flag("inclusive"),
            new_call=row.flag("new_call", required=True),
            office=offices,
            **row.texts("name", "applicants_printed", "budget_printed", "includes_note"),
        )

    def _office(self, row: Row, number: int) -> files.OfficeFile | None:
        ministry, email = self._ministry(row[f"ministry_{number}"]), row[f"email_{number}"]
        if not ministry:
            if any(row[f"{name}_{number}"] for name in _OFFICE_TEXTS):
                row.refuse(f"ministry_{number}", "no_ministry", _("部署や電話を書くときは、その府省も書いてください。"))
            return None
        if ministry not in self.ministries:
            message = _("「%(ministry)s」という府省は登録されていません%(near)s。正式な名前で書いてください。")
            near = {"ministry": ministry, "near": suggestion(ministry, self.ministries)}
            row.refuse(f"ministry_{number}", "unknown_ministry", message % near)
        if email and "@" not in email:
            message = _("「%(email)s」はメールアドレスとして読めません。")
            row.refuse(f"email_{number}", "email", message % {"email": email})
        return files.OfficeFile(
            ministry=ministry,
            path=_department(row, f"department_{number}"),
            corrected=_department(row, f"corrected_{number}"),
            tel=row.telephone(f"tel_{number}"),
            extension=row.extension(f"extension_{number}"),
            email=email,
        )

    def _ministry(self, given: str) -> str:
        """The full name of a ministry, also of one that is shortened as usual: 文科省."""
        meant = [name for name in self.ministries if len(given) > 2 and _shortens(given, name)]
        return meant[0] if len(meant) == 1 else given

    # What every row has ---------------------------------------------------------------------------------------------

    def _file(
        self,
        kind: Callable[..., _File],
        row: Row,
        *,
        required: Sequence[str],
        **values: Any,
    ) -> _File | None:
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
        page = check_document(row, self.documents)
        row.check_length("at", page, longest(Box)["page"])

    def _program(self, row: Row, column: str) -> Any:
        return program_key(row, column, self.programs)


def _shortens(short: str, name: str) -> bool:
    """Whether a name is shortened to some of its letters, the first and the last among them."""
    letters = iter(name)
    in_order = all(letter in letters for letter in short)
    return in_order and (short[0], short[-1]) == (name[0], name[-1])


def _owner(row: Row, maps: _Maps) -> files.MapFile | None:
    if row["map"] not in maps:
        message = _("「%(map)s」の地図が、シート「%(sheet)s」にありません。")
        row.refuse("map", "unknown_map", message % {"map": row["map"], "sheet": NAMES["maps"]})
    return maps.get(row["map"])  # a map whose own row is broken was named there


def _headings(row: Row) -> Iterator[files.HeadingFile]:
    """Lines like ``② 実装=自動運転の実装``."""
    for line in filter(None, row["headings"].splitlines()):
        name, _equals, text = line.partition("=")
        if phase := word(name, HeadingPlace):
            yield files.HeadingFile(phase=HeadingPlace(phase), text=text)
        else:
            row.refuse("headings", "choice", not_among(name, HeadingPlace))


def _bare_figures(rows: Sequence[Row]) -> Iterator[Problem]:
    """Figures as printed that a program for spreadsheets has written anew, without what stood between the thousands."""
    for column in _FIGURES_PRINTED:
        numbers = [row.number for row in rows if _BARE_FIGURE.fullmatch(row[column])]
        if numbers:
            message = _(
                "桁区切りのない数字が%(count)dか所あります（%(rows)s行目）。印刷どおりの表記か確かめてください。"
            )
            values = {"count": len(numbers), "rows": in_row(list(map(str, numbers)))}
            yield Problem(
                "bare_figure", message % values, where=f"{NAMES[rows[0].sheet]} {heading(rows[0].sheet, column)}"
            )


def _department(row: Row, column: str) -> list[str]:
    parts = row.path(column)
    row.check_length(column, max(parts, key=len, default=""), _LONGEST_DEPARTMENT)
    return parts
