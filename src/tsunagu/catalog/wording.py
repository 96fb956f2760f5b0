"""Sentences of the catalog's pages for codes that the rules and queries give."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from tsunagu.catalog.enums import BodyKind, Verdict
from tsunagu.catalog.rules import Answer, Line
from tsunagu.kernel.labels import language

# English for the tags of ``enums.TAGS``; a tag without one is shown in Japanese.
_TAGS = {
    "人材育成": "Human resources",
    "教育改革": "Education reform",
    "大学院": "Graduate schools",
    "若手研究者": "Young researchers",
    "博士課程": "Doctoral programs",
    "研究拠点": "Research hubs",
    "研究基盤": "Research infrastructure",
    "設備共用": "Shared equipment",
    "データ基盤": "Data infrastructure",
    "大学経営": "University management",
    "施設整備": "Facilities",
    "国際化": "Internationalization",
    "産学連携": "Industry-academia collaboration",
    "拠点形成": "Building hubs",
    "社会実装": "Putting research to use",
    "実証": "Field trials",
    "スタートアップ": "Startups",
    "知財": "Intellectual property",
    "資金・ファンド": "Funds and finance",
    "地方創生": "Regional revitalization",
    "雇用創出": "Job creation",
    "地域企業": "Regional companies",
    "自治体": "Local governments",
    "規制改革": "Regulatory reform",
    "表彰": "Prizes",
    "総合知": "Convergence knowledge",
    "SDGs": "SDGs",
    "モビリティ": "Mobility",
    "農林水産": "Agriculture, forestry and fisheries",
    "食品": "Food",
    "資源循環": "Resource circulation",
    "環境": "Environment",
    "脱炭素": "Decarbonization",
    "エネルギー": "Energy",
    "復興": "Reconstruction",
    "防災": "Disaster prevention",
    "インフラ": "Infrastructure",
    "気象": "Weather",
    "消防": "Firefighting",
    "測量": "Surveying",
    "スマートシティ": "Smart cities",
    "デジタル": "Digital",
    "健康医療": "Health and medicine",
    "バイオ": "Biotechnology",
    "マテリアル": "Materials",
    "基礎研究": "Basic research",
    "異分野融合": "Interdisciplinary research",
    "共同利用": "Joint use",
}


def tag_label(tag: str) -> str:
    """A tag in the reader's language."""
    return _TAGS.get(tag, tag) if language() == "en" else tag


def bodies_text(bodies: Any) -> str:
    """Kinds of bodies in one line: 「大学・研究機関、自治体」."""
    return (", " if language() == "en" else "、").join(BodyKind(body).label for body in bodies)


def line_sentence(line: Line[Any]) -> str:
    """One line of an answer in words. Conditions are quoted beside it, as ``line.text``."""
    return _SENTENCES[line.code]() % {"bodies": bodies_text(line.bodies)}


# Called late, so that each reader gets the own language.
_SENTENCES = {
    "lead": lambda: gettext("申請主体になれます（申請主体：%(bodies)s）。"),
    "partial": lambda: gettext("一部について申請主体になれます（申請主体：%(bodies)s）。"),
    "not_lead": lambda: gettext("申請主体は%(bodies)sに限られています。"),
    "narrower": lambda: gettext("申請主体は%(bodies)sです。あなたの組織がこれに当たるか確かめてください。"),
    "consortium": lambda: gettext("共同での申請です。%(bodies)sの参加が要ります。"),
    "requires": lambda: gettext("%(bodies)sの参加が条件です。"),
    "partner": lambda: gettext("申請主体としてではなく、参加者として加われます（参加者：%(bodies)s）。"),
    "partner_unstated": lambda: gettext("参加者として加われるかどうかは、資料に書かれていません。"),
    "excludes": lambda: gettext("次に当たる場合は対象外です。"),
    "condition": lambda: gettext("次の条件があります。"),
    "no_new_call": lambda: gettext("いちばん新しい連絡先の表に「新規課題採択：無」とあります。"),
}


def verdict_advice(verdict: Verdict) -> str:
    """What a verdict means for the reader."""
    return {
        Verdict.YES: gettext("資料に書かれた条件の範囲で、そのまま申請できます。"),
        Verdict.IF: gettext("申請主体になれますが、人の目で確かめる条件があります。"),
        Verdict.WITH_PARTNER: gettext("ひとりでは申請できません。足りない相手と組めば道があります。"),
        Verdict.UNKNOWN: gettext(
            "資料に決まりが見つからないか、どちらとも読めます。「申請できる」とは言えないため、窓口に確かめてください。"
        ),
        Verdict.NO: gettext("資料では申請の対象に入っていないか、新規の公募がありません。"),
    }[verdict]


def answer_advice(answer: Answer[Any]) -> str:
    """What to do next, for one program's answer."""
    if answer.missing:
        return gettext("足りない相手：%(bodies)s") % {"bodies": bodies_text(answer.missing)}
    return ""


def change_label(what: str) -> str:
    """A kind of change between two versions."""
    return {
        "added": gettext("新しく載った"),
        "dropped": gettext("載らなくなった"),
        "renamed": gettext("名前が変わった"),
        "moved": gettext("置き場所が変わった"),
        "same": gettext("変わらない"),
    }[what]
