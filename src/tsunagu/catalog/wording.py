"""Sentences of the catalog's pages for codes that the rules and queries give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tsunagu.catalog import sheets
from tsunagu.catalog.enums import AmountIs, BodyKind, Per, RowChange, State, Verdict
from tsunagu.catalog.enums.corrections import CorrectedField
from tsunagu.catalog.models import Correction
from tsunagu.catalog.rules.corrections import WHO
from tsunagu.catalog.rules.eligibility import Answer, Line
from tsunagu.catalog.sheets import Difference
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.merging import Facts
from tsunagu.kernel.money import Yen
from tsunagu.kernel.tables import Column, Columns


def bodies_text(bodies: Any) -> str:
    """Kinds of bodies in one line: 「大学、自治体」."""
    return in_row([BodyKind(body).label for body in bodies])


@dataclass(frozen=True, slots=True)
class Corrected:
    """A field of a correction as a reader sees it: as it was when proposed, as it is, and as it is to be."""

    field: CorrectedField
    began: str
    now: str
    wrote: str


CORRECTED = Columns[Corrected](
    Column("field", "項目", "Field", lambda one: one.field.label),
    Column("began", "提案したとき", "When it was proposed", lambda one: one.began),
    Column("now", "いま見えている内容", "What readers see now", lambda one: one.now),
    Column("wrote", "訂正の内容", "As corrected", lambda one: one.wrote),
)


def corrected(one: Correction, now: Facts) -> list[Corrected]:
    """The fields of a correction, each as a reader sees it. now: the fields of its place as readers see them."""
    return [_corrected(field, one, now) for field in one.fields]


def _corrected(field: CorrectedField, one: Correction, now: Facts) -> Corrected:
    facts = [kept.get(field.value, "") for kept in (one.before, now, one.after)]
    return Corrected(field, *(fact_text(field, fact) for fact in facts))


def fact_text(field: CorrectedField, fact: Any) -> str:
    """A field that can be corrected as a reader sees it."""
    if field in WHO:
        return bodies_text(fact) if fact else str(_EMPTY)
    if fact == "":
        return str(_EMPTY)
    read = _READ.get(field)
    return str(read(fact)) if read else str(fact)


_EMPTY = _("（空欄）")
_YES, _NO = _("はい"), _("いいえ")
_READ: dict[CorrectedField, Callable[[str], Any]] = {
    CorrectedField.AMOUNT: lambda fact: Yen(int(fact)).text(),
    CorrectedField.AMOUNT_IS: lambda fact: AmountIs(fact).label or _("ちょうど"),
    CorrectedField.PER: lambda fact: Per(fact).label,
    CorrectedField.INCLUSIVE: lambda fact: _YES if fact == "True" else _NO,
    CorrectedField.APPROXIMATE: lambda fact: _YES if fact == "True" else _NO,
}


def line_sentence(line: Line[Any]) -> str:
    """One line of an answer in words. Conditions are quoted beside it, as ``line.text``."""
    return _SENTENCES[line.code] % {"bodies": bodies_text(line.bodies)}


_SENTENCES = {
    "lead": _("申請主体になれます（申請主体：%(bodies)s）。"),
    "partial": _("一部について申請主体になれます（申請主体：%(bodies)s）。"),
    "not_lead": _("申請主体は%(bodies)sに限られています。"),
    "narrower": _("申請主体は%(bodies)sです。自組織がこれに該当するか確認してください。"),
    "consortium": _("共同での申請です。%(bodies)sの参加が必要です。"),
    "requires": _("%(bodies)sの参加が条件です。"),
    "partner": _("申請主体にはなれませんが、参加者として加われます（参加者：%(bodies)s）。"),
    "partner_unstated": _("参加者として加われるかどうかは、資料に記載がありません。"),
    "excludes": _("次に該当する場合は対象外です。"),
    "condition": _("次の条件があります。"),
    "continuing": _("新規の公募はありません（継続課題のみ）。"),
    "ended": _("事業は終了しています。"),
}


def verdict_advice(verdict: Verdict) -> str:
    """What a verdict means for the reader."""
    return str(_ADVICE[verdict])


_ADVICE = {
    Verdict.YES: _("資料に記載された条件の範囲で申請できます。"),
    Verdict.IF: _("申請主体になれますが、個別に確認が必要な条件があります。"),
    Verdict.CHECK: _(
        "登録されているのは以前の年度の要件です。その要件では申請主体になれますが、現在の公募の有無と要件は確認されていません。"
    ),
    Verdict.WITH_PARTNER: _("単独では申請できません。必要な相手と組めば申請できる可能性があります。"),
    Verdict.UNKNOWN: _(
        "資料に要件の記載がないか、どちらとも読めます。「申請できる」とは判断できないため、連絡先に確認してください。"
    ),
    Verdict.NO: _("資料では申請の対象に入っていないか、新規の公募がないか、事業が終了しています。"),
}


def answer_standing(answer: Answer[Any]) -> str:
    """What year an answer's rules are of, where these are not confirmed for the present."""
    if answer.confirmed or answer.rules_year is None:
        return ""
    pattern = _BY_EARLIER_RULES if answer.verdict is Verdict.CHECK else _EARLIER_RULES
    return pattern % {"year": answer.rules_year.text()}


_BY_EARLIER_RULES = _("%(year)sの要件では申請可。現在の公募は要確認")
_EARLIER_RULES = _("%(year)sの要件による答え。現在の公募は要確認")


def answer_advice(answer: Answer[Any]) -> str:
    """What to do next, for one program's answer."""
    return _("必要な相手：%(bodies)s") % {"bodies": bodies_text(answer.missing)} if answer.missing else ""


def next_step(state: State) -> str:
    """What somebody who wants to apply does next."""
    return str(_NEXT[state])


_NEXT = {
    State.OPEN: _("公募要領を確かめ、締切までに申請します。"),
    State.PLANNED: _("公募の開始に備えて、要件を確かめます。"),
    State.CLOSED: _("次の公募の有無を、公式ページか連絡先で確かめます。"),
    State.CONTINUING: _("新規の公募はありません。次の段階や関連の事業を確かめます。"),
    State.ENDED: _("事業は終了しています。後継や関連の事業を確かめます。"),
    State.UNKNOWN: _("現在の公募の有無を、公式ページか連絡先で確かめます。"),
}


@dataclass(frozen=True, slots=True)
class SourcesSaid:
    """What became of the sources of a sheet's rows. warns: whether somebody should look after them."""

    text: str
    warns: bool


def source_sentences(found: Iterable[Difference]) -> list[SourcesSaid]:
    """What became of the sources of rows, sheet by sheet: in a new year nearly all of them have another one."""
    counted = Counter((one.sheet, one.change) for one in found if one.is_usual)
    return [
        SourcesSaid(_SOURCES[change] % {"sheet": sheets.NAMES[sheet], "count": count}, change is RowChange.OLD_SOURCE)
        for (sheet, change), count in counted.items()
    ]


_SOURCES = {
    RowChange.CHANGED: _("%(sheet)s：出典を書き換えた行が%(count)d行あります。"),
    RowChange.OLD_SOURCE: _(
        "%(sheet)s：出典が前の年度の資料のままの行が%(count)d行あります。新しい資料とページに書き換えてください。"
    ),
}
