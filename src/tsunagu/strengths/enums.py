"""Words of this room: what a reader chooses and what an answer says. No engine and no Django."""

from __future__ import annotations

from enum import StrEnum

from tsunagu.kernel.labels import Labeled


class Counting(Labeled):
    """How a paper of several institutions counts for each of them."""

    FRAC = "frac", "分数カウント（機関）", "Fractional (by institution)"
    FULL = "full", "整数カウント", "Whole counting"
    AUTHOR = "author", "分数カウント（著者）", "Fractional (by author)"

    @property
    def papers(self) -> str:
        """The column of papers in tables of amounts, such as ``p_frac``."""
        return f"p_{self}"


class TieRule(StrEnum):
    """What becomes of the works that stand exactly at the threshold."""

    CWTS = "cwts"  # each of them counts in part, by what is missing to the share
    NISTEP_SCALE = "nistep_scale"  # they are left out, and those above are multiplied up to the share


class Top(Labeled):
    """Which part of the most cited papers, and what becomes of ties at its threshold."""

    TOP = "top", "Top10%（同点は按分）", "Top 10%, ties in part (CWTS)"
    SCALE = "scale", "Top10%（補正係数）", "Top 10%, scaled (NISTEP)"
    TOP1 = "top1", "Top1%（同点は按分）", "Top 1%, ties in part (CWTS)"
    SCALE1 = "scale1", "Top1%（補正係数）", "Top 1%, scaled (NISTEP)"

    @property
    def permille(self) -> int:
        """How many of a thousand works are top papers: 100 or 10."""
        return 100 if self in (Top.TOP, Top.SCALE) else 10

    @property
    def world_q(self) -> float:
        """Q of all the world's papers: 0.1 or 0.01."""
        return self.permille / 1000

    @property
    def tie_rule(self) -> TieRule:
        """What becomes of the works that stand exactly at the threshold."""
        return TieRule.CWTS if self in (Top.TOP, Top.TOP1) else TieRule.NISTEP_SCALE

    def column(self, counting: Counting) -> str:
        """The column of top papers in tables of amounts, such as ``top_frac``."""
        return f"{self}_{counting}"


class Base(Labeled):
    """What a portfolio is compared with."""

    WORLD = "world", "世界", "World"
    COUNTRY = "country", "国内の全機関", "All institutions of the country"
    GROUP = "group", "同じ大学グループ", "Universities of the same group"


class Reference(Labeled):
    """What Q is compared with."""

    LARGEST = "largest", "論文数が最も多い大学の全分野のQ値", "All-field Q of the university with most papers"
    NAMED = "named", "選んだ大学の全分野のQ値", "All-field Q of a university of choice"
    VALUE = "value", "入力した値", "A value typed in"


class Rule(Labeled):
    """What must reach the reference for a university to be listed: Q itself, as in the decks, or its interval, too."""

    POINT = "point", "Q値が基準以上", "Q reaches the reference"
    INTERVAL = "interval", "区間の下端も基準以上", "The lower end of the interval does, too"


class Verdict(Labeled):
    """How a university stands to the reference in a field.

    NEAR: Q falls short by no more than the margin, or the interval reaches the reference.
    """

    STRONG = "strong", "区間の下端も基準値以上", "strong"
    POINT = "point", "Q値だけが基準値以上", "point"
    NEAR = "near", "基準値に近い", "near"
    BELOW = "below", "基準値未満", "below"
    FEW = "few", "論文数が下限未満", "few"


class Amount(Labeled):
    """What universities are ordered by."""

    PAPERS = "papers", "論文数", "Papers"
    TOP = "top", "被引用上位の論文数", "Top-cited papers"


class Collaboration(Labeled):
    """Kinds of works that an institution wrote with others."""

    COLLAB = "collab", "複数機関または国際共著", "With another institution or country"
    INTERNATIONAL = "international", "国際共著", "International"
    INDUSTRY = "industry", "企業との共著", "With industry"
    SHORT = "short", "近い相手だけとの共著（100km以内）", "Within 100 km"
    LONG = "long", "遠い相手との共著（5,000km以上）", "5,000 km or more"


class Standing(Labeled):
    """How one amount stands to another."""

    MORE = "more", "多い", "more"
    SIMILAR = "similar", "同程度", "about as many"
    FEWER = "fewer", "少ない", "fewer"


class Only(Labeled):
    """Which works of a university are listed, where not all are."""

    TOP = "top", "被引用上位に数える論文だけ", "Only works that count among the most cited"


class Scale(Labeled):
    """How an axis is drawn, if not logarithmic."""

    LINEAR = "linear", "等間隔の目盛", "Linear"


class View(Labeled):
    """Which links hold for a work.

    AS_IS: those without a last year, for works of all years. AS_WAS: those whose years hold the year of publication.
    """

    AS_IS = "as_is", "統合後の大学として集計", "Counted as they are today"
    AS_WAS = "as_was", "論文が出た当時の大学として集計", "Counted as they were when the work appeared"


class Relation(StrEnum):
    """How a child belongs to its parent."""

    COMPONENT = "component"
    JOINT = "joint"
    SUCCESSOR = "successor"
    ASSOCIATED = "associated"


class Citations(Labeled):
    """Which citations of a work are compared; the value names their column of the table ``work``."""

    CITED_BY = "cited_by", "データの時点までの合計", "All up to the date of the data"
    CITED_4Y = "cited_4y", "出版年とその後3年間", "The year of publication and the three after it"


class TypeRule(Labeled):
    """Which types of documents are compared, and with which."""

    NISTEP = "nistep", "論文（Article）と総説（Review）", "Articles and reviews"
    CWTS = (
        "cwts",
        "論文・総説・書籍の章（種類ごとに比べる）",
        "Articles, reviews and book chapters, each among themselves",
    )


class Nature(Labeled):
    """What kind of works the data hold."""

    DATA = "data", "実際のデータ", "Real data"
    SAMPLE = "sample", "見本のデータ", "A sample"
    SYNTHETIC = "synthetic", "架空のデータ（動作確認用）", "Made up"


class EngineName(StrEnum):
    """What computes."""

    DUCKDB = "duckdb"  # on this machine
    SPARK = "spark"  # on a cluster


class RunKind(StrEnum):
    """What changed a store."""

    INGEST = "ingest"  # data was read in
    BUILD = "build"  # what follows from it was computed
    CORRECT = "correct"  # corrections of attributions were taken over


class CorrectionAction(StrEnum):
    """What a correction does with an institution of a work."""

    ADD = "add"
    REMOVE = "remove"


class Cut(StrEnum):
    """How a table is cut into files."""

    WHOLE = "whole"  # not at all
    SCHEME = "scheme"
    YEAR = "year"
    SCHEME_YEAR = "scheme-year"
