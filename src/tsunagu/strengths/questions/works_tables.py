"""The works behind a number as tables to export."""

from __future__ import annotations

from tsunagu.kernel.tables import Cell, Table
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.questions.choice import Choice
from tsunagu.strengths.questions.provenance_sheet import IDENTIFIERS, identifiers, source_sheet, whose, with_source
from tsunagu.strengths.questions.reading import Institution, Reading
from tsunagu.strengths.questions.works import Behind, BehindWork

_HEADERS = {
    "ja": (
        "論文",
        "題名",
        "DOI",
        "出版年",
        "分野",
        "被引用数",
        "機関数",
        "上位の重み",
        "上位の重み（分数）",
        "加える論文数",
        "加える被引用上位の論文数",
    ),
    "en": (
        "Work",
        "Title",
        "DOI",
        "Year",
        "Field",
        "Citations",
        "Institutions",
        "Top weight",
        "Top weight (fraction)",
        "Papers added",
        "Top papers added",
    ),
}


def tables(
    reading: Reading, choice: Choice, institution: Institution, found: Behind, language: str = "ja"
) -> list[Table]:
    """The works as a table to export, and what the numbers rest on. ``found`` holds every work for a whole export."""
    rows = [_row(found.scheme, one, language) for one in found.works]
    japanese = language == "ja"
    table = whose(Table("論文" if japanese else "works", _HEADERS[language], rows), institution, language)
    names = (
        ("機関", *IDENTIFIERS, "分野", "表示する論文", "論文数の合計", "被引用上位の論文数の合計")
        if japanese
        else ("Institution", *IDENTIFIERS, "Field", "Works listed", "Sum of papers", "Sum of top papers")
    )
    listed = _LISTED[found.only_top][0 if japanese else 1]
    values = (
        institution.name(language),
        *identifiers(institution),
        schemes.name(choice.scheme, found.field, language),
        listed,
        found.papers,
        found.top,
    )
    return [
        with_source(table, reading, choice, language),
        source_sheet(reading, choice, language, list(zip(names, values, strict=True))),
    ]


_LISTED = {False: ("すべての論文", "all"), True: ("被引用上位に数える論文だけ", "only those counted as top-cited")}


def _row(scheme: str, one: BehindWork, language: str) -> tuple[Cell, ...]:
    place = (one.title, one.doi, one.year, schemes.name(scheme, one.field, language), one.cited_by, one.k)
    return (f"W{one.work_id}", *place, float(one.weight), str(one.weight), one.paper, one.part)
