"""The tables of a university's page, for export: what the page shows, row by row."""

from __future__ import annotations

from tsunagu.kernel.tables import Cell, Table
from tsunagu.strengths import editions, schemes
from tsunagu.strengths.questions.amounts import Measured
from tsunagu.strengths.questions.provenance_sheet import source_sheet, with_source
from tsunagu.strengths.questions.university import University
from tsunagu.strengths.reading import Reading

_AMOUNTS_JA = ("論文数（整数）", "論文数（分数）", "論文数（数え方による）", "上位論文数", "Q値", "区間の下端", "区間の上端")
_AMOUNTS_EN = ("n", "p_frac", "papers", "top", "q", "low", "high")
_FIELDS_JA = ("国内シェア", "大学の中での割合", "特化係数", "相対特化係数", "全分野のQ値への寄与")
_FIELDS_EN = ("national_share", "share", "activity_index", "relative_specialization", "contribution")
_NOTHING: tuple[Cell, ...] = (None,) * len(_AMOUNTS_EN)


def tables(answer: University, reading: Reading, language: str = "ja") -> list[Table]:
    """Portfolio, trend, collaboration, partners and neighboring fields, and what they rest on."""
    found = [_portfolio(answer, language), _trend(answer, language), _collaboration(answer, language), _partners(answer, language)]
    more = [
        *_head(answer, language),
        ("特化係数の比較対象" if language == "ja" else "Activity index against", answer.base.ja if language == "ja" else answer.base.en),
    ]
    return [
        *(with_source(table, reading, answer.choice, language) for table in (*found, _related(answer, language))),
        source_sheet(reading, answer.choice, language, more),
    ]


def _head(answer: University, language: str) -> list[tuple[str, Cell]]:
    one, standing = answer.institution, answer.standing
    names = (
        ("大学", "OpenAlex", "ROR", "大学グループ", "国内シェア")
        if language == "ja"
        else ("University", "OpenAlex", "ROR", "Group", "National share")
    )
    group = editions.group_label(standing.group, language) if standing else None
    values: tuple[Cell, ...] = (one.name(language), one.openalex_id, one.ror, group, standing.share if standing else None)
    return list(zip(names, values, strict=True))


def _amounts(one: Measured | None) -> tuple[Cell, ...]:
    return (one.n, one.fractional, one.papers, one.top, one.q, one.low, one.high) if one else _NOTHING


def _portfolio(answer: University, language: str) -> Table:
    japanese = language == "ja"
    columns = ("分野", *_AMOUNTS_JA, *_FIELDS_JA) if japanese else ("field", *_AMOUNTS_EN, *_FIELDS_EN)
    total = (schemes.name(answer.choice.scheme, schemes.ALL, language), *_amounts(answer.total), None, None, None, None, None)
    rows = [
        (line.name, *_amounts(line.now), line.national_share, line.share, line.activity, line.specialization, line.contribution)
        for line in answer.fields
    ]
    return Table("portfolio" if not japanese else "分野", columns, [total, *rows])


def _trend(answer: University, language: str) -> Table:
    japanese = language == "ja"
    columns = ("分野", "最初の年", "最後の年", *_AMOUNTS_JA) if japanese else ("field", "first_year", "last_year", *_AMOUNTS_EN)
    name = answer.choice.scheme
    rows = [
        (schemes.name(name, field, language), first, last, *_amounts(one))
        for field, line in answer.trends.items()
        for (first, last), one in zip(answer.spans, line, strict=True)
    ]
    return Table("trend" if not japanese else "推移", columns, rows)


def _collaboration(answer: University, language: str) -> Table:
    japanese = language == "ja"
    columns = ("種類", "論文数", "母数", "割合", "うちTop10%", "Top10%の割合") if japanese else ("kind", "n", "of", "share", "top", "q")
    labels = KIND_LABELS_JA if japanese else KIND_LABELS_EN
    rows = [(labels[kind.kind], kind.n, kind.of, kind.share, kind.top, kind.q) for kind in answer.kinds]
    return Table("collaboration" if not japanese else "共著", columns, rows)


def _partners(answer: University, language: str) -> Table:
    japanese = language == "ja"
    columns = ("相手", "OpenAlex", "国", "共著論文", "うちTop10%") if japanese else ("partner", "openalex", "country", "n", "top")
    partners = answer.joint.partners if answer.joint else ()
    rows = [(one.institution.name(language), one.institution.openalex_id, one.institution.country, one.n, one.top) for one in partners]
    return Table("partners" if not japanese else "共著の相手", columns, rows)


def _related(answer: University, language: str) -> Table:
    japanese = language == "ja"
    columns = ("近い小分野", "密度", "論文数（数え方による）") if japanese else ("subfield", "density", "papers")
    rows = [(one.name, one.density, one.papers) for one in (answer.related.neighbors if answer.related else ())]
    return Table("related" if not japanese else "近い分野", columns, rows)


KIND_LABELS_JA = {
    "collab": "機関か国をまたぐ共著",
    "international": "国際共著",
    "industry": "企業との共著",
    "short": "近い相手だけとの共著（100km以内）",
    "long": "遠い相手との共著（5,000km以上）",
}
KIND_LABELS_EN = {
    "collab": "With another institution or country",
    "international": "International",
    "industry": "With industry",
    "short": "Within 100 km",
    "long": "5,000 km or more",
}
