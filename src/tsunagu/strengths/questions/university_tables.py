"""The tables of a university's page, for export: what the page shows, row by row."""

from __future__ import annotations

from tsunagu.kernel.tables import Cell, Table
from tsunagu.strengths.conventions import editions, schemes
from tsunagu.strengths.conventions.countries import country_name
from tsunagu.strengths.questions.amounts import Measured
from tsunagu.strengths.questions.provenance_sheet import IDENTIFIERS, identifiers, source_sheet, whose, with_source
from tsunagu.strengths.questions.reading import Institution, Reading
from tsunagu.strengths.questions.standing import is_grouped
from tsunagu.strengths.questions.university import TopShare, University

_AMOUNTS_JA = (
    "論文数（整数）",
    "論文数（分数）",
    "論文数（数え方による）",
    "被引用上位の論文数",
    "Q値",
    "区間の下端",
    "区間の上端",
)
_AMOUNTS_EN = ("n", "p_frac", "papers", "top", "q", "low", "high")
_FIELDS_JA = ("構成比", "特化係数", "相対特化係数", "全分野のQ値への寄与")
_NATIONAL_JA = ("論文の国内シェア", "国内のQ値", "大学のQ値÷国内のQ値", "被引用上位の論文の国内シェア")
_FIELDS_EN = ("share", "activity_index", "relative_specialization", "contribution")
_NATIONAL_EN = ("national_share", "national_q", "relative_q", "national_top_share")
_NOTHING: tuple[Cell, ...] = (0, 0.0, 0.0, 0.0, None, None, None)  # without papers there is no Q


def tables(answer: University, reading: Reading, language: str = "ja") -> list[Table]:
    """Portfolio, trend, collaboration, partners and neighboring fields, and what they rest on."""
    found = [
        whose(_portfolio(answer, language), answer.institution, language),
        _trend(answer, language),
        _collaboration(answer, language),
        _partners(answer, language),
    ]
    more = [
        *_head(answer, language),
        (
            "特化係数の比較対象" if language == "ja" else "Activity index against",
            answer.base.ja if language == "ja" else answer.base.en,
        ),
        *_limits(answer, reading, language),
    ]
    return [
        *(with_source(table, reading, answer.choice, language) for table in (*found, _related(answer, language))),
        source_sheet(reading, answer.choice, language, more),
    ]


def _head(answer: University, language: str) -> list[tuple[str, Cell]]:
    one, standing = answer.institution, answer.standing
    first, *rest = (
        ("大学", "大学グループ", "国内シェア") if language == "ja" else ("University", "Group", "National share")
    )
    names = (first, *IDENTIFIERS, *rest)
    group = editions.group_label(standing.group, language) if standing and is_grouped(one) else None
    values: tuple[Cell, ...] = (one.name(language), *identifiers(one), group, standing.share if standing else None)
    return list(zip(names, values, strict=True))


def _limits(answer: University, reading: Reading, language: str) -> list[tuple[str, Cell]]:
    """What bounds the tables of partners and of neighboring fields."""
    cap, japanese = reading.edition.settings.cap, language == "ja"
    left_out = (
        f"{cap}機関を超えるため共著の相手から除いた論文"
        if japanese
        else f"Works of more than {cap} institutions, left out of the partners"
    )
    partners: tuple[str, Cell] = (
        ("共著の相手", "この国の機関については計算していない")
        if japanese
        else ("Partners", "not computed for this country")
    )
    least = "小分野に比重を置くとみなす論文数の下限" if japanese else "Papers from which a subfield is held"
    return [
        (left_out, answer.joint.left_out) if answer.joint else partners,
        *([(least, answer.related.least)] if answer.related else []),
    ]


def _amounts(one: Measured | None) -> tuple[Cell, ...]:
    return (one.n, one.fractional, one.papers, one.top, one.q, one.low, one.high) if one else _NOTHING


def _national(part: TopShare | None) -> tuple[Cell, ...]:
    return (part.papers, part.q, part.relative_q, part.top) if part else (None,) * len(_NATIONAL_EN)


def _portfolio(answer: University, language: str) -> Table:
    japanese = language == "ja"
    columns = (
        ("分野", *_AMOUNTS_JA, *_FIELDS_JA, *_NATIONAL_JA)
        if japanese
        else ("field", *_AMOUNTS_EN, *_FIELDS_EN, *_NATIONAL_EN)
    )
    total = (
        schemes.name(answer.choice.scheme, schemes.ALL, language),
        *_amounts(answer.total),
        *(None,) * len(columns[len(_AMOUNTS_EN) + 1 :]),
    )
    rows = [
        (
            line.name,
            *_amounts(line.now),
            line.share,
            line.activity,
            line.specialization,
            line.contribution,
            *_national(line.national),
        )
        for line in answer.fields
    ]
    return Table("portfolio" if not japanese else "分野", columns, [total, *rows])


def _trend(answer: University, language: str) -> Table:
    japanese = language == "ja"
    columns = (
        ("分野", "最初の年", "最後の年", *_AMOUNTS_JA)
        if japanese
        else ("field", "first_year", "last_year", *_AMOUNTS_EN)
    )
    name = answer.choice.scheme
    rows = [
        (schemes.name(name, field, language), first, last, *_amounts(one))
        for field, line in answer.trends.items()
        for (first, last), one in zip(answer.spans, line, strict=True)
    ]
    return Table("trend" if not japanese else "推移", columns, rows)


def _ends(interval: tuple[float, float] | None) -> tuple[Cell, ...]:
    return interval or (None, None)


def _collaboration(answer: University, language: str) -> Table:
    japanese = language == "ja"
    columns = (
        (
            "種類",
            "論文数",
            "母数",
            "割合",
            "割合の下端",
            "割合の上端",
            "Top10%論文数",
            "Top10%の割合",
            "Top10%の割合の下端",
            "Top10%の割合の上端",
        )
        if japanese
        else ("kind", "n", "of", "share", "share_low", "share_high", "top", "q", "q_low", "q_high")
    )
    labels = KIND_LABELS_JA if japanese else KIND_LABELS_EN
    rows = [
        (labels[kind.kind], kind.n, kind.of, kind.share, *_ends(kind.share_ends), kind.top, kind.q, *_ends(kind.q_ends))
        for kind in answer.kinds
    ]
    return Table("collaboration" if not japanese else "共著", columns, rows)


def _partners(answer: University, language: str) -> Table:
    japanese = language == "ja"
    columns = (
        ("相手", *IDENTIFIERS, "国・地域", "共著論文数", "Top10%論文数")
        if japanese
        else ("partner", *IDENTIFIERS, "country", "n", "top")
    )
    partners = answer.joint.partners if answer.joint else ()
    rows = [
        (place.name(language), *identifiers(place), _country(place, language), one.n, one.top)
        for one in partners
        for place in (one.institution,)
    ]
    return Table("partners" if not japanese else "共著の相手", columns, rows)


def _country(place: Institution, language: str) -> str | None:
    return country_name(place.country, language) if place.country else None


def _related(answer: University, language: str) -> Table:
    japanese = language == "ja"
    columns = ("近い小分野", "密度", "論文数（数え方による）") if japanese else ("subfield", "density", "papers")
    rows = [(one.name, one.density, one.papers) for one in (answer.related.neighbors if answer.related else ())]
    return Table("related" if not japanese else "近い分野", columns, rows)


KIND_LABELS_JA = {
    "collab": "複数機関または国際共著",
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
