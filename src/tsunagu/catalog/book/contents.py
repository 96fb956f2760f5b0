"""What stands in the book: the answers of the pages' own queries, laid out theme by theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from tsunagu.catalog.book.entries import entry, shown
from tsunagu.catalog.enums import Axis, Phase, Pillar
from tsunagu.catalog.models import Box, Document, Map, Program
from tsunagu.catalog.queries import listed, maps, program, sources
from tsunagu.catalog.queries.maps import Card, DrawnMap, MapQuery
from tsunagu.catalog.queries.sources import SourcePage
from tsunagu.kernel import clock
from tsunagu.kernel.labels import in_row, language
from tsunagu.kernel.money import Yen
from tsunagu.kernel.papers import Paper
from tsunagu.kernel.text import normalize
from tsunagu.kernel.years import FiscalYear

TEMPLATE = Path(__file__).with_name("book.typ")
COMMON = 3  # maps on which a program stands that is told once, before them; ours
_Told = dict[str, Any]


def paper() -> Paper:
    """The book in the reader's language, as the catalog is now: the same data are the same book."""
    drawn, every = maps.maps(MapQuery()), program.every()
    pages = {one.pk: sources.pages(one) for one in every}
    chapters = _chapters(drawn, every)
    day = _day()
    data = {
        "subtitle": gettext("地域中核・特色ある研究大学総合振興パッケージと関連事業"),
        "publisher": gettext("Tsunagu（繋ぐ）"),
        "day": gettext("%(day)sのデータ") % {"day": date_format(day, "DATE_FORMAT")},
        "counts": _counts(drawn, every),
        "words": _words(),
        "chapters": [_chapter(one, pages) for one in chapters],
        "index": sorted(map(_named, every), key=lambda one: normalize(one["name"]).casefold()),
        "ministries": _ministries(every),
        "documents": _documents(chain.from_iterable(pages.values())),
    }
    return Paper(template=TEMPLATE, title=gettext("支援事業カタログ"), language=language(), day=day, data=data)


def _day() -> date:
    """When the catalog last changed; today where it holds nothing."""
    updated = listed.updated()
    return timezone.localtime(updated).date() if updated else clock.today()


def _counts(drawn: Sequence[DrawnMap], every: Sequence[Program]) -> str:
    told = {"programs": len(every), "maps": len(drawn)}
    return gettext("%(programs)d事業・%(maps)d枚の関連事業マップ") % told


def _words() -> dict[str, str]:
    return {
        "contents": gettext("目次"),
        "reading": gettext("この冊子の読み方"),
        "how": gettext(
            "課題や座組ごとに、関連事業マップに載る事業を表で示し、続けて一つずつ説明します。三つ以上の地図に載る事業は、はじめにまとめました。"
            "要約と説明は編集部が書いた文です。額、申請できる人、連絡先は資料から写し、それぞれの事業の終わりに資料とページを示します。"
        ),
        "unknown": gettext(
            "資料に記載のない項目は空けています。記載がないことは、額がないことも、申請できないことも意味しません。"
        ),
        "calls": gettext(
            "公募の状況は日々変わるため載せていません。申請の前に、必ず公募要領と連絡先でお確かめください。"
        ),
        "program": gettext("事業"),
        "ministry": gettext("府省"),
        "amount": gettext("額（資料の表記）"),
        "applicants": gettext("申請主体"),
        "page": gettext("ページ"),
        "index": gettext("事業名の索引"),
        "ministries": gettext("府省ごとの索引"),
        "sources": gettext("出典とした資料"),
        "source": gettext("出典："),
        "pages": gettext("引いたページ："),
    }


class _Chapter:
    """A chapter: a map with the programs that are told in it, or programs that stand on none or on many."""

    def __init__(self, title: str, programs: list[Program], drawn: DrawnMap | None = None, lead: str = "") -> None:
        self.title, self.programs, self.drawn, self.lead = title, programs, drawn, lead


def _chapters(drawn: Sequence[DrawnMap], every: Sequence[Program]) -> list[_Chapter]:
    """The common programs, the maps in their order, and what stands on none, by pillar."""
    on: dict[int, list[DrawnMap]] = defaultdict(list)
    for one in drawn:
        for number in dict.fromkeys(card.box.program_id for card in one.cards):
            on[number].append(one)
    common = [one for one in every if len(on[one.pk]) >= COMMON]
    lead = gettext("%(number)d枚以上の地図に載る事業です。") % {"number": COMMON}
    chapters = [_Chapter(gettext("多くの課題に共通する事業"), common, lead=lead)]
    for one in drawn:
        told = [row for row in every if on[row.pk] and on[row.pk][0] is one and row not in common]
        chapters.append(_Chapter(_map_name(one.map), told, one))
    rest = [one for one in every if not on[one.pk]]
    return [*chapters, *_without_map(rest)]


def _without_map(rest: Sequence[Program]) -> list[_Chapter]:
    """Programs that stand on no map, by the pillar of the package."""
    lead = gettext("関連事業マップには載っていない事業です。")
    titles = {**{pillar.value: pillar.label for pillar in Pillar}, "": gettext("そのほかの事業")}
    grouped = [(title, [one for one in rest if one.pillar == pillar]) for pillar, title in titles.items()]
    return [_Chapter(title, programs, lead=lead) for title, programs in grouped if programs]


def _map_name(one: Map) -> str:
    axis = Axis(one.axis).label
    return gettext("%(axis)s：%(name)s") % {"axis": axis, "name": one.display_name}


def _chapter(chapter: _Chapter, pages: dict[int, list[SourcePage]]) -> _Told:
    told: _Told = {"title": chapter.title, "lead": chapter.lead, "phases": [], "source": ""}
    if chapter.drawn:
        one = chapter.drawn.map
        told["lead"] = gettext("%(year)sの関連事業マップに載る事業です。") % {
            "year": FiscalYear(one.fiscal_year).text()
        }
        told["phases"] = [_phase(column.phase, column.cards) for column in chapter.drawn.columns if column.cards]
        told["source"] = f"{one.document.display_title} p. {one.page}" if one.document else ""
    return {**told, "programs": [entry(row, pages[row.pk]) for row in chapter.programs]}


def _phase(phase: Phase, cards: Iterable[Card]) -> _Told:
    return {"name": phase.label, "rows": [_row(card) for card in cards]}


def _row(card: Card) -> _Told:
    box = card.box
    applicants = in_row([f"{one.kind.label}{gettext('（一部）') if one.partial else ''}" for one in card.applicants])
    name = box.program.display_name if language() == "en" else box.name
    told = {"name": name, "ministry": box.program.ministry.display_name, "amount": _amount(box)}
    return {"key": box.program.key, **told, "applicants": applicants}


def _amount(box: Box) -> str:
    """The amount of a box as printed; in English, where it is a number, in its own words."""
    if language() != "en" or box.amount is None:
        return box.amount_printed
    amount = Yen(int(box.amount)).text()
    return f"{amount} {gettext('（内数）')}" if box.inclusive else amount


def _named(one: Program) -> _Told:
    return {"key": one.key, "name": one.display_name}


def _ministries(every: Iterable[Program]) -> list[_Told]:
    grouped: dict[str, list[_Told]] = defaultdict(list)
    for one in sorted(every, key=lambda one: one.ministry_id):
        grouped[one.ministry.display_name].append(_named(one))
    return [{"name": name, "programs": programs} for name, programs in grouped.items()]


def _documents(pages: Iterable[SourcePage]) -> list[_Told]:
    """The documents that the book quotes, each with the pages."""
    quoted: dict[Document, set[str]] = defaultdict(set)
    for one in pages:
        quoted[one.document].add(one.page)
    return [_document(one, quoted[one]) for one in sorted(quoted, key=lambda one: (str(one.date or ""), one.pk))]


def _document(one: Document, pages: set[str]) -> _Told:
    told = {"title": one.display_title, "publisher": one.publisher, "url": one.url, "shown": shown(one.url)}
    day = one.date_text or (date_format(one.date, "DATE_FORMAT") if one.date else "")
    return {**told, "day": day, "pages": ", ".join(sorted(filter(None, pages), key=sources.place_of))}
