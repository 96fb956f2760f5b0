"""Words of the corrections: what of a program an officer corrects, and how far a correction has come."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class PlaceKind(Labeled):
    """What of a program is corrected."""

    PROGRAM = "program", "名称・説明・ウェブサイト", "Names, descriptions and web address"
    RULE = "rule", "申請の要件", "Rule about who may apply"
    TRACK = "track", "申請の枠と額", "Way to apply and its amount"
    CALL = "call", "公募の日程", "Days of a call"
    BUDGET = "budget", "予算額", "Budget figure"


class CorrectionState(Labeled):
    """How far a correction has come."""

    PROPOSED = "proposed", "承認待ち", "Waits for approval"
    STANDING = "standing", "訂正として表示中", "Shown as a correction"
    REFUSED = "refused", "不承認", "Refused"
    TAKEN_BACK = "taken-back", "取り消し", "Taken back"
    REPLACED = "replaced", "後の訂正に置き換え", "Replaced by a later one"
    SETTLED = "settled", "資料に反映済み", "Said by the files by now"


class CorrectedField(Labeled):
    """The fields of a program, of its rules, ways to apply, calls and figures that can be corrected."""

    NAME = "name", "名称", "Name"
    NAME_EN = "name_en", "英語名", "English name"
    ABBREVIATION = "abbreviation", "略称", "Abbreviation"
    SUMMARY = "summary", "要約", "Summary"
    SUMMARY_EN = "summary_en", "要約（英語）", "Summary in English"
    DESCRIPTION = "description", "説明", "Description"
    DESCRIPTION_EN = "description_en", "説明（英語）", "Description in English"
    URL = "url", "ウェブサイト", "Web address"
    LEAD = "lead", "申請主体", "Who leads the application"
    PARTIAL = "partial", "一部だけ申請主体", "Who leads in a part only"
    CONSORTIUM = "consortium", "共同で申請", "Who applies together"
    REQUIRES = "requires", "必須の相手", "Partners needed"
    PARTNERS = "partners", "参加できる相手", "Partners allowed"
    EXCLUDES = "excludes", "対象外", "Not eligible"
    EXCLUDES_EN = "excludes_en", "対象外（英語）", "Not eligible, in English"
    CONDITION = "condition", "条件", "Condition"
    CONDITION_EN = "condition_en", "条件（英語）", "Condition in English"
    PURPOSE = "purpose", "ねらい", "Purpose"
    AMOUNT_TEXT = "amount_text", "額（印刷のまま）", "Amount as printed"
    AMOUNT = "amount", "額（円）", "Amount in yen"
    AMOUNT_IS = "amount_is", "額の意味", "How the amount is meant"
    PER = "per", "額の単位", "What the amount is for"
    YEARS_TEXT = "years_text", "期間（印刷のまま）", "Period as printed"
    YEARS = "years", "期間（年）", "Years"
    AWARDS_TEXT = "awards_text", "件数（印刷のまま）", "Number of awards as printed"
    AWARDS = "awards", "件数", "Awards"
    OPENS = "opens", "公募の開始日", "Opens on"
    CLOSES = "closes", "公募の締切日", "Closes on"
    CLOSES_AT = "closes_at", "締切の時刻（日本時間）", "Hour of closing in Japan"
    INCLUSIVE = "inclusive", "内数", "Part of a larger line"
    APPROXIMATE = "approximate", "程度", "Approximate"
    NOTE = "note", "注記", "Note"


class CorrectionFact(Labeled):
    """What lines of the ledger tell of a correction beside the fields: what it rests on."""

    DOCUMENT = "document", "資料", "Document"
    PAGE = "page", "ページ", "Page"
    PRINTED = "printed", "資料の記載", "As printed"
