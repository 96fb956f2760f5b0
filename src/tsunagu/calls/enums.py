"""Words of this room."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class ProcedureKind(Labeled):
    """What is decided at the end of a call."""

    GRANT = "grant", "補助・委託・助成", "Grant"
    JOINT_USE = "joint-use", "共同利用・共同研究", "Joint use and joint research"
    RECOGNITION = "recognition", "認定・登録", "Recognition"
    DESIGNATION = "designation", "指定", "Designation"
    PRIZE = "prize", "表彰", "Prize"
    PLAN = "plan", "計画の認定", "Certification of a plan"


class StepKind(Labeled):
    """What happens in a step of a call."""

    BRIEFING = "briefing", "公募説明会", "Briefing"
    CONSULTATION = "consultation", "事前相談", "Consultation in advance"
    NOTICE = "notice", "申請意思の表明", "Notice of intent"
    APPLICATION = "application", "申請の受付", "Applications"
    DOCUMENTS = "documents", "書類審査", "Document review"
    INTERVIEW = "interview", "面接審査", "Interview"
    VISIT = "visit", "現地調査", "Site visit"
    DECISION = "decision", "結果の通知", "Decision"
    START = "start", "事業の開始", "Start"


class CallPhase(Labeled):
    """Where the step in which applications are taken stands at an instant."""

    OPEN = "open", "受付中", "Open"
    COMING = "coming", "受付前", "Not open yet"
    UNDATED = "undated", "日程未定", "No dates yet"
    CLOSED = "closed", "受付終了", "Closed"


class State(Labeled):
    """Where a call stands on this site. Only a published one is seen by everybody."""

    DRAFT = "draft", "下書き", "Draft"
    PUBLISHED = "published", "公開", "Published"
    WITHDRAWN = "withdrawn", "取り下げ", "Withdrawn"


class AmountPer(Labeled):
    """What an amount is for."""

    YEAR = "year", "年額", "a year"
    AWARD = "award", "1件の総額", "an award in all"


class Indirect(Labeled):
    """Whether an amount holds the indirect costs."""

    INCLUDED = "included", "間接経費を含む", "indirect costs included"
    APART = "apart", "間接経費は別", "indirect costs come on top"
    NONE = "none", "間接経費なし", "no indirect costs"
    UNKNOWN = "unknown", "間接経費の扱いは不明", "it is not known whether indirect costs are included"


class DutyKind(Labeled):
    """What an award brings along."""

    REPORT = "report", "報告", "Report"
    GATE = "gate", "移行・昇格の審査", "Gate"
    EVALUATION = "evaluation", "評価", "Evaluation"
    MATCH = "match", "自己資金・民間資金", "Match"
    TAPER = "taper", "支援額の逓減", "Taper"
    RECORDS = "records", "書類の保存", "Records"
    OTHER = "other", "その他の条件", "Other"


class Given(Labeled):
    """A fact that the directory knows of a body, so that nobody has to say it."""

    KIND = "kind", "機関の種類", "Kind of body"


class Mistake(Labeled):
    """What can be wrong with the file of a call, as pages and commands say it."""

    TOML = "toml", "TOMLとして読めません：%s", "it cannot be read as TOML: %s"
    TOO_LARGE = "too-large", "ファイルが大きすぎます（256 KBまで）。", "the file is too large (256 kB at most)"
    BYTES = "bytes", "文字コードをUTF-8にしてください。", "save the file as UTF-8"
    SHAPE = "shape", "形式が違います（%s）。", "it is of the wrong form (%s)"
    UNKNOWN_FIELD = "unknown-field", "ここには書けない項目です。", "there is no such field here"
    MISSING = "missing", "必要な項目がありません。", "it is missing"
    EMPTY = "empty", "空のままです。", "it is empty"
    TOO_LONG = "too-long", "長すぎます（%s字まで）。", "it is too long (%s letters at most)"
    NULL = "null", "使えない文字（NUL）が含まれています。", "it holds a null character"
    KEY = (
        "key",
        "キーは英小文字、数字、ハイフンで書いてください（60字以内）。",
        "a key has small letters, digits and hyphens, 60 at most",
    )
    TWICE = "twice", "同じものが二度あります。", "it is there twice"
    PROGRAM = "program", "事業の一覧にないキーです。", "the catalog has no such program"
    BODY = "body", "機関の名簿にないキーです。", "the directory has no such body"
    DOCUMENT = "document", "出典の一覧にない資料です。", "there is no such document among the sources"
    SOURCE = "source", "出典は「資料のキー:ページ」の形で書いてください。", "a source is written as document:page"
    LINK = "link", "リンクはhttps://またはhttp://で始めてください。", "a link begins with https:// or http://"
    BEFORE = "before", "終わりが始まりより前になっています。", "it ends before it begins"
    ORDER = "order", "前の段階より早く始まっています。", "it begins before the step above"
    APPLICATION = (
        "application",
        "「application」（申請の受付）の段階が一つ必要です。",
        "it needs one step of the kind application",
    )
    INSTANT = (
        "instant",
        "受付の終わりは、時刻まで書いてください（例：2027-06-25T12:00:00+09:00）。",
        "say to the minute when applications close, as 2027-06-25T12:00:00+09:00",
    )
    SCALE = "scale", "評点の尺度（review.scale）が必要です。", "criteria need a scale (review.scale)"
    CRITERIA = "criteria", "尺度だけで、審査の観点がありません。", "there is a scale, but no criterion"
    GIVEN = "given", "自動で分かる項目に選択肢は書けません。", "what the directory knows has no options of its own"
    QUESTION = "question", "この公募にない質問です。あるのは：%s", "this call has no such question; it has: %s"
    FILES = "files", "ファイルを添える質問はまだ使えません。", "questions that take files cannot be used yet"
    STEP = "step", "いまの状態からは進められません。", "it cannot be done from this state"
    FILED = "filed", "記録だけの公募です。", "only the record of this call is kept here"
    EARLIER = "earlier", "期限を早めることはできません。", "a deadline is not moved forward"
    PAST = "past", "これから先の日時にしてください。", "it is in the past"
    REASON = "reason", "理由を書いてください。", "give a reason"
    STARTED = "started", "受付が始まった公募の内容は変えられません。", "a call that has opened does not change"


class Fact(Labeled):
    """What the ledger tells of calls."""

    FILE = "file", "ファイル", "File"
    CLOSES = "closes", "締切", "Closes"


class Verb(Labeled):
    """What one may do in this room."""

    SEE = "calls.see", "公募を見る", "See a call"
    MAKE = "calls.make", "公募を作り、直す", "Make and edit a call"
    PUBLISH = "calls.publish", "公募を公開し、取り下げる", "Publish and withdraw a call"
    EXTEND = "calls.extend", "締切を延ばす", "Extend a deadline"
