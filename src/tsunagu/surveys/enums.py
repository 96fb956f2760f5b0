"""Words of this room."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class State(Labeled):
    """Where a survey stands. Only a published one is seen by everybody."""

    DRAFT = "draft", "準備中", "Being prepared"
    OPEN = "open", "回答受付中", "Open"
    CLOSED = "closed", "集計中", "Closed"
    PUBLISHED = "published", "公開", "Published"


class Mistake(Labeled):
    """What can be wrong with a survey, as pages and commands say it."""

    SHAPE = "shape", "ファイルの形式が違います。", "the file is of the wrong form"
    SHEET = "sheet", "公開した質問票にありません。", "there is no such live sheet"
    QUESTION = "question", "質問票にない質問です。", "the sheet has no such question"
    ANSWER = "answer", "質問にない選択肢です。", "the question has no such option"
    TWICE = "twice", "二度あります。", "it stands there twice"
    COUNT = "count", "数が母数を超えています。", "the count is more than the base"
    SOURCE = "source", "資料とページ、印刷された文が必要です。", "it needs its document with page, and what is printed"
    BODY = "body", "名簿にない機関です。", "the directory has no such body"
    BODIES = "bodies", "対象の機関がありません。", "no body is asked"
    CLOSES = "closes", "期限はこれから先の日時にしてください。", "it closes in the past"
    STEP = "step", "いまの状態からは進められません。", "it cannot be done from this state"
    PRINTED = "printed", "印刷された結果だけの調査です。", "only printed results of it are at hand"
    KEY = "key", "キーは英小文字、数字、ハイフンで書いてください。", "a key has small letters, digits and hyphens"
    EARLY = "early", "期限の前に公開することはできません。", "it is published once it is closed"


class Fact(Labeled):
    """What the ledger tells of surveys."""

    BODIES = "bodies", "対象の数", "Bodies asked"
    CLOSES = "closes", "期限", "Closes"
    MAILS = "mails", "送ったメールの数", "Mails sent"


class Verb(Labeled):
    """What one may do in this room."""

    SEE = "surveys.see", "調査を見る", "See a survey"
    MAKE = "surveys.make", "調査を始める", "Begin a survey"
    KEEP = "surveys.keep", "調査を進め、集計を見る", "Keep a survey, and see its tally before it is published"
