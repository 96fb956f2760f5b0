"""A map edition as sheets of a spreadsheet: what the officer who keeps the maps current edits once a year.

Headings and values are in the language of the reader. The keys of the columns are read as headings, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, TypeVar

from tsunagu.catalog.enums import ApplicantType, Axis, Confidence, HeadingPlace, Phase
from tsunagu.catalog.models import Box, Contact, ContactPoint, Map, Sourced
from tsunagu.kernel.labels import Label, Labeled
from tsunagu.kernel.tables import Choices, Column, Columns, Seen, Table
from tsunagu.organizations import queries as organizations

Record = TypeVar("Record")

HAS = (Label("有", "yes"), Label("無", "no"))  # as the contact tables print whether there is a new call
IS = (Label("あり", "yes"), Label("なし", "no"))
_CIRCLED = dict(zip(ApplicantType, "①②③④", strict=True))


def _column(
    key: str,
    ja: str,
    value: Callable[[Record], Any],
    choices: Choices | None = None,
) -> Column[Record]:
    return Column(key, ja, key, value, seen=Seen.FILE, choices=choices)


def _word(
    key: str,
    ja: str,
    words: type[Labeled],
    value: Callable[[Record], str],
) -> Column[Record]:
    """A column of words of the field, each by its label."""

    def labels() -> list[str]:
        return [word.label for word in words]

    return _column(key, ja, lambda record: words(value(record)).label, labels)


def _answer(
    key: str,
    ja: str,
    answers: tuple[Label, Label],
    value: Callable[[Record], bool],
) -> Column[Record]:
    """A column of a yes or a no."""
    yes, no = answers

    def choices() -> list[str]:
        return [str(yes), str(no)]

    return _column(key, ja, lambda record: str(yes if value(record) else no), choices)


def _circled(types: Iterable[str]) -> str:
    return "".join(_CIRCLED[ApplicantType(kind)] for kind in sorted(types))


def _ministries() -> Sequence[str]:
    return list(organizations.by_name())


def _at(fact: Sourced) -> str:
    return f"{fact.document.key}:{fact.page}" if fact.document else ""


def _headings(map_: Map) -> str:
    return "\n".join(f"{HeadingPlace(heading['phase']).label}={heading['text']}" for heading in map_.headings)


def _corrected(point: ContactPoint) -> str:
    """The path of the office where it is not as printed."""
    return "" if point.office.path == point.department else "/".join(point.office.path)


def _office_columns(number: int) -> Iterator[Column[Contact]]:
    """The columns of the first or the second office to call."""

    def of_point(part: Callable[[ContactPoint], str]) -> Callable[[Contact], str]:
        def value(contact: Contact) -> str:
            points = list(contact.points.all())
            return part(points[number - 1]) if len(points) >= number else ""

        return value

    yield _column(f"ministry_{number}", f"府省{number}", of_point(lambda point: point.ministry), _ministries)
    yield _column(f"department_{number}", f"部署{number}", of_point(lambda point: "/".join(point.department)))
    yield _column(f"corrected_{number}", f"正しい部署{number}", of_point(_corrected))
    yield _column(f"tel_{number}", f"電話{number}", of_point(lambda point: point.tel))
    yield _column(f"extension_{number}", f"内線{number}", of_point(lambda point: point.extension))
    yield _column(f"email_{number}", f"メール{number}", of_point(lambda point: point.email))


MAPS = Columns[Map](
    _column("map", "地図", lambda map_: map_.key),
    _column("name", "名前", lambda map_: map_.name),
    _column("name_en", "英語名", lambda map_: map_.name_en),
    _column("title", "題", lambda map_: map_.title),
    _word("axis", "軸", Axis, lambda map_: map_.axis),
    _column("order", "並び順", lambda map_: map_.order),
    _column("budget_note", "予算の注記", lambda map_: map_.budget_note),
    _column("results_note", "成果の注記", lambda map_: map_.results_note),
    _column("band", "帯", lambda map_: map_.band),
    _column("band_program", "帯の事業", lambda map_: map_.band_program.key if map_.band_program else ""),
    _column("headings", "見出し", _headings),
    _column("at", "出典", _at),
    _column("printed", "印刷のまま", lambda map_: map_.printed),
)
BOXES = Columns[Box](
    _column("map", "地図", lambda box: box.map.key),
    _column("program", "事業", lambda box: box.program.key),
    _column("name", "名前", lambda box: box.name),
    _column("ministry", "府省", lambda box: box.ministry_printed),
    _word("phase", "段階", Phase, lambda box: box.phase),
    _column("lane", "別の見出し", lambda box: box.lane),
    _word("confidence", "段階の確かさ", Confidence, lambda box: box.confidence),
    _column("amount", "額（円）", lambda box: box.amount),
    _column("amount_printed", "額（印刷のまま）", lambda box: box.amount_printed),
    _answer("inclusive", "内数", IS, lambda box: box.inclusive),
    _column("description", "説明", lambda box: box.description),
    _column("at", "出典", _at),
    _column("printed", "印刷のまま", lambda box: box.printed),
)
CONTACTS = Columns[Contact](
    _column("map", "地図", lambda row: row.map.key),
    _column("program", "事業", lambda row: row.program.key),
    _column("name", "名前", lambda row: row.name),
    _column("applicants", "申請主体", lambda row: _circled(row.applicants)),
    _column("partial", "一部の申請主体", lambda row: _circled(row.partial)),
    _answer("consortium", "官民コンソーシアム", IS, lambda row: row.consortium),
    _column("applicants_printed", "申請主体（印刷のまま）", lambda row: row.applicants_printed),
    _column("budget_thousand_yen", "予算額（千円）", lambda row: row.budget_thousand_yen),
    _column("budget_printed", "予算額（印刷のまま）", lambda row: row.budget_printed),
    _answer("inclusive", "内数", IS, lambda row: row.inclusive),
    _column("includes_note", "含むものの注記", lambda row: row.includes_note),
    _answer("new_call", "新規課題採択", HAS, lambda row: row.new_call),
    *_office_columns(1),
    *_office_columns(2),
    _column("at", "出典", _at),
    _column("printed", "印刷のまま", lambda row: row.printed),
)
SHEETS: dict[str, Columns[Any]] = {"maps": MAPS, "boxes": BOXES, "contacts": CONTACTS}
NAMES = {
    "maps": Label("地図", "maps"),
    "boxes": Label("箱", "boxes"),
    "contacts": Label("連絡先", "contacts"),
}


def tables(maps: Iterable[Map]) -> list[Table]:
    """The sheets of some maps (with boxes, contacts and points prefetched)."""
    chosen = list(maps)
    boxes = chain.from_iterable(map_.boxes.all() for map_ in chosen)
    contacts = chain.from_iterable(map_.contacts.all() for map_ in chosen)
    return [MAPS.table("maps", chosen), BOXES.table("boxes", boxes), CONTACTS.table("contacts", contacts)]


def in_words(found: Iterable[Table]) -> list[Table]:
    """The same sheets, called in the language of the reader."""
    return [replace(table, name=str(NAMES[table.name])) for table in found]


def heading(sheet: str, column: str) -> str:
    """How a column is called in the language of the reader."""
    return SHEETS[sheet][column].heading
