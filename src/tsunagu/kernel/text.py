"""Japanese text as it is typed and printed: one normal form for comparing."""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

# NFKC would turn ① into 1 and lose which kind of applicant is meant, and it leaves the look-alikes below alone.
_CIRCLED = {ord(c): f"({n})" for n, c in enumerate("①②③④⑤⑥⑦⑧⑨⑩", start=1)}
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−─━⁃", "-") | dict.fromkeys("〜～", "~"))
# Radicals that PDF files hold in the place of the letter (Unicode's EquivalentUnifiedIdeograph), as Japan writes it.
_RADICALS = str.maketrans(
    "⺁⺄⺊⺌⺍⺒⺗⺜⺝⺟⺠⺧⺩⺫⺬⺶⺻⺼⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻫⻬⻭⻮⻯⻰⻱⻲",
    "厂乙卜小小巳心日月母民牛王目示羊聿肉虎西見角貝車長長門雨青頁風飛食馬骨鬼魚鳥麦黄斉斉歯歯竜竜亀亀",
)
# Older and personal forms of a letter, as names and hand-typed texts have them.
_VARIANTS = str.maketrans(
    "髙﨑嵜德濵濱邊邉齋齊澤國國學廣榮櫻瀨眞惠縣醫藝會氣實經濟發關區體產黑靑飮鄕聲號舊專對應當圖團圓壓圍壽變"
    "將從戰擔據擇擧收數條來樂樣檢權歐歷歸殘淨淺淸溫灣燒爭獨獻畫當疊稱稅緣總繼續續縱纖缺聽肅與莊萬藏藥處虛觸"
    "證譯讀讓豫賣贊轉輕邊遞遲錄鐵鑛鐮關險隱隨雜靈靜顯驛驗髓鷄鹽麥黃點齒龍龜勞勳勵勸單嚴囑壞壤壹",
    "高崎崎徳浜浜辺辺斎斉沢国国学広栄桜瀬真恵県医芸会気実経済発関区体産黒青飲郷声号旧専対応当図団円圧囲寿変"
    "将従戦担拠択挙収数条来楽様検権欧歴帰残浄浅清温湾焼争独献画当畳称税縁総継続続縦繊欠聴粛与荘万蔵薬処虚触"
    "証訳読譲予売賛転軽辺逓遅録鉄鉱鎌関険隠随雑霊静顕駅験髄鶏塩麦黄点歯竜亀労勲励勧単厳嘱壊壌壱",
)
# Signs that take no room: zero-width spaces and joiners, soft hyphens, marks of direction, selectors of a form.
_UNSEEN = re.compile(
    "[\u00ad\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
# A dash, a wave or the number one where only the mark of a long vowel can stand: ドロ－ン, ドロ一ン, サーバ-
_LONG_VOWEL = re.compile(r"(?<=[ァ-ヂツ-ヲヴ-ヺ])(?:[-~](?=[ぁ-ゖァ-ヺ\s、。・,)」]|$)|一(?=[ァ-ヺ]))")
_SPACES = re.compile(r"\s+")


def counted(number: int, one: str, many: str = "") -> str:
    """A number with what it counts, for English sentences of the terminal.

    >>> counted(1, "row"), counted(1200, "row"), counted(2, "body", "bodies")
    ('1 row', '1,200 rows', '2 bodies')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def normalize(text: str) -> str:
    """Width, look-alike, unseen and composed characters folded to one form; circled digits become ``(1)``, not ``1``.

    >>> normalize("Ｒ４　⺠間① ドロ－ン")
    'R4 民間(1) ドローン'
    """
    composed = unicodedata.normalize("NFKC", _UNSEEN.sub("", text.translate(_CIRCLED)))
    plain = composed.translate(_RADICALS).translate(_VARIANTS).translate(_DASHES)
    return _LONG_VOWEL.sub("ー", plain)


def squeeze(text: str) -> str:
    """The text normalized and without white space: for finding a printed phrase in a slide whose lines were cut."""
    return _SPACES.sub("", normalize(text))


_TO_KANJI = re.compile(rb"\x1b\$(?:[@B]|\([DOPQ])")  # how ISO-2022-JP changes to Japanese letters


def decoded(content: bytes) -> str | None:
    """A text in the encoding of today or in an older one of Japan; none where it is in none of them.

    Each is tried strictly, and those that fit least come first: the bytes of ISO-2022-JP are also a text of UTF-8, and
    those of EUC-JP also one of Shift_JIS, but a row of odd signs.
    """
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _strictly(content, "utf-16")
    if content.isascii() and _TO_KANJI.search(content):
        return _strictly(content, "iso2022_jp_ext")
    tried = (_strictly(content, encoding) for encoding in ("utf-8-sig", "euc_jp", "cp932"))
    return next((text for text in tried if text is not None), None)


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None
