"""Words of this room."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class Level(Labeled):
    """What an indicator measures, from what goes in to what becomes of it."""

    INPUT = "input", "投入（インプット）", "Input"
    ACTIVITY = "activity", "活動", "Activity"
    OUTPUT = "output", "産出（アウトプット）", "Output"
    OUTCOME = "outcome", "成果（アウトカム）", "Outcome"
    IMPACT = "impact", "波及効果（インパクト）", "Impact"


class Direction(Labeled):
    """Which way is better."""

    UP = "up", "多いほどよい", "Higher is better"
    DOWN = "down", "少ないほどよい", "Lower is better"
    NEITHER = "neither", "方向を定めない", "Neither way"


class Aggregation(Labeled):
    """How the figures of several bodies for one period become one."""

    SUM = "sum", "合計（期間中の量）", "Sum (of what happened in the period)"
    LAST = "last", "合計（時点の数）", "Sum (of what is there at its end)"
    MEAN = "mean", "単純平均", "Mean"
    RATIO = "ratio", "分子の合計÷分母の合計", "Sum of numerators over sum of denominators"
    MAX = "max", "最大値", "Highest"


class Kind(Labeled):
    """What sort of figure it is."""

    ACTUAL = "actual", "実績", "Actual"
    PLAN = "plan", "計画", "Plan"
    ESTIMATE = "estimate", "見込み", "Estimate"


class Status(Labeled):
    """How sure a figure is. What was taken back stays in the history, with its reason."""

    PROVISIONAL = "provisional", "暫定", "Provisional"
    CONFIRMED = "confirmed", "確定", "Confirmed"
    TAKEN_BACK = "taken-back", "取り下げ", "Taken back"


class Origin(Labeled):
    """Who wrote a figure down."""

    FILE = "file", "データファイル", "A data file"
    BODY = "body", "機関の担当者", "People of the body"
    OFFICER = "officer", "事業担当官など", "An officer"


class Unknown(Labeled):
    """Why something is not computed."""

    MISSING = "missing", "値がない", "A figure is missing"
    BREAK = "break", "定義が変わった", "The definition changed"
    BASE = "base", "前の値が0以下", "The earlier figure is 0 or less"
    YEARS = "years", "期間がそろわない", "The periods differ"
    DEFINITIONS = "definitions", "定義がそろわない", "The definitions differ"


class Fact(Labeled):
    """What lines of the ledger tell of in this room alone."""

    INDICATOR = "indicator", "指標", "Indicator"
    BODY = "body", "機関", "Body"
    PERIOD = "period", "期間", "Period"
    FIGURE = "figure", "値", "Figure"
    STATUS = "status", "確度", "Status"


class Verb(Labeled):
    """What one may do in this room."""

    SEE = "indicators.see", "指標の値を見る", "See figures"
    KEEP = "indicators.keep", "未確定の値を含めて一覧する", "List figures with those not confirmed"
    SUBMIT = "indicators.submit", "値を提出する", "Submit a figure"
    CORRECT = "indicators.correct", "値を訂正する", "Correct a figure"
    CONFIRM = "indicators.confirm", "値を確定する", "Confirm a figure"
    TAKE_BACK = "indicators.take-back", "値を取り下げる", "Take a figure back"
