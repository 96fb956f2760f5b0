"""The catalog as sheets of a spreadsheet: what the officer who keeps it current edits once a year.

A map edition has three sheets; documents, programs and eligibility rules, from the text files, have three more.

Headings and values are in the language of the reader. The keys of the columns are read as headings, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, TypeVar

from tsunagu.catalog import files
from tsunagu.catalog.enums import (
    ApplicantType,
    Axis,
    BodyKind,
    Confidence,
    HeadingPlace,
    Phase,
    Pillar,
    ProgramKind,
    Stage,
)
from tsunagu.catalog.enums.tags import tag_label
from tsunagu.catalog.models import Box, Contact, ContactPoint, Map, Sourced
from tsunagu.kernel.labels import Label, Labeled, worded
from tsunagu.kernel.spreadsheets.layout import Cells, Layout, found
from tsunagu.kernel.tables import Choices, Column, Columns, Seen, Table
from tsunagu.kernel.years import FiscalYear
from tsunagu.organizations import queries as organizations

Record = TypeVar("Record")

HAS = (Label("有", "yes"), Label("無", "no"))  # as the contact tables print whether there is a new call
IS = (Label("あり", "yes"), Label("なし", "no"))
_CIRCLED = dict(zip(ApplicantType, "①②③④", strict=True))


def _column(key: str, ja: str, value: Callable[[Record], Any]) -> Column[Record]:
    """A column of texts as printed."""
    return Column(key, ja, key, value, seen=Seen.FILE, verbatim=True)


def _typed(
    key: str,
    ja: str,
    value: Callable[[Record], Any],
    choices: Choices | None = None,
) -> Column[Record]:
    """A column that is understood also where a spreadsheet makes a number or a date of what is typed."""
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

    def label(record: Record) -> str:
        word = value(record)
        return words(word).label if word else ""

    return _typed(key, ja, label, labels)


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

    return _typed(key, ja, lambda record: str(yes if value(record) else no), choices)


def _circled(types: Iterable[str]) -> str:
    return "".join(_CIRCLED[ApplicantType(kind)] for kind in sorted(types))


def _ministries() -> Sequence[str]:
    return list(organizations.authorities_by_name())


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

    yield _typed(f"ministry_{number}", f"府省{number}", of_point(lambda point: point.ministry), _ministries)
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
    _typed("order", "並び順", lambda map_: map_.order),
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
    _typed("amount", "額（円）", lambda box: box.amount),
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
    _typed("applicants", "申請主体", lambda row: _circled(row.applicants)),
    _typed("partial", "一部の申請主体", lambda row: _circled(row.partial)),
    _answer("consortium", "官民コンソーシアム", IS, lambda row: row.consortium),
    _column("applicants_printed", "申請主体（印刷のまま）", lambda row: row.applicants_printed),
    _typed("budget_thousand_yen", "予算額（千円）", lambda row: row.budget_thousand_yen),
    _column("budget_printed", "予算額（印刷のまま）", lambda row: row.budget_printed),
    _answer("inclusive", "内数", IS, lambda row: row.inclusive),
    _column("includes_note", "含むものの注記", lambda row: row.includes_note),
    _answer("new_call", "新規課題採択", HAS, lambda row: row.new_call),
    *_office_columns(1),
    *_office_columns(2),
    _column("at", "出典", _at),
    _column("printed", "印刷のまま", lambda row: row.printed),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A program's file as a row. bodies: the names of ministries and agencies by their keys."""

    program: files.ProgramFile
    bodies: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ruled:
    """A rule of a program's file as a row."""

    program: str
    rule: files.EligibilityFile


def _bodies(key: str, ja: str) -> Column[Ruled]:
    """A column of kinds of bodies."""
    return _typed(key, ja, lambda row: _one_after_another(BodyKind(body).label for body in getattr(row.rule, key)))


def _one_after_another(words: Iterable[str]) -> str:
    """Several words in a cell; English ones hold commas."""
    return worded("、", "; ").join(words)


DOCUMENTS = Columns[files.DocumentFile](
    _column("key", "キー", lambda document: document.key),
    _column("title", "題", lambda document: document.title),
    _column("publisher", "発行者", lambda document: document.publisher),
    _typed("date", "日付", lambda document: str(document.date or "")),
    _column("date_text", "日付（印刷のまま）", lambda document: document.date_text),
    _typed("known_from", "公表日", lambda document: str(document.known_from or "")),
    _column("url", "URL", lambda document: document.url),
    _column("note", "注記", lambda document: document.note),
)
PROGRAMS = Columns[Listed](
    _column("key", "キー", lambda listed: listed.program.key),
    _column("name", "名前", lambda listed: listed.program.name),
    _column("name_en", "英語名", lambda listed: listed.program.name_en),
    _column("abbreviation", "略称", lambda listed: listed.program.abbreviation),
    _typed("ministry", "府省", lambda listed: listed.bodies.get(listed.program.ministry, ""), _ministries),
    _typed("agency", "実施機関", lambda listed: listed.bodies.get(listed.program.agency, ""), _ministries),
    _word("kind", "種類", ProgramKind, lambda listed: listed.program.kind),
    _word("stage", "段階", Stage, lambda listed: listed.program.stage),
    _word("pillar", "柱", Pillar, lambda listed: str(listed.program.pillar or "")),
    _column("heading", "見出し", lambda listed: listed.program.heading),
    _column("summary", "要約", lambda listed: listed.program.summary.strip()),
    _column("summary_en", "要約（英語）", lambda listed: listed.program.summary_en.strip()),
    _column("description", "説明", lambda listed: listed.program.description.strip()),
    _column("description_en", "説明（英語）", lambda listed: listed.program.description_en.strip()),
    _column("url", "URL", lambda listed: listed.program.url),
    _column("tags", "タグ", lambda listed: _one_after_another(map(tag_label, listed.program.tags))),
)
ELIGIBILITY = Columns[Ruled](
    _column("program", "事業", lambda row: row.program),
    _typed("fiscal_year", "年度", lambda row: FiscalYear(row.rule.fiscal_year).text()),
    _bodies("lead", "申請主体"),
    _bodies("partial", "一部の申請主体"),
    _bodies("consortium", "共同申請"),
    _bodies("requires", "必要な相手"),
    _bodies("partners", "参加者"),
    _column("excludes", "対象外", lambda row: row.rule.excludes),
    _column("excludes_en", "対象外（英語）", lambda row: row.rule.excludes_en),
    _column("condition", "条件", lambda row: row.rule.condition),
    _column("condition_en", "条件（英語）", lambda row: row.rule.condition_en),
    _column("at", "出典", lambda row: row.rule.at),
    _column("printed", "印刷のまま", lambda row: row.rule.printed),
)
EDITION: dict[str, Columns[Any]] = {"maps": MAPS, "boxes": BOXES, "contacts": CONTACTS}
LISTS: dict[str, Columns[Any]] = {"documents": DOCUMENTS, "programs": PROGRAMS, "eligibility": ELIGIBILITY}
SHEETS = EDITION | LISTS
NAMES = {
    "maps": Label("地図", "maps"),
    "boxes": Label("箱", "boxes"),
    "contacts": Label("連絡先", "contacts"),
    "documents": Label("資料", "documents"),
    "programs": Label("事業", "programs"),
    "eligibility": Label("要件", "eligibility"),
}
# A sheet may do without these: what it has no column for stays as it is.
OPTIONAL = frozenset(
    {
        *("date_text", "known_from"),
        *("name_en", "abbreviation", "heading", "summary_en", "description_en"),
        *("excludes_en", "condition_en"),
    }
)


def _list_layout(key: str) -> Layout:
    return Layout(key, NAMES[key], LISTS[key], OPTIONAL, _DAYS)


_DAYS = frozenset({"date", "known_from"})
LAYOUTS = {
    **{key: Layout(key, NAMES[key], columns) for key, columns in EDITION.items()},
    **{key: _list_layout(key) for key in LISTS},
}


def tables(maps: Iterable[Map]) -> list[Table]:
    """The sheets of some maps (with boxes, contacts and points prefetched)."""
    chosen = list(maps)
    boxes = chain.from_iterable(map_.boxes.all() for map_ in chosen)
    contacts = chain.from_iterable(map_.contacts.all() for map_ in chosen)
    return [MAPS.table("maps", chosen), BOXES.table("boxes", boxes), CONTACTS.table("contacts", contacts)]


def listed(catalog: files.Catalog) -> list[Table]:
    """The sheets of the documents, programs and eligibility rules of the text files."""
    bodies = body_names(catalog)
    programs = [Listed(program, bodies) for program in catalog.programs]
    rules = [Ruled(program.key, rule) for program in catalog.programs for rule in program.eligibility]
    return [
        DOCUMENTS.table("documents", catalog.documents),
        PROGRAMS.table("programs", programs),
        ELIGIBILITY.table("eligibility", rules),
    ]


def body_names(catalog: files.Catalog) -> dict[str, str]:
    """The names of ministries and agencies by their keys."""
    return {body["key"]: body["name"] for body in catalog.organizations}


def in_words(keyed: Iterable[Table]) -> list[Table]:
    """The same sheets, called in the language of the reader."""
    return [replace(table, name=str(NAMES[table.name])) for table in keyed]


def heading(sheet: str, column: str) -> str:
    """How a column is called in the language of the reader."""
    return SHEETS[sheet][column].heading


def holds_lists(sheets: Mapping[str, Cells]) -> bool:
    """Whether one of the sheets of documents, programs and rules is there."""
    return not LISTS.keys().isdisjoint(found(sheets, LAYOUTS))


def holds_edition(sheets: Mapping[str, Cells]) -> bool:
    """Whether one of the sheets of a map edition is there."""
    return not EDITION.keys().isdisjoint(found(sheets, LAYOUTS))
