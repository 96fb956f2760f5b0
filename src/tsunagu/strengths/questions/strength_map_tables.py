"""The tables of the strength map, for export: what the page shows, row by row."""

from __future__ import annotations

from tsunagu.kernel import tables as files
from tsunagu.strengths.conventions import editions
from tsunagu.strengths.conventions.countries import country_name
from tsunagu.strengths.enums import Rule, Verdict
from tsunagu.strengths.questions.provenance_sheet import IDENTIFIERS, identifiers, source_sheet, with_source
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.strength_map import PERMILLE, Entry, StrengthMap

_HEAD_JA = (
    "分野",
    "大学グループ",
    "大学",
    *IDENTIFIERS,
    "判定",
    "Q値",
    "区間の下端",
    "区間の上端",
    "論文数（整数）",
    "論文数（この数え方）",
    "基準のQ値",
)
_HEAD_EN = ("field", "group", "university", *IDENTIFIERS, "verdict", "q", "low", "high", "n", "papers", "reference_q")
_EVERYONE = {"ja": ("大学だけ", "大学以外も"), "en": ("Universities only", "Other institutions, too")}
_RULES = {
    "ja": {Rule.POINT: "Q値が基準以上", Rule.INTERVAL: "区間の下端も基準以上"},
    "en": {Rule.POINT: "Q reaches the reference", Rule.INTERVAL: "The lower end of the interval does, too"},
}
_ASKED_JA = (
    "国", "機関の種類", "基準", "基準の大学（OpenAlex）", "基準の大学（ROR）", "基準のQ値",
    "判定の方法", "論文数の下限", "近いとする幅", "大学グループの版",
)  # fmt: skip
_ASKED_EN = (
    "Country", "Institutions", "Reference", "Reference (OpenAlex)", "Reference (ROR)", "Reference Q",
    "Rule", "Least papers", "Margin", "Edition of groups",
)  # fmt: skip
_COUNTS_JA = (
    "分野",
    "掲載",
    "Q値だけ基準値以上（掲載せず）",
    "基準値に近い",
    "区間の上端だけが基準値以上",
    "論文数が下限未満",
    "論文のある機関",
)
_COUNTS_EN = ("field", "listed", "only_q", "near", "only_interval_reaches", "too_few_papers", "with_papers")
_VERDICTS_JA = {
    Verdict.STRONG: "区間の下端も基準値以上",
    Verdict.POINT: "Q値だけが基準値以上",
    Verdict.NEAR: "基準値に近い",
}


def tables(answer: StrengthMap, reading: Reading, language: str = "ja") -> list[files.Table]:
    """The map as on the page: the listed and the near misses one a row, the counts by field, and what they rest on."""
    japanese = language == "ja"
    names = {group.group: group.label(language) if answer.question.grouped else None for group in answer.groups}
    head = _HEAD_JA if japanese else _HEAD_EN
    listed = [entry for row in answer.rows for group in answer.groups for entry in row.listed.get(group.group, ())]
    near = [entry for row in answer.rows for entry in (*row.only_q, *row.near)]
    fields = {row.field: row.name for row in answer.rows}
    rows = [_line(entry, fields[entry.field], names[entry.group], answer, language) for entry in (*listed, *near)]
    counts: list[list[files.Cell]] = [
        [row.name, row.count, len(row.only_q), len(row.near), row.wide, row.few, row.looked_at] for row in answer.rows
    ]
    return [
        with_source(files.Table("strength-map", head, rows), reading, answer.question.choice, language),
        files.Table("fields" if not japanese else "分野別の数", _COUNTS_JA if japanese else _COUNTS_EN, counts),
        source_sheet(reading, answer.question.choice, language, list(_asked(answer, language).items())),
    ]


def _line(entry: Entry, field: str, group: str | None, answer: StrengthMap, language: str) -> list[files.Cell]:
    amount, one = entry.amount, entry.institution
    verdict = _VERDICTS_JA[entry.verdict] if language == "ja" else entry.verdict.value
    reference = answer.reference.amount.q if answer.reference else None
    return [
        field,
        group,
        one.name(language),
        *identifiers(one),
        verdict,
        amount.q,
        amount.low,
        amount.high,
        amount.n,
        amount.papers,
        reference,
    ]


def _asked(answer: StrengthMap, language: str) -> dict[str, files.Cell]:
    """What the reader chose beside the way of counting."""
    question, compared = answer.question, answer.reference
    one = compared.institution if compared else None
    values = (
        country_name(question.country, language),
        _EVERYONE[language][question.everyone],
        question.reference.ja if language == "ja" else question.reference.en,
        *(identifiers(one) if one else (None, None)),
        compared.amount.q if compared else None,
        _RULES[language][question.rule],
        answer.least,
        question.margin / PERMILLE,
        editions.group_edition_label(question.edition, language),
    )
    return dict(zip(_ASKED_JA if language == "ja" else _ASKED_EN, values, strict=True))
