"""The words of the package and its maps."""

from __future__ import annotations

from tsunagu.catalog.enums.bodies import ApplicantType as ApplicantType
from tsunagu.catalog.enums.bodies import BodyKind as BodyKind
from tsunagu.kernel.labels import Label, Labeled


class ProgramKind(Labeled):
    """What sort of support a program is."""

    GRANT = "grant", "補助・助成", "Grant"
    CONTRACT = "contract", "委託", "Commissioned contract"
    FUND = "fund", "基金", "Fund"
    BLOCK_GRANT = "block-grant", "基盤的経費", "Block grant"
    DESIGNATION = "designation", "認定・選定", "Designation"
    SYSTEM = "system", "制度", "Framework"
    PRIZE = "prize", "表彰", "Prize"
    JOINT_WORK = "joint-work", "共同実施", "Joint work"
    SPECIAL_ZONE = "special-zone", "特区", "Special zone"
    GUIDE = "guide", "指針・事例集", "Guideline or casebook"


class Stage(Labeled):
    """Where the change happens."""

    UNIVERSITY = "university", "大学が変わる", "The university changes"
    SOCIETY = "society", "社会が変わる", "Society changes"
    BOTH = "both", "大学が変わる・社会が変わる", "University and society change"


class Pillar(Labeled):
    """The three pillars of the package."""

    UNIVERSITY = "1", "①大学自身の取組の強化", "1. Strengthening what universities do themselves"
    CONNECTING = "2", "②繋ぐ仕組みの強化", "2. Strengthening the mechanisms that connect"
    SOCIETY = "3", "③地域社会における大学の活躍の促進", "3. Universities at work in regional society"


class Phase(Labeled):
    """The columns of a map."""

    # The decks print ① and ② above the columns, as they do before the kinds of applicants.
    UNIVERSITY = "university", "大学が変わる", "The university changes"
    DEVELOPMENT = "development", "第1段階 技術の高度化・基盤技術の開発", "Phase 1: Developing technology"
    DEPLOYMENT = "deployment", "第2段階 実装", "Phase 2: Putting it to use"


class HeadingPlace(Labeled):
    """What a heading of a map stands above: one of its columns, or the two of society together."""

    UNIVERSITY = Phase.UNIVERSITY.value, Phase.UNIVERSITY.ja, Phase.UNIVERSITY.en
    SOCIETY = "society", "社会が変わる", "Society changes"
    DEVELOPMENT = Phase.DEVELOPMENT.value, Phase.DEVELOPMENT.ja, Phase.DEVELOPMENT.en
    DEPLOYMENT = Phase.DEPLOYMENT.value, Phase.DEPLOYMENT.ja, Phase.DEPLOYMENT.en


class Axis(Labeled):
    """The two axes of the maps."""

    THEME = "theme", "政策課題", "Policy theme"
    FRAMEWORK = "framework", "座組", "Collaborative framework"


class Confidence(Labeled):
    """How sure we are of a box's phase, the slide's layout being lost in the text."""

    HIGH = "high", "確か", "Certain"
    MEDIUM = "medium", "推定", "Phase inferred"
    LOW = "low", "推定（弱い）", "Phase inferred (uncertain)"


class EditionFact(Labeled):
    """What the ledger tells of editions of a map."""

    ROWS = "rows", "枠と連絡先の数", "Boxes and contacts"


class EditionState(Labeled):
    """How far an edition of a map has come; readers see published ones only."""

    DRAFT = "draft", "下書き", "Draft"
    PREVIEWED = "previewed", "確認済み", "Previewed"
    PUBLISHED = "published", "公開", "Published"
    WITHDRAWN = "withdrawn", "取り下げ", "Withdrawn"


class Verb(Labeled):
    """What one may do in this room: with the editions of the maps, and with corrections of programs."""

    SEE_EDITIONS = "catalog.see-editions", "地図のすべての版を見る", "See all editions of the maps"
    IMPORT = "catalog.import", "地図の版を取り込む", "Import an edition of a map"
    PREVIEW = "catalog.preview", "地図の下書きを確認済みにする", "Note that a draft of a map was looked at"
    PUBLISH = "catalog.publish", "地図の版を公開する", "Publish an edition of a map"
    WITHDRAW = "catalog.withdraw", "地図の版を取り下げる", "Withdraw an edition of a map"
    DROP = "catalog.drop", "地図の版を削除する", "Drop an edition of a map"
    SEE_PROGRAM = "catalog.see-program", "事業を見る", "See a program"
    PROPOSE = "catalog.propose", "事業の訂正を提案する", "Propose a correction of a program"
    SEE_CORRECTIONS = "catalog.see-corrections", "事業の訂正を見る", "See corrections of programs"
    APPROVE = "catalog.approve", "事業の訂正を承認する", "Approve a correction of a program"
    REFUSE = "catalog.refuse", "事業の訂正を承認しない", "Refuse a correction of a program"
    TAKE_BACK = "catalog.take-back", "事業の訂正を取り消す", "Take a correction of a program back"


class RowChange(Labeled):
    """What became of a row or a cell of a map's sheets."""

    ADDED = "added", "追加", "Added"
    GONE = "gone", "削除", "Gone"
    CHANGED = "changed", "変更", "Changed"
    MOVED = "moved", "移動", "Moved"
    OLD_SOURCE = "old-source", "出典が前年度のまま", "Source of the year before"


class BudgetKind(Labeled):
    """Kinds of budget figures. They never add up across kinds."""

    REQUEST = "request", "概算要求", "Request"
    DRAFT = "draft", "政府予算案", "Government draft"
    INITIAL = "initial", "当初予算", "Initial budget"
    SUPPLEMENTARY = "supplementary", "補正予算", "Supplementary budget"
    PREVIOUS = "previous", "前年度予算額", "Previous year's budget"
    ALLOCATION = "allocation", "配分額", "Allocation"
    OTHER = "other", "その他", "Other"


class Basis(Labeled):
    """What sort of document an edition was read from."""

    REQUEST = "request", "概算要求", "Request"
    DRAFT = "draft", "政府予算案", "Government draft"
    INITIAL = "initial", "当初予算", "Initial budget"
    SUPPLEMENTARY = "supplementary", "補正予算", "Supplementary budget"
    CALL = "call", "公募要領", "Call for proposals"
    RESULT = "result", "採択結果", "Selection result"
    OTHER = "other", "その他の資料", "Other document"


class State(Labeled):
    """Whether a program takes applications, on a day."""

    OPEN = "open", "公募中", "Open for applications"
    PLANNED = "planned", "次回予定", "Next call planned"
    CLOSED = "closed", "今年度の公募は終了", "This year's call has closed"
    CONTINUING = "continuing", "新規公募なし（継続のみ）", "No new awards, continuing only"
    ENDED = "ended", "事業終了", "Ended"
    UNKNOWN = "unknown", "不明", "Unknown"

    @property
    def is_over(self) -> bool:
        """Whether nobody can apply any more, now or later so far as is known."""
        return self in (State.CONTINUING, State.ENDED)


class Sort(Labeled):
    """In which order programs are listed. Those that have ended come last in each."""

    RELEVANCE = "relevance", "一致度順", "Relevance"
    DEADLINE = "deadline", "締切が近い順", "Deadline"
    AMOUNT = "amount", "金額が大きい順", "Amount"
    NEWEST = "newest", "情報が新しい順", "Newest information"


class Reason(Labeled):
    """What a program's state rests on."""

    DECIDED = "decided", "編集部・運営者の判断", "Decided by the editors"
    WINDOW = "window", "公募の日程", "Dates of a call"
    NOTICE = "notice", "公表資料", "A published notice"
    PRINTED = "printed", "資料の新規公募欄", "New call as printed"
    MISSING = "missing", "資料なし", "No source"


class CallKind(Labeled):
    """How a window of applications stands on a day, and what is known of it."""

    OPEN = "open", "公募中", "Open"
    ANNOUNCED = "announced", "公表済み", "Announced"
    EXPECTED = "expected", "例年", "Usual month"
    ASSUMED = "assumed", "想定（編集部）", "Assumed by the editors"
    PAST = "past", "終了", "Past"


class Evidence(Labeled):
    """What a window of applications rests on."""

    ANNOUNCED = "announced", "公表された日程", "Announced"
    ASSUMED = "assumed", "想定（編集部）", "Assumed by the editors"


class TermKind(Labeled):
    """Conditions of a way to apply that later plans are computed from."""

    CAP = "cap", "上限額", "Greatest amount"
    MATCHING = "matching", "自己負担・マッチング", "Matching funds"
    TAPER = "taper", "逓減", "Taper"
    GATE = "gate", "移行・昇格の審査", "Stage gate"
    EXCLUSION = "exclusion", "併願・併用の制限", "Exclusion"
    PROMOTION_ONLY = "promotion-only", "昇格のみ", "By promotion only"


class AmountIs(Labeled):
    """How a printed amount is meant."""

    ABOUT = "about", "程度", "about"
    UP_TO = "up_to", "上限", "up to"
    AT_LEAST = "at_least", "以上", "at least"
    EXACT = "exact", "", ""


class Per(Labeled):
    """What a printed amount is for."""

    YEAR = "year", "年あたり", "a year"
    AWARD = "award", "1件あたり", "an award"
    PERSON = "person", "1人あたり", "a person"
    TOTAL = "total", "総額", "in all"


class RelationKind(Labeled):
    """How one program stands to another."""

    PART_OF = "part_of", "この事業は次の一部", "Part of"
    SUCCESSOR_OF = "successor_of", "前身", "Successor of"
    LEADS_TO = "leads_to", "次の段階", "Leads to"
    USES_RESULTS_OF = "uses_results_of", "成果を活用", "Uses results of"
    SAME_BUDGET_AS = "same_budget_as", "同じ予算の枠", "Same budget line"
    WORKS_WITH = "works_with", "連携", "Works with"
    EXCLUDES = "excludes", "併用できない", "Cannot be combined with"

    @property
    def reverse_label(self) -> str:
        """The relation seen from the other program."""
        return str(_REVERSE[self])


_REVERSE = {
    RelationKind.PART_OF: Label("内訳", "Has the part"),
    RelationKind.SUCCESSOR_OF: Label("後継", "Succeeded by"),
    RelationKind.LEADS_TO: Label("前の段階", "Comes after"),
    RelationKind.USES_RESULTS_OF: Label("成果が活かされる先", "Results used by"),
    RelationKind.SAME_BUDGET_AS: Label("同じ予算の枠", "Same budget line"),
    RelationKind.WORKS_WITH: Label("連携", "Works with"),
    RelationKind.EXCLUDES: Label("併用できない", "Cannot be combined with"),
}


class TotalRule(Labeled):
    """How listed figures must stand to a printed total."""

    EQUAL = "equal", "表示単位の範囲で一致", "equal within the printed unit"
    AT_MOST = (
        "at_most",
        "内訳の合計は総額以下（「等」を含む一覧）",
        "listed sum at most the total (the list is not complete)",
    )


class TotalVerdict(Labeled):
    """How listed figures stand to a printed total."""

    ADDS_UP = "adds-up", "合う", "Adds up"
    WITHIN = "within", "一覧は総額の一部", "Part of the total"
    DIFFERS = "differs", "合わない", "Does not add up"


class Counting(Labeled):
    """Whether a figure counts in the sum of its year and kind, or why it does not."""

    COUNTED = "counted", "合計に入れた", "Counted"
    LARGER = "larger", "内数のため入れない", "Left out: total of a larger budget line"
    PART = "part", "うち書きのため入れない", "Left out: part of another figure"
    UNKNOWN = "unknown", "額の記載なし", "No amount printed"
    ANOTHER = "another", "同じ事業の別の額を入れた", "Left out: another figure of the program counts"
    INSIDE = "inside", "全体の事業の額に含まれる", "Left out: inside the figure of the whole program"


class Verdict(Labeled):
    """The answer to "may we apply?"."""

    YES = "yes", "申請できます", "Yes"
    IF = "if", "条件を満たせば申請できます", "Yes, if the conditions hold"
    CHECK = "check", "以前の要件では申請可（現在は要確認）", "Yes under earlier rules; to be checked"
    WITH_PARTNER = "with_partner", "組む相手がいれば申請できる可能性があります", "With a partner"
    NO = "no", "申請できません", "No"
    UNKNOWN = "unknown", "資料からは分かりません", "Unknown"


class Step(Labeled):
    """What to do where an answer is not certain."""

    PAGE = "page", "公式ページで確認", "Check the official page"
    WINDOW = "window", "担当窓口に確認", "Ask the office in charge"
    BODY = "body", "所管の府省・機関に確認", "Ask the ministry or agency in charge"


class Check(Labeled):
    """How one rule came out."""

    SATISFIED = "satisfied", "満たす", "Satisfied"
    FAILED = "failed", "満たさない", "Failed"
    UNKNOWN = "unknown", "要確認", "To be checked"


class Finding(Labeled):
    """Whether the printed words of a fact stand in its document."""

    YES = "yes", "ある", "Found"
    OTHER_PAGE = "other-page", "別のページにある", "On another page"
    NO = "no", "見つからない", "Not found"
    NO_TEXT = "no-text", "印刷された文の控えなし", "No printed words kept"
    NOT_ATTACHED = "not-attached", "原本なし", "Document not attached"


class ChangeKind(Labeled):
    """What became of a program from one version of the package to a later one."""

    ADDED = "added", "新しく載った", "Added"
    DROPPED = "dropped", "載らなくなった", "No longer named"
    UNKNOWN = "unknown", "一覧がなく分からない", "Unknown, the list not being known"
    RENAMED = "renamed", "名前が変わった", "Renamed"
    MOVED = "moved", "置き場所が変わった", "Moved"
    SAME = "same", "変わらない", "Unchanged"


class OpenTable(Labeled):
    """The tables that can be had as a whole, each as a file."""

    PROGRAMS = "programs", "事業", "Programs with their states today"
    BOXES = "boxes", "地図の箱", "Boxes of the newest maps"
    CONTACTS = "contacts", "連絡先", "Rows of the newest contact tables: whom to call"
    BUDGETS = "budgets", "予算", "Budget figures as printed, in yen"
    TOTALS = "totals", "総額", "Printed totals and what their listed figures come to, in yen"
    CALLS = "calls", "公募", "Windows of applications as they stand today"
    PACKAGES = "packages", "パッケージの版", "Programs as versions of the package name them"
