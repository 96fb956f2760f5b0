"""A researcher as a table of KAKEN or of e-Rad gives one: columns are known by their headings, in any order.

Exports of KAKEN (nrid.nii.ac.jp), of e-Rad for an institution and tables that universities make for them call the same
column by different names; those that are known stand in ``HEADINGS``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from tsunagu.kernel.text import normalize
from tsunagu.registers.enums import Scheme
from tsunagu.registers.rules import researchers
from tsunagu.registers.rules.researchers import Claim, Researcher, Wrong

Row = Mapping[str, str]
HEADINGS = {
    "code": ("研究者番号", "e-Rad研究者番号", "科研費研究者番号"),
    "name": ("氏名", "研究者氏名", "研究者名", "氏名(漢字)", "研究者氏名(漢字)"),
    "family": ("氏名(漢字)姓", "氏名(姓)", "姓", "漢字姓"),
    "given": ("氏名(漢字)名", "氏名(名)", "名", "漢字名"),
    "kana": ("氏名(カナ)", "氏名(フリガナ)", "フリガナ", "カナ氏名", "氏名カナ", "研究者氏名(カナ)"),
    "latin": ("氏名(英字)", "氏名(ローマ字)", "氏名(英文)", "英字氏名", "ローマ字氏名", "研究者氏名(英字)"),
    "body_code": ("研究機関コード", "所属研究機関コード", "所属機関コード"),
    "body": ("所属研究機関", "所属研究機関名", "研究機関", "研究機関名", "所属機関", "所属機関名"),
    "unit": ("部局", "部局名", "所属部局", "所属部局名"),
    "title": ("職", "職名", "職名称", "役職"),
    "whole": ("所属(現在)", "現在の所属", "所属"),
    "fields": ("研究分野", "専門分野", "審査区分/研究分野", "審査区分・研究分野"),
    "orcid": ("ORCID", "ORCID iD", "ORCID ID"),
    "first": ("着任日", "着任年月日", "所属開始日"),
    "last": ("離任日", "離任年月日", "所属終了日"),
    "share": ("従事割合", "従事割合(%)", "エフォート", "エフォート(%)"),
}
# Of these nothing is needed here, so it is not taken.
_LEFT = frozenset(
    """
    研究課題数 研究成果数 共同研究者数 キーワード URL 研究機関番号 所属研究機関番号 機関番号 部局番号 部局コード 職番号
    職コード 生年月日 性別 メールアドレス 学位 最終更新日 No No. 項番 科研費の応募資格 応募資格 国籍 電話番号
    """.split()
)
_YEAR = re.compile(r"^\d{4}年度\s*[:：]\s*", re.ASCII)
_SHARE = re.compile(r"(\d{1,3})\s*%?", re.ASCII)


def places(head: Sequence[str]) -> dict[str, int]:
    """The columns of a table by field. Raises ``Wrong`` where it is no table of researchers."""
    plain = {_plain(title): place for place, title in reversed(list(enumerate(head)))}
    found: dict[str, int] = {}
    for name, titles in HEADINGS.items():
        if title := next(filter(plain.__contains__, map(_plain, titles)), ""):
            found[name] = plain[title]
    if "code" not in found or not found.keys() & {"name", "family"}:
        wanted = f"{HEADINGS['code'][0]} and {HEADINGS['name'][0]}"
        raise Wrong("", "headings", f"columns {wanted} are wanted in the first row; is this the right file?")
    return found


def unknown(head: Sequence[str]) -> list[str]:
    """The headings that are neither taken nor known and left out."""
    known = {_plain(title) for title in chain(_LEFT, *HEADINGS.values())}
    return [title for title in head if title.strip() and _plain(title) not in known]


def researcher(row: Row) -> Researcher:
    """A line as an entry. Raises ``Wrong``."""
    numbers = tuple(_numbers(row))
    return Researcher(
        code=numbers[0][1],
        name=_name(row),
        kana=researchers.text(row.get("kana", ""), "フリガナ"),
        latin=researchers.text(row.get("latin", ""), "氏名(英字)"),
        fields=tuple(_fields(row)),
        numbers=numbers,
        posts=tuple(_posts(row)),
    )


def _numbers(row: Row) -> Iterator[tuple[str, str]]:
    yield researchers.number(Scheme.ERAD_RESEARCHER, row["code"], "研究者番号")
    if written := row.get("orcid", "").strip():
        yield researchers.number(Scheme.ORCID, written, "ORCID")


def _name(row: Row) -> str:
    written = row.get("name", "") or f"{row.get('family', '')} {row.get('given', '')}"
    if not written.strip():
        raise Wrong("氏名", "name", "the name is empty")
    return researchers.text(written, "氏名")


def _fields(row: Row) -> Iterator[str]:
    for written in researchers.split(row.get("fields", "")):
        yield researchers.text(written, "研究分野", "field")


def _plain(title: str) -> str:
    return "".join(normalize(title).split()).casefold()


def _posts(row: Row) -> Iterator[Claim]:
    """The post of the line; or those of a cell that holds body, part and post, one a line."""
    more = {"first": _day(row, "first"), "last": _day(row, "last"), "share": _share(row)}
    if row.get("body", "").strip():
        parts = [row["body"], row.get("unit", ""), row.get("title", "")]
        yield _claim(parts, body_code=_erad(row.get("body_code", "")), **more)
        return
    for written in researchers.split(row.get("whole", "")):
        yield _claim(_parted(written), **more)


def _day(row: Row, name: str) -> date | None:
    return researchers.day(row.get(name, ""), HEADINGS[name][0], last=name == "last")


def _parted(written: str) -> list[str]:
    """Body, part and post of a cell such as 2026年度: 見本大学, 大学院工学研究科, 教授."""
    parts = re.split(r"\s*[,，、]\s*", _YEAR.sub("", written).strip())
    title = parts.pop() if len(parts) > 1 else ""
    return [parts[0], " ".join(parts[1:]), title]


def _claim(parts: Sequence[str], **more: object) -> Claim:
    body, unit, title = parts
    return Claim(
        body=researchers.text(body, "所属研究機関"),
        unit=researchers.text(unit, "部局"),
        title=researchers.text(title, "職", "title"),
        printed=researchers.text(" ".join(parts), "所属研究機関", "printed"),
        **more,  # type: ignore[arg-type]
    )


def _erad(written: str) -> str:
    if not written.strip():
        return ""
    return researchers.number(Scheme.ERAD_INSTITUTION, written, "研究機関コード")[1]


def _share(row: Row) -> int | None:
    """The share of effort, in percent."""
    written = normalize(row.get("share", "")).strip()
    if not written:
        return None
    found = _SHARE.fullmatch(written)
    if not found or not 1 <= int(found.group(1)) <= 100:
        raise Wrong("従事割合", "share", f"「{written[:20]}」 is no percentage from 1 to 100")
    return int(found.group(1))
