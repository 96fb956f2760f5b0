"""Words of this room."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class ApplicationState(Labeled):
    """Where an application stands. One that was submitted stays so until it is withdrawn, whatever is drafted since."""

    DRAFT = "draft", "下書き", "Draft"
    SUBMITTED = "submitted", "提出済み", "Submitted"
    WITHDRAWN = "withdrawn", "取り下げ", "Withdrawn"


class Asked(Labeled):
    """What every application asks, whatever the form of its call."""

    TITLE = "title", "申請の名称（課題名）", "Title of the application"


class Mistake(Labeled):
    """What stands in the way of an application, as pages, API and commands say it."""

    NOT_OPEN = "not-open", "この公募は申請を受け付けていません。", "this call takes no applications now"
    PASSED = "deadline-passed", "締切を過ぎました（%s）。", "the deadline has passed (%s)"
    RECORD = "record", "過去の公募の記録には申請できません。", "nobody can apply to the record of a past call"
    BODY = "body", "申請する機関を選んでください。", "choose the body that applies"
    REQUIRED = "required", "記入が必要です。", "it needs an answer"
    NOT_MET = "not-met", "申請の条件を満たしていません：%s", "a condition for applicants is not met: %s"
    UNDECIDED = "undecided", "申請の条件を確かめられません：%s", "a condition for applicants cannot be decided: %s"
    NOT_SUBMITTED = "not-submitted", "まだ提出されていません。", "it is not submitted"
    REASON = "reason", "理由を書いてください。", "give a reason"
    KEY = "idempotency-key", "Idempotency-Keyは1～100字で送ってください。", "Idempotency-Key has 1 to 100 letters"
    MANY = (
        "too-many",
        "この公募への申請が多すぎます（%s件まで）。",
        "there are too many applications for this call (%s at most)",
    )


class Fact(Labeled):
    """What the ledger tells of applications."""

    CALL = "call", "公募", "Call"
    QUESTIONS = "questions", "書いた項目の数", "Number of fields written"
    RECEIPT = "receipt", "受付番号", "Receipt number"
    DOSSIER = "dossier", "申請書の指紋", "Fingerprint of the dossier"


class Verb(Labeled):
    """What one may do in this room."""

    SEE = "applications.see", "申請を見る", "See an application"
    EDIT = "applications.edit", "申請書を書く", "Write an application"
    SUBMIT = "applications.submit", "申請を提出し、取り下げる", "Submit and withdraw an application"
    RECEIVE = "applications.receive", "提出された申請を受け取る", "Receive applications that were submitted"
