"""One program as it stands in the book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext

from tsunagu.catalog import wording
from tsunagu.catalog.enums import BudgetKind, ProgramKind
from tsunagu.catalog.models import BudgetFigure, ContactPoint, Eligibility, Program
from tsunagu.catalog.queries import program as queries
from tsunagu.catalog.queries.glance import glance
from tsunagu.catalog.queries.newest import newest_rules
from tsunagu.catalog.queries.sources import SourcePage
from tsunagu.kernel.labels import in_row, language
from tsunagu.kernel.money import Yen
from tsunagu.kernel.years import FiscalYear

_LONGEST = 90  # letters of an address
_Told = dict[str, Any]
_Fact = tuple[str, str]  # what it is, and what a document says


def entry(program: Program, pages: Iterable[SourcePage]) -> _Told:
    """A program, loaded with all that hangs on it. pages: those that its facts were read from."""
    facts = [*_who(program), *_how_much(program), *_whom_to_ask(program)]
    return {
        "key": program.key,
        "name": program.display_name,
        "other": program.name if program.display_name != program.name else "",
        "kind": ProgramKind(program.kind).label,
        "ministry": in_row([one.display_name for one in (program.ministry, program.agency) if one]),
        "summary": _own(program, "summary"),
        "description": _own(program, "description"),
        "facts": [{"name": name, "text": text} for name, text in facts if text],
        "url": program.url,
        "shown": shown(program.url),
        "sources": _sources(pages),
    }


def shown(address: str) -> str:
    """An address as paper shows it: in its own letters, and not longer than a line or two."""
    spelled = unquote(address)
    return spelled if len(spelled) <= _LONGEST else f"{spelled[:_LONGEST]}…"


def _own(thing: Any, field: str) -> str:
    """A text in the reader's language, or the Japanese one."""
    return (getattr(thing, f"{field}_en", "") if language() == "en" else "") or getattr(thing, field)


def _who(program: Program) -> Iterator[_Fact]:
    rules = newest_rules(program)
    yield gettext("申請主体"), _bodies(rules, "lead")
    yield gettext("一部だけ申請主体"), _bodies(rules, "partial")
    yield gettext("共同で申請"), _bodies(rules, "consortium")
    yield gettext("必須の相手"), _bodies(rules, "requires")
    yield gettext("参加できる相手"), _bodies(rules, "partners")
    yield gettext("対象外"), _texts(_own(rule, "excludes") for rule in rules)
    yield gettext("条件"), _texts(_own(rule, "condition") for rule in rules)


def _bodies(rules: Iterable[Eligibility], column: str) -> str:
    kinds = [kind for rule in rules for kind in getattr(rule, column)]
    return wording.bodies_text(dict.fromkeys(kinds))


def _texts(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(filter(None, texts)))


def _how_much(program: Program) -> Iterator[_Fact]:
    at_a_glance = glance(program)
    colon = ": " if language() == "en" else "："
    yield gettext("一件の額"), _texts(f"{one.display_name}{colon}{one.amount_text}" for one in at_a_glance.amounts)
    yield gettext("期間"), in_row(at_a_glance.periods)
    figures = queries.newest_by_kind(program)
    yield gettext("予算"), _texts(_figure(kind, one) for kind, one in figures.items())


def _figure(kind: BudgetKind, figure: BudgetFigure) -> str:
    """An amount with its year and kind, and the marks without which it would be read wrongly."""
    marks = [label for is_so, label in _marks(figure) if is_so]
    amount = Yen(int(figure.amount or 0)).text()
    said = f"{FiscalYear(figure.fiscal_year).text()} {kind.label} {amount}"
    return f"{said} ({in_row(marks)})" if marks else said


def _marks(figure: BudgetFigure) -> Sequence[tuple[bool, str]]:
    return (
        (figure.inclusive, gettext("内数")),
        (figure.part, gettext("うち数")),
        (figure.approximate, gettext("約")),
        (figure.estimate, gettext("推計額")),
    )


def _whom_to_ask(program: Program) -> Iterator[_Fact]:
    for group in queries.offices(program)[:1]:
        year = FiscalYear(group[0].map.fiscal_year).text()
        points = _texts(map(_point, group[0].points.all()))
        yield gettext("連絡先（%(year)s）") % {"year": year}, points


def _point(point: ContactPoint) -> str:
    office = " ".join([point.ministry, *point.department])
    extension = gettext("（内線%(extension)s）") % {"extension": point.extension} if point.extension else ""
    return "  ".join(filter(None, [office, f"{point.tel}{extension}", point.email]))


def _sources(pages: Iterable[SourcePage]) -> str:
    """Each document with the pages, in one line."""
    quoted: dict[str, list[str]] = {}
    for one in pages:
        quoted.setdefault(one.document.display_title, []).append(one.page)
    told = (f"{title} {_places(numbers)}".rstrip() for title, numbers in quoted.items())
    return (" / " if language() == "en" else "／").join(told)


def _places(pages: Iterable[str]) -> str:
    numbers = ", ".join(dict.fromkeys(filter(None, pages)))
    return f"p. {numbers}" if numbers else ""
