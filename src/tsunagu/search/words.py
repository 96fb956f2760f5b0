"""Japanese text as the words that carry its meaning.

Sudachi cuts the text, folds spellings (引っ越し = 引越し, サーバ = サーバー) and gives dictionary forms. Compounds are
kept whole and in parts (地域脱炭素 and 地域, 脱炭素), so that both a long official term and an everyday word find it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer

from tsunagu.kernel.text import normalize

_CONTENT = {"名詞", "動詞", "形容詞", "形状詞", "副詞"}
_NOUNS = {"名詞", "形状詞"}
_PREFIX, _SUFFIX = "接頭辞", "接尾辞"
_SHORTEST_PLURAL = 5  # letters
_LATIN = re.compile(r"[a-z0-9][a-z0-9+.#/-]*[a-z0-9]|[a-z]")
# Words that every wish has: they tell nothing of what is wished for.
_EMPTY = frozenset(
    """
    為る 居る 有る 成る 出来る 遣る 行う 欲しい 下さる 呉れる 貰う 頂く 思う 考える 知る 教える 言う 見る
    為 事 物 者 所 時 等 様 其の 此の 何 何か 何処 誰 どう どんな 良い 方法 方 場合 使う 使える 有無
    無い 色々 是非 何とか 更に もっと とても 御金 金 支援 事業 制度 補助 補助金 助成 助成金 お金 プログラム 自分 私
    私達 我々 うち 受ける 貰える 応募 申請 対象 関する 於く 依る 向ける 困る 手伝う 助ける 手 欲しがる 他
    中 内 上 下 前 後 今 年 月 日 人 達 つ 的 性 化 さ
    """.split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written and in normal form, with its place in the text (``start`` to ``end``, counted in short units).

    ``whole`` marks a word that stands by itself: a noun with its prefixes and suffixes (脱炭素, 交付金), a verb. The
    others are parts of it (交付) or compounds of several (地域活性化人材育成事業).
    """

    surface: str
    form: str
    start: int
    end: int
    whole: bool


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
    units: list[Morpheme] = []
    compounds: list[Word] = []
    for long_unit in _tokenizer().tokenize(normalize(text).lower(), SplitMode.C):
        parts = list(long_unit.split(SplitMode.A)) or [long_unit]
        if len(parts) > 1 and (form := _form(long_unit)):
            start = len(units)
            compounds.append(Word(long_unit.surface(), form, start, start + len(parts), whole=False))
        units += parts
    return [*compounds, *_words_of(units)]


def _words_of(units: Sequence[Morpheme]) -> Iterator[Word]:
    """The whole words among short units, each with its parts behind it."""
    start = 0
    while start < len(units):
        end = _whole_word(units, start)
        if end > start + 1:
            yield _joined(units[start:end], start)
            yield from _parts(units[start:end], start)
        elif form := _form(units[start]):
            yield Word(units[start].surface(), form, start, end, whole=True)
        start = end


def _joined(run: Sequence[Morpheme], start: int) -> Word:
    """A noun with its prefixes and suffixes as one word."""
    surface = "".join(unit.surface() for unit in run)
    form = "".join(unit.normalized_form() for unit in run).lower()
    return Word(surface, form, start, start + len(run), whole=True)


def _parts(run: Sequence[Morpheme], start: int) -> Iterator[Word]:
    for place, unit in enumerate(run, start=start):
        form = "" if _is_affix(unit) else _form(unit)
        if form:
            yield Word(unit.surface(), form, place, place + 1, whole=False)


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
    return [word.form for word in every] + pairs


def _whole_word(units: Sequence[Morpheme], start: int) -> int:
    """The end of the word that begins at ``start``: a noun takes its prefixes and suffixes along."""
    noun = _behind(units, start, _PREFIX)
    if noun == len(units) or _part_of_speech(units[noun]) not in _NOUNS or not _form(units[noun]):
        return start + 1
    return _behind(units, noun + 1, _SUFFIX)


def _behind(units: Sequence[Morpheme], start: int, part_of_speech: str) -> int:
    """The first place from ``start`` on with another part of speech."""
    end = start
    while end < len(units) and _part_of_speech(units[end]) == part_of_speech:
        end += 1
    return end


def _part_of_speech(unit: Morpheme) -> str:
    return str(unit.part_of_speech()[0])


def _is_affix(unit: Morpheme) -> bool:
    return _part_of_speech(unit) in (_PREFIX, _SUFFIX)


def _form(morpheme: Morpheme) -> str:
    """The normal form of a content word, or "" for everything else."""
    part, detail = morpheme.part_of_speech()[:2]
    form = _singular(str(morpheme.normalized_form()).lower())
    if part == "名詞" and detail == "数詞":
        return ""
    if part not in _CONTENT:
        return form if _LATIN.fullmatch(form) and part != "補助記号" else ""
    return "" if form in _EMPTY or not form.strip() else form


def latin_runs(text: str) -> Iterator[str]:
    """Runs of Latin letters and digits as one word each: ``coi-next``, ``sdgs``, ``a-step``."""
    for match in _LATIN.finditer(normalize(text).lower()):
        if len(match.group()) > 1 and not match.group().isdigit():
            yield _singular(match.group())


def _singular(form: str) -> str:
    """English plurals as their singular (startups = startup); short words and Japanese stay as they are."""
    is_plural = form.endswith("s") and not form.endswith("ss")
    return form[:-1] if is_plural and form.isascii() and len(form) >= _SHORTEST_PLURAL else form
