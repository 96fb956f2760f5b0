"""Words of this room."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class BodyKind(Labeled):
    """What sort of body meets or is asked."""

    COUNCIL = "council", "会議・本部", "Council or headquarters"
    COMMITTEE = "committee", "委員会・調査会", "Committee or panel"
    TASK_FORCE = "task-force", "タスクフォース", "Task force"
    HEARING = "hearing", "ヒアリング", "Hearing"
    ASSEMBLY = "assembly", "議会", "Parliament"


class PointKind(Labeled):
    """What sort of thing was asked."""

    OPINION = "opinion", "意見", "Opinion"
    ISSUE = "issue", "論点", "Issue"
    INSTRUCTION = "instruction", "指示", "Instruction"
    FOLLOW_UP = "follow-up", "今後の検討事項", "Left to be studied"
    RESOLUTION = "resolution", "附帯決議", "Supplementary resolution"


class Outcome(Labeled):
    """What became of a point, the most that a document says first. Where no document says anything, unanswered."""

    DONE = "done", "実施・決定", "Carried out or decided"
    INCLUDED = "included", "文書に記載", "Written into a document"
    PLANNED = "planned", "検討・予定", "Planned or under study"
    MENTIONED = "mentioned", "言及のみ", "Mentioned only"
    DECLINED = "declined", "見送り", "Not taken up"
    UNANSWERED = "unanswered", "回答の記載なし", "No answer on record"


class Tie(Labeled):
    """Who says that a measure answers a point."""

    PRINTED = "printed", "資料が対応を示す", "The document says so"
    OURS = "ours", "対応は編集部の判断", "The editors judge so"


class DocumentState(Labeled):
    """How far a document is."""

    DECIDED = "decided", "決定", "Decided"
    DRAFT = "draft", "案・方向性", "Draft or directions"
    PLANNED = "planned", "予定", "Planned"


class Course(Labeled):
    """What a milestone is about."""

    PACKAGE = "package", "総合振興パッケージ", "Comprehensive promotion package"
    FUND = "fund", "大学ファンド", "University fund"


class MilestoneState(Labeled):
    """Where a milestone stands on a day."""

    DONE = "done", "済み", "Done"
    NO_RECORD = "no-record", "期日を過ぎ、実施の記載なし", "Past its day, nothing on record"
    AHEAD = "ahead", "予定", "Ahead"
    WAITING = "waiting", "前の節目を待つ", "Waits for others"
    UNDATED = "undated", "期日の記載なし", "No day on record"


class Measure(Labeled):
    """What is counted to come to a printed number."""

    MEMBERS = "members", "構成員", "Members"
    MEETINGS = "meetings", "会合", "Meetings"
    POINTS = "points", "論点", "Points"
    HEADINGS = "headings", "見出し", "Headings"


class Fact(Labeled):
    """What lines of the ledger tell of in this room alone."""

    NUMBER = "number", "回", "Number"
    POINT = "point", "論点", "Point"
    TITLE = "title", "題", "Title"
    ANSWER = "answer", "答えの番号", "Number of the answer"
    STATUS = "status", "状況", "Status"
    TEXT = "text", "内容", "Text"
    WHAT = "what", "取り消したもの", "What was removed"
    DOCUMENT = "document", "資料", "Document"
    PAGE = "page", "ページ", "Page"
    PRINTED = "printed", "資料の記載", "As printed"


class Verb(Labeled):
    """What one may do in this room."""

    SEE = "governance.see", "会議・論点を見る", "See meetings and points"
    ADD_MEETING = "governance.add-meeting", "会合を記録する", "Record a meeting"
    ADD_POINT = "governance.add-point", "論点を記録する", "Record a point"
    ANSWER = "governance.answer", "論点への対応を記録する", "Record what became of a point"
    REMOVE = "governance.remove", "記録を取り消す", "Take a record back"
