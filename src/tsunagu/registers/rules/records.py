"""Lines of smaller registers as entries of one form: school codes, local governments, ROR. Facts in, facts out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tsunagu.kernel.text import normalize
from tsunagu.registers.enums import Scheme
from tsunagu.registers.rules import identifiers
from tsunagu.registers.rules.houjin import Unreadable

Row = Mapping[str, str]
_LONGEST = 300  # characters of a name
_PREFECTURE = re.compile(r"\d{1,2}", re.ASCII)
_UNSEEN = "letters that cannot be seen or printed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a register of bodies.

    code: its number there. kind: as the register says it. place: prefecture as two digits, with the municipality five;
    empty where the register gives none. numbers: those of other registers that it names. ended: it is no more.
    """

    code: str
    name: str
    name_en: str = ""
    kana: str = ""
    others: tuple[str, ...] = ()
    kind: str = ""
    place: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a table is laid out. headings: of each field, those by which it is known; the first field is the code."""

    headings: Mapping[str, Sequence[str]]
    entry: Callable[[Row], Entry]


def fields(layout: Layout, head: Sequence[str]) -> dict[str, int]:
    """The columns of a table by field. Raises ``Unreadable`` where the code or the name has none."""
    plain = {normalize(title).strip(): place for place, title in reversed(list(enumerate(head)))}
    known = {name: next(filter(plain.__contains__, titles), None) for name, titles in layout.headings.items()}
    found = {name: plain[title] for name, title in known.items() if title is not None}
    for name in ("code", "name"):
        if name not in found:
            wanted = " or ".join(layout.headings[name])
            raise Unreadable("headings", f"no column {wanted} in the first row; is this the right file?")
    return found


def school(row: Row) -> Entry:
    """A line of the list of school codes (文部科学省 学校コード一覧)."""
    code = _number(Scheme.SCHOOL, row["code"])
    return Entry(
        code=code,
        name=_name(row["name"]),
        name_en=_name(row.get("name_en", ""), empty=True),
        kind=f"{code[:2]} {row.get('founder', '')}".strip(),
        place=_prefecture(row.get("prefecture", "")),
        ended=bool(row.get("ended", "").strip()),
    )


def government(row: Row) -> Entry:
    """A line of the list of local governments (総務省 全国地方公共団体コード)."""
    code = _number(Scheme.LOCAL_GOVERNMENT, row["code"])
    whole = code[2:5] == "000"  # a prefecture
    return Entry(
        code=code,
        name=_name(row["name"].strip() or row.get("prefecture_name", "")),
        kana=_name(row.get("kana", "") or row.get("prefecture_kana", ""), empty=True),
        kind="prefecture" if whole else "municipality",
        place=code[:2] if whole else code[:5],
    )


def ror(record: Mapping[str, Any]) -> Entry:
    """A record of the Research Organization Registry, version 2 of its schema."""
    names = record.get("names") or []
    japanese = [name["value"] for name in names if name.get("lang") == "ja"]
    shown = [name["value"] for name in names if "ror_display" in name.get("types", ())]
    first = (japanese or shown or [""])[0]
    written = [name for name in names if "acronym" not in name.get("types", ())]
    english = [name["value"] for name in written if name.get("lang") == "en"]
    others = {name["value"] for name in names} - {first, *english[:1]}
    return Entry(
        code=_number(Scheme.ROR, str(record.get("id", ""))),
        name=_name(first),
        name_en=_name((english or [""])[0], empty=True),
        others=tuple(sorted(filter(None, map(_clean, others)))),
        kind=" ".join(record.get("types") or []),
        place=_subdivision(record),
        ended=record.get("status") != "active",
    )


def ror_row(row: Row) -> Entry:
    """A line of a table of ROR's records."""
    japanese, english = row["name"].strip(), row.get("name_en", "").strip()
    return Entry(
        code=_number(Scheme.ROR, row["code"]),
        name=_name(japanese or english),
        name_en=_name(english, empty=True),
        kind=row.get("kind", "").replace("|", " "),
        place=_prefecture(row.get("prefecture", "")),
        ended=row.get("status", "active") != "active",
    )


SCHOOLS = Layout(
    headings={
        "code": ("学校コード", "school_code"),
        "name": ("学校名", "name"),
        "name_en": ("name_en",),
        "founder": ("設置区分", "founder"),
        "prefecture": ("都道府県番号", "pref_code"),
        "ended": ("属性情報廃止年月日",),
    },
    entry=school,
)
GOVERNMENTS = Layout(
    headings={
        "code": ("団体コード", "lgcode"),
        "name": ("市区町村名(漢字)", "city"),
        "prefecture_name": ("都道府県名(漢字)", "pref"),
        "kana": ("市区町村名(カナ)", "citykana"),
        "prefecture_kana": ("都道府県名(カナ)",),
    },
    entry=government,
)
ROR_TABLE = Layout(
    headings={
        "code": ("id", "ror_id"),
        "name": ("name_ja",),
        "name_en": ("name_en",),
        "kind": ("types",),
        "prefecture": ("subdivision",),
        "status": ("status",),
    },
    entry=ror_row,
)


def _number(scheme: Scheme, written: str) -> str:
    value = identifiers.canonical(scheme, written)
    for problem in identifiers.problems(scheme, value):
        raise Unreadable(problem.code, problem.message)
    return value


def _name(text: str, *, empty: bool = False) -> str:
    plain = " ".join(text.split())
    if not plain and not empty:
        raise Unreadable("name", "the name is empty")
    if len(plain) > _LONGEST:
        raise Unreadable("too-long", f"the name has {len(plain)} characters; {_LONGEST} are the most")
    if not plain.isprintable():
        raise Unreadable("letters", f"the name holds {_UNSEEN}")
    return plain


def _clean(text: str) -> str:
    """A further name, where it can be kept; it is not worth refusing the whole entry."""
    plain = " ".join(text.split())
    return plain if plain.isprintable() and len(plain) <= _LONGEST else ""


def _prefecture(text: str) -> str:
    """The two digits of a prefecture; the list of schools writes its name behind them."""
    found = _PREFECTURE.match(normalize(text).strip())
    if not text.strip():
        return ""
    if not found or not 1 <= int(found.group()) <= 47:
        raise Unreadable("place", f"「{text[:20]}」 is no number of a prefecture")
    return f"{int(found.group()):02}"


def _subdivision(record: Mapping[str, Any]) -> str:
    for location in record.get("locations") or []:
        details = location.get("geonames_details") or {}
        if details.get("country_code") == "JP" and (code := details.get("country_subdivision_code")):
            return _prefecture(str(code))
    return ""


def is_japanese(record: Mapping[str, Any]) -> bool:
    """Whether a record of ROR is of a body in Japan."""
    places: Iterable[Mapping[str, Any]] = record.get("locations") or []
    return any((place.get("geonames_details") or {}).get("country_code") == "JP" for place in places)
