"""Japanese text as the words that carry its meaning.

Sudachi cuts the text, folds spellings (引っ越し = 引越し, サーバ = サーバー) and gives dictionary forms. Compounds are
kept whole and in parts (地域脱炭素 and 地域, 脱炭素), so that both a long official term and an everyday word find it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer

from tsunagu.kernel.text import normalize
from tsunagu.search import english

_CONTENT = {"名詞", "動詞", "形容詞", "形状詞", "副詞"}
_NOUNS = {"名詞", "形状詞"}
_PREFIX, _SUFFIX = "接頭辞", "接尾辞"
_KANJI = re.compile("[\u3400-\u9fff々]+")
_LATIN = re.compile(r"[a-z0-9][a-z0-9+.#/-]*[a-z0-9]|[a-z]")
_LETTER = re.compile("[a-z]")
# Words that every wish has: they tell nothing of what is wished for.
_EMPTY = frozenset(
    """
    為る 居る 有る 成る 出来る 遣る 行う 欲しい 下さる 呉れる 貰う 頂く 思う 考える 知る 教える 言う 見る
    為 事 物 者 所 時 等 様 其の 此の 何 何か 何処 誰 どう どんな 良い 方法 方 場合 使う 使える 有無
    無い 色々 是非 何とか 更に もっと とても 御金 金 支援 事業 制度 補助 補助金 助成 助成金 お金 プログラム 自分 私
    私達 我々 うち 受ける 貰える 応募 申請 対象 関する 於く 依る 向ける 困る 手伝う 助ける 手 欲しがる 他
    中 内 上 下 前 後 今 年 年間 月 日 人 達 つ 的 性 化 さ 円
    以上 以下 奴 みたい 一番 全部 全て 沢山 本当 少し 直ぐ 一遍
    """.split()
)


# Words of who and where: beside what is wished for, they tell little.
_WHO_AND_WHERE = frozenset(
    """
    町 村 市 県 都 道 府 区 街 国 地域 地元 地方 国内 全国 日本 県内 市内 町内 現場 世の中
    大学 私大 国立 国立大 公立 私立 高専 短大 学校 学内 学部 学生 院生 先生 教員 教授 准教授 研究者 学長 職員 社員 社長
    会社 企業 中小企業 小企業 大企業 自治体 役場 役所 市役所 町役場 村役場 県庁 市長 町長 村長 知事 団体
    住民 市民 村民 町民 皆 家 子供 親
    citi colleg compani countri firm local peopl professor region school town universiti villag
    """.split()
)
# The clause with which somebody says who they are before they say what they want.
_WHO_CLAUSE = re.compile(
    r"^[^、。!?,]{1,30}?(?:なのですが|なんですが|ですが|ですけれど|ですけど|だけれど|だけど|だが|です。|である。|の者です|として、)"
)
LITTLE = 0.5  # what such a word weighs
_WEIGHTS = {
    "動詞": 0.6,
    "副詞": 0.4,
    "形容詞": 0.6,
    "形状詞": 0.7,
}  # of parts of speech beside nouns, which carry a want


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written and in normal form, with its place in the text (``start`` to ``end``, counted in short units).

    ``whole`` marks a word that stands by itself: a noun with its prefixes and suffixes (脱炭素, 交付金), a verb. The
    others are parts of it (交付) or compounds of several (地域活性化人材育成事業). ``weight`` says how much of what is
    wished for a word of its kind carries, 1 at most.
    """

    surface: str
    form: str
    start: int
    end: int
    whole: bool
    weight: float = 1.0


@cache
def _dictionary() -> Dictionary:
    return Dictionary(dict="small")


_own = threading.local()


def _tokenizer() -> Tokenizer:
    """This thread's tokenizer: the dictionary is shared, a tokenizer must not be used by two threads at once."""
    if not hasattr(_own, "tokenizer"):
        _own.tokenizer = _dictionary().tokenizer()
    return _own.tokenizer


def words(text: str) -> list[Word]:
    """The content words of a text: whole words, their parts, and the compounds the dictionary knows."""
    typed = normalize(text)
    plain = typed.lower()
    cutting = _Cutting(typed if len(typed) == len(plain) else plain, plain)
    compounds: list[Word] = []
    for long_unit in _tokenizer().tokenize(plain, SplitMode.C):
        parts = list(long_unit.split(SplitMode.A)) or [long_unit]
        if len(parts) > 1 and (form := _form(long_unit)):
            start = len(cutting.units)
            compounds.append(cutting.word([long_unit], form, start, start + len(parts), whole=False))
        cutting.units += parts
    return [*compounds, *cutting.words()]


class _Cutting:
    """A text being cut into words out of short units."""

    def __init__(self, typed: str, plain: str) -> None:
        self.units: list[Morpheme] = []
        self._typed = typed
        self._plain = plain
        self._latin = {run.start(): run.end() for run in _LATIN.finditer(plain)}
        clause = _WHO_CLAUSE.match(plain)
        self._said = clause.end() if clause and clause.end() < len(plain) else 0  # where the want itself begins

    def words(self) -> Iterator[Word]:
        """The whole words among the units, each with its parts behind it."""
        start = 0
        while start < len(self.units):
            end = self._end(start)
            run = self.units[start:end]
            if form := self._whole_form(run):
                yield self.word(run, form, start, end, whole=True)
            if len(run) > 1:
                yield from self._parts(run, start)
            start = end

    def word(
        self,
        run: Sequence[Morpheme],
        form: str,
        start: int,
        end: int,
        *,
        whole: bool,
    ) -> Word:
        """A word of one unit or of several."""
        surface = self._typed[run[0].begin() : run[-1].end()]
        weight = max((self._weight(unit) for unit in run if not _is_affix(unit)), default=1.0)
        return Word(surface, form, start, end, whole, weight)

    def _end(self, start: int) -> int:
        """The end of the word that begins at ``start``: a noun takes its prefixes and suffixes along.

        So does it with a single letter beside it: the small dictionary does not know 半導体. COI-NEXT is one word.
        """
        units = self.units
        if latin := self._latin.get(units[start].begin()):
            return _behind(units, start + 1, lambda unit: unit.begin() < latin)
        noun = _behind(units, start, _is_prefix)
        if noun == len(units) or not _is_noun(units[noun]) or not _form(units[noun]):
            return start + 1
        if _is_letter(units[noun]) and noun + 1 < len(units) and _is_kanji_noun(units[noun + 1]):
            noun += 1
        return _behind(units, noun + 1, _is_suffix)

    def _whole_form(self, run: Sequence[Morpheme]) -> str:
        if len(run) == 1:
            return _form(run[0])
        if run[0].begin() in self._latin:
            return _latin_form(self._plain[run[0].begin() : run[-1].end()])
        return "".join(unit.normalized_form() for unit in run).lower()

    def _parts(self, run: Sequence[Morpheme], start: int) -> Iterator[Word]:
        for place, unit in enumerate(run, start=start):
            form = "" if _is_affix(unit) else _form(unit)
            if form:
                yield self.word([unit], form, place, place + 1, whole=False)

    def _weight(self, unit: Morpheme) -> float:
        """How much of a want a word carries: little where it says who asks or where, most in a noun."""
        if unit.begin() < self._said or _form(unit) in _WHO_AND_WHERE:
            return LITTLE
        return _WEIGHTS.get(_part_of_speech(unit), 1.0)


def whole_words(text: str) -> list[Word]:
    """Only the words that stand by themselves, in order."""
    return [word for word in words(text) if word.whole]


def forms(text: str) -> list[str]:
    """The normal forms of a text's content words, with neighbors joined as pairs.

    「無人 バス」 also gives 「無人バス」.
    """
    every = words(text)
    whole = [word for word in every if word.whole]
    pairs = [first.form + second.form for first, second in pairwise(whole) if first.end == second.start]
    joined = [*(word.form for word in every), *pairs]
    return [form.replace(" ", "") for form in joined]


def _behind(units: Sequence[Morpheme], start: int, belongs: Callable[[Morpheme], bool]) -> int:
    """The first place from ``start`` on with a unit that does not belong there."""
    end = start
    while end < len(units) and belongs(units[end]):
        end += 1
    return end


def _is_prefix(unit: Morpheme) -> bool:
    return _part_of_speech(unit) == _PREFIX


def _is_suffix(unit: Morpheme) -> bool:
    return _part_of_speech(unit) == _SUFFIX or (_is_letter(unit) and bool(_form(unit)))


def _is_noun(unit: Morpheme) -> bool:
    return _part_of_speech(unit) in _NOUNS


def _is_letter(unit: Morpheme) -> bool:
    """Whether a unit is a noun of one Chinese letter."""
    return len(unit.surface()) == 1 and _is_noun(unit) and _KANJI.match(unit.surface()) is not None


def _is_kanji_noun(unit: Morpheme) -> bool:
    return _is_noun(unit) and _KANJI.fullmatch(unit.surface()) is not None and bool(_form(unit))


def _part_of_speech(unit: Morpheme) -> str:
    return str(unit.part_of_speech()[0])


def _is_affix(unit: Morpheme) -> bool:
    return _part_of_speech(unit) in (_PREFIX, _SUFFIX)


def _form(morpheme: Morpheme) -> str:
    """The normal form of a content word, or "" for everything else."""
    part, detail = morpheme.part_of_speech()[:2]
    if _LATIN.fullmatch(surface := morpheme.surface()):
        return _latin_form(surface)
    if part not in _CONTENT or (part == "名詞" and detail == "数詞"):
        return ""
    form = str(morpheme.normalized_form()).lower()
    return "" if form in _EMPTY or not form.strip() else form


def _latin_form(word: str) -> str:
    """The stem of a word in Latin letters; a number is none."""
    return english.stem(word) if _LETTER.search(word) else ""
