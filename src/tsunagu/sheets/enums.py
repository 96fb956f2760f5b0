"""Words of this room."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class Kind(Labeled):
    """What sort of answer a question takes."""

    TEXT = "text", "文章", "Text"
    NUMBER = "number", "数値", "Number"
    YEN = "yen", "金額（円）", "Amount in yen"
    DATE = "date", "日付", "Date"
    CHOICE = "choice", "一つ選ぶ", "One of several"
    CHOICES = "choices", "いくつでも選ぶ", "Any of several"
    SCALE = "scale", "段階", "Scale"
    TABLE = "table", "表", "Table"
    FILE = "file", "ファイル", "File"


WITH_OPTIONS = (Kind.CHOICE, Kind.CHOICES, Kind.SCALE)
"""What is answered by options that the question names."""

OF_CELLS = (Kind.TEXT, Kind.NUMBER, Kind.YEN, Kind.DATE)
"""What a column of a table can hold."""


class Standing(Labeled):
    """How a body stands to a question. These are never one: not shown, not answered, not applicable, not known."""

    GIVEN = "given", "回答あり", "Answered"
    NOT_APPLICABLE = "not-applicable", "該当なし", "Not applicable"
    DONT_KNOW = "dont-know", "わからない", "Don't know"
    NOT_ANSWERED = "not-answered", "未回答", "Not answered"
    DIVIDED = "divided", "回答が分かれている", "Respondents disagree"
    NOT_SHOWN = "not-shown", "質問の対象外", "Not asked"


SAID = (Standing.GIVEN, Standing.NOT_APPLICABLE, Standing.DONT_KNOW)
"""What a person can say."""


class VersionState(Labeled):
    """Where a version of a sheet stands: only a live one is answered, and its questions never change."""

    DRAFT = "draft", "下書き", "Draft"
    PREVIEW = "preview", "確認中", "Preview"
    LIVE = "live", "公開中", "Live"


class ResponseState(Labeled):
    """Where the response of a body stands."""

    OPEN = "open", "記入中", "Being filled in"
    SENT = "sent", "提出済み", "Submitted"


class Mistake(Labeled):
    """What can be wrong with a question, a file or an answer, as pages and commands say it."""

    SHAPE = "shape", "形式が違います。", "it is of the wrong form"
    UNKNOWN_FIELD = "unknown-field", "ここには書けない項目です。", "there is no such field here"
    MISSING = "missing", "必要な項目がありません。", "it is missing"
    KEY = (
        "key",
        "キーは英小文字、数字、ハイフンで書いてください（40字以内）。",
        "a key has small letters, digits and hyphens",
    )
    RESERVED = "reserved", "このキーは別の意味で使われています。", "this key has a meaning of its own"
    TWICE = "twice", "同じキーが二度あります。", "the key stands there twice"
    KIND = "kind", "質問の種類が正しくありません。", "there is no such kind of question"
    OPTIONS = "options", "選択肢が二つ以上必要です。", "it needs two options at least"
    NO_OPTIONS = "no-options", "この種類の質問に選択肢はありません。", "this kind of question has no options"
    COLUMNS = "columns", "表の列は1から12までです。", "a table has 1 to 12 columns"
    NO_COLUMNS = "no-columns", "表でない質問に列や行はありません。", "only a table has columns and rows"
    INTEGER = "integer", "段階のキーは整数で書いてください。", "the key of a step is a whole number"
    CONDITION = "condition", "表示の条件を読めません。", "the condition cannot be read"
    EARLIER = "earlier", "条件に使えるのは、前にある質問だけです。", "a condition asks of an earlier question only"
    NO_OPTION = "no-option", "その選択肢はありません。", "there is no such option"
    BOUNDS = "bounds", "下限が上限を超えています。", "the least is more than the most"
    TOO_LONG = "too-long", "長すぎます。", "it is too long"
    TOO_MANY = "too-many", "多すぎます。", "there are too many"
    EMPTY = "empty", "質問が一つもありません。", "there is no question"
    CHANGED = (
        "changed",
        "前の版とは種類か単位が違います。新しいキーを付けてください。",
        "an earlier version has it with another kind or unit; give it a new key",
    )
    NULL = "null", "使えない文字（NUL）が含まれています。", "it holds a null character"
    NUMBER = "not-a-number", "数値を書いてください。", "write a number"
    WHOLE = "whole", "整数で書いてください。", "write a whole number"
    YEN = "not-yen", "円単位の整数で書いてください。", "write whole yen"
    DAY = "not-a-day", "日付を2026-12-31のように書いてください。", "write a day like 2026-12-31"
    OUT_OF_BOUNDS = "out-of-bounds", "決められた範囲にありません。", "it is out of bounds"
    LINK = "link", "根拠のリンクはhttps://またはhttp://で始めてください。", "a link begins with https:// or http://"
    BOTH = (
        "both",
        "回答と「該当なし」「わからない」のどちらか一つにしてください。",
        "give an answer or say why there is none, not both",
    )
    STANDING = "standing", "「該当なし」か「わからない」を選んでください。", "say not-applicable or dont-know"
    UNKNOWN_QUESTION = "unknown-question", "この質問票にない質問です。", "this sheet has no such question"
    FILE_HERE = "file-here", "ファイルは回答のページで添えてください。", "files are attached on the page"
    NO_FILE = "no-file", "この質問にファイルは添えられません。", "no file can be attached to it"
    FILE_SIZE = "file-size", "ファイルは1 MBまでです。空のファイルは添えられません。", "a file has 1 byte to 1 MB"
    FILE_NAME = "file-name", "ファイルの名前が使えません。", "the name of the file cannot be used"
    REQUIRED = (
        "required",
        "回答が必要です。答えられない場合は「該当なし」か「わからない」を選んでください。",
        "it needs an answer, or the reason why there is none",
    )
    NOTHING = "nothing", "まだ何も回答していません。", "nothing is answered yet"
    ELSEWHERE = (
        "elsewhere",
        "ほかの画面で変更されました。もう一度お送りください。",
        "it was changed from elsewhere; send it again",
    )
    CLOSED = "closed", "回答の期限が過ぎました。", "it is closed"
    SENT = "sent", "提出済みです。直すには、提出を取り消してください。", "it is submitted; take it back to change it"
    NOT_SENT = "not-sent", "まだ提出されていません。", "it is not submitted"
    FROZEN = (
        "frozen",
        "公開した版は変えられません。新しい版を作ってください。",
        "a live version does not change; make a new one",
    )
    NOT_LIVE = "not-live", "公開した版だけが回答を受けられます。", "only a live version is answered"
    STEP = "step", "いまの状態からは進められません。", "it cannot be done from this state"
    HEADINGS = (
        "headings",
        "見出しの行が違います。書き出したファイルの見出しを変えないでください。",
        "the headings are not those of an exported file",
    )
    CELL = (
        "cell",
        "セルを読めません。計算式やエラーは値に直してください。",
        "the cell holds an error or a formula without a value",
    )
    FILE = "file", "ファイルを読めません。", "the file cannot be read"


class Fact(Labeled):
    """What the ledger tells of sheets and responses."""

    QUESTIONS = "questions", "書いた質問の数", "Number of questions written"
    VERSION = "version", "版", "Version"
    OCCASION = "occasion", "機会", "Occasion"
    CLOSES = "closes", "期限", "Closes"
    FILE = "file", "ファイル", "File"


class Verb(Labeled):
    """What one may do in this room."""

    SEE = "sheets.see", "質問票の版を見る", "See a version of a sheet"
    EDIT = "sheets.edit", "質問票を作り、直す", "Make and edit a sheet"
    PUBLISH = "sheets.publish", "質問票を公開する", "Put a sheet live"
    SEE_RESPONSE = "sheets.see-response", "回答を見る", "See a response"
    ANSWER = "sheets.answer", "回答する", "Answer"
    SUBMIT = "sheets.submit", "回答を提出する", "Submit a response"
