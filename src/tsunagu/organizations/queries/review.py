"""The review queue: what waits for a person, in its order, and the two sides of a pair next to one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.access.actors import Actor
from tsunagu.kernel.announced import Tool, Waiting
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.tables import Column, Columns
from tsunagu.organizations import rights
from tsunagu.organizations.enums import MatchReason, MatchState, OrganizationKind, Verb
from tsunagu.organizations.models import Identifier, Match, Name, Organization
from tsunagu.organizations.queries import matching, regions
from tsunagu.organizations.rules.names import searchable
from tsunagu.registers import queries as registers
from tsunagu.registers.enums import RegisterKind, Scheme

if TYPE_CHECKING:
    from tsunagu.registers.models import Record


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which pairs. prefecture: of the body, two digits. Empty fields do not narrow."""

    register: RegisterKind | None = None
    prefecture: str = ""

    @property
    def address(self) -> dict[str, str]:
        """As an address says it."""
        asked = {"register": str(self.register or ""), "prefecture": self.prefecture}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is known of an entry and of a body."""

    what: str
    entry: str
    body: str

    @property
    def same(self) -> str:
        """Said where both are the same as they are compared."""
        both = searchable(self.entry), searchable(self.body)
        return gettext("一致") if both[0] and both[0] == both[1] else ""


SIDES = Columns[Line](
    Column("what", "項目", "What", lambda line: line.what),
    Column("entry", "登録簿の記載", "In the register", lambda line: line.entry, show="as_written"),
    Column("body", "このサイトの機関", "Body on this site", lambda line: line.body, show="as_written"),
    Column("same", "比較", "Compared", lambda line: line.same),
)
QUEUE = Columns[Match](
    Column(
        "name",
        "登録簿の名称",
        "Name in the register",
        lambda match: match.name,
        show="organizations/cells/match.html",
    ),
    Column("body", "機関の名称", "Name of the body", lambda match: match.organization.name, show="as_written"),
    Column("register", "登録簿", "Register", lambda match: RegisterKind(match.register).label),
    Column("points", "点", "Points", lambda match: match.points),
    Column("reasons", "理由", "Reasons", lambda match: reasons(match)),
)


def queue(by: Actor, narrowed: Narrowed) -> QuerySet[Match]:
    """The pairs that wait, what most speaks for first."""
    rows = matching.waiting(by, narrowed.register)
    return rows.filter(organization__prefecture=narrowed.prefecture) if narrowed.prefecture else rows


def pair(number: int) -> Match | None:
    """The pair with this number, if there is one; who may see it is asked at the door."""
    return Match.objects.select_related("organization").filter(pk=number).first()


def following(by: Actor, narrowed: Narrowed, match: Match) -> Match | None:
    """The pair that comes after this one, else the first one that waits; none where no other does."""
    others = queue(by, narrowed).exclude(pk=match.pk)
    later = Q(points__lt=match.points) | Q(points=match.points, pk__gt=match.pk)
    return others.filter(later).first() or others.first()


def decided(by: Actor, number: str) -> Match | None:
    """The pair that was decided just before, as the address names it; none where nothing was decided of it."""
    if not number.isascii() or not number.isdecimal() or len(number) > 9:
        return None
    found = matching.match(by, int(number))
    return found if found and found.state != MatchState.PROPOSED else None


def reasons(match: Match) -> str:
    """What speaks for and against a pair."""
    return in_row([MatchReason(reason).label for reason in match.reasons])


def sides(match: Match) -> list[Line]:
    """What the register says of an entry and what this site says of the body, next to one another."""
    record = registers.record(RegisterKind(match.register), match.code)
    lines = [*_named(match, record), *_described(match, record)]
    return [line for line in lines if line.entry or line.body]


def _named(match: Match, record: Record | None) -> Iterator[Line]:
    """The names of both sides."""
    body = match.organization
    yield Line(gettext("名称"), match.name, body.name)
    yield Line(gettext("英語名"), record.name_en if record else "", body.name_en)
    yield Line(gettext("別の名称"), in_row(record.others) if record else "", _other_names(body))


def _described(match: Match, record: Record | None) -> Iterator[Line]:
    """What both sides are, where, and under which numbers."""
    body, names = match.organization, prefecture_names()
    yield Line(gettext("機関の種類"), record.kind if record else "", str(OrganizationKind(body.kind).label))
    yield Line(gettext("都道府県"), _prefecture(record, names), names.get(body.prefecture, body.prefecture))
    yield Line(gettext("番号"), _numbers([(match.register, match.code), *_more(record)]), _numbers(_held(body)))
    yield Line(gettext("廃止"), gettext("登録簿では廃止") if record and record.ended else "", "")


def prefectures() -> dict[str, str]:
    """The prefectures of the bodies that wait, by their codes."""
    waiting = Match.objects.filter(state=MatchState.PROPOSED).exclude(organization__prefecture="")
    codes = waiting.order_by("organization__prefecture").values_list("organization__prefecture", flat=True)
    names = prefecture_names()
    return {code: names.get(code, code) for code in codes.distinct()}


def prefecture_names() -> dict[str, str]:
    """The names of the prefectures by their codes, in the language of the reader."""
    return {tile.code: tile.display_name for tile in regions.known_tiles()}


def desk(by: Actor) -> Iterator[Waiting]:
    """The pairs of each register that wait for somebody who may decide."""
    rows = rights.MATCHES.among(by, Match.objects.filter(state=MatchState.PROPOSED), Verb.JOIN)
    counts = rows.order_by("register").values_list("register").annotate(many=Count("pk"))
    for register, many in counts:
        last = registers.readings(register).first()
        yield Waiting(
            title=gettext("名寄せの候補%(count)d組を判断する") % {"count": many},
            url=f"{reverse('organizations:matches')}?register={register}",
            since=last.began if last else None,
            about=str(RegisterKind(register).label),
        )


def tools(by: Actor) -> Iterator[Tool]:
    """The review queue, for whoever may look at it."""
    if rights.MATCHES.may_anywhere(by, Verb.REVIEW):
        yield Tool(title=gettext("名寄せの判断"), url=reverse("organizations:matches"))


def _other_names(body: Organization) -> str:
    texts = Name.objects.filter(organization=body).order_by("id").values_list("text", flat=True)
    return in_row([text for text in dict.fromkeys(texts) if text not in {body.name, body.name_en}])


def _prefecture(record: Record | None, names: dict[str, str]) -> str:
    code = record.place[:2] if record else ""
    return names.get(code, code)


def _more(record: Record | None) -> list[tuple[str, str]]:
    """The numbers of other registers that an entry names."""
    return [(scheme, value) for scheme, value in record.numbers] if record else []


def _held(body: Organization) -> Iterable[tuple[str, str]]:
    return Identifier.objects.filter(organization=body).order_by("id").values_list("scheme", "value")


def _numbers(pairs: Iterable[tuple[str, str]]) -> str:
    return in_row([f"{_scheme(scheme)} {value}" for scheme, value in pairs])


def _scheme(name: str) -> str:
    """What a number is called, by its scheme or by the register that gives it."""
    if name in set(RegisterKind):
        name = matching.NUMBER_OF[RegisterKind(name)]
    return str(Scheme(name).label)
