"""The two review queues: bodies beside entries of registers, and people beside entries of registers of researchers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.access.actors import Actor
from tsunagu.kernel.announced import Tool, Waiting
from tsunagu.kernel.labels import Label, in_row
from tsunagu.organizations import rights
from tsunagu.organizations.enums import MatchReason, MatchState, OrganizationKind, PersonalField, PersonReason, Verb
from tsunagu.organizations.models import Identifier, Match, Name, Organization, PersonMatch
from tsunagu.organizations.queries import likeness, matching, regions
from tsunagu.organizations.queries.queues import Line, Queue, compared, listed
from tsunagu.registers import queries as registers
from tsunagu.registers.enums import PeopleRegister, RegisterKind, Scheme

if TYPE_CHECKING:
    from tsunagu.registers.models import Record, Researcher


def sides(match: Match) -> list[Line]:
    """What the register says of an entry and what this site says of the body, next to one another."""
    record = registers.record(RegisterKind(match.register), match.code)
    lines = [*_named(match, record), *_described(match, record)]
    return [line for line in lines if line.entry or line.here]


def sides_of_people(pair: PersonMatch) -> list[Line]:
    """What the register says of a researcher and what is kept of the person here, next to one another."""
    entry, person = registers.researcher(pair.register, pair.code), pair.person
    posts = in_row([str(post) for post in person.appointments.all()])
    held = person.identifiers.order_by("id").values_list("scheme", "value")
    lines = [
        Line(PersonalField.NAME.label, pair.name, person.name),
        Line(PersonalField.KANA.label, entry.kana if entry else "", person.kana),
        Line(PersonalField.LATIN.label, entry.latin if entry else "", person.latin),
        Line(PersonalField.POSTS.label, pair.told, posts),
        Line(PersonalField.FIELDS.label, in_row(entry.fields) if entry else "", in_row(person.fields)),
        Line(gettext("番号"), _numbers_of(pair, entry), _numbers(held)),
    ]
    return [line for line in lines if line.entry or line.here]


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


def _numbers_of(pair: PersonMatch, entry: Researcher | None) -> str:
    """The number of an entry in its register, and those that it names."""
    more = [_number(scheme, value) for scheme, value in entry.numbers] if entry else []
    return in_row([f"{pair.of_register.label} {pair.code}", *more])


BODIES = Queue(
    rights=rights.MATCHES,
    rows=lambda: Match.objects.select_related("organization"),
    registers=RegisterKind,
    reasons=MatchReason,
    listed=listed(
        Label("登録簿の名称", "Name in the register"),
        Label("機関の名称", "Name of the body"),
        RegisterKind,
        MatchReason,
    ),
    compared=compared("このサイトの機関", "Body on this site"),
    sides=sides,
    page="organizations:matches",
    title=lambda: gettext("名寄せの候補%(count)d組を判断する"),
)
PEOPLE = Queue(
    rights=rights.PERSON_MATCHES,
    rows=likeness.pairs,
    registers=PeopleRegister,
    reasons=PersonReason,
    listed=listed(
        Label("登録簿の氏名", "Name in the register"),
        Label("このサイトの氏名", "Name on this site"),
        PeopleRegister,
        PersonReason,
    ),
    compared=compared("このサイトの人", "Person on this site"),
    sides=sides_of_people,
    page="organizations:person_matches",
    title=lambda: gettext("人の名寄せの候補%(count)d組を判断する"),
)


def desk(by: Actor) -> Iterator[Waiting]:
    """The pairs of each register that wait for somebody who may decide."""
    return chain(BODIES.desk(by), PEOPLE.desk(by))


def tools(by: Actor) -> Iterator[Tool]:
    """The review queues, for whoever may look at them."""
    for queue, title in ((BODIES, gettext("機関の名寄せ")), (PEOPLE, gettext("人の名寄せ"))):
        if queue.rights.may_anywhere(by, Verb.REVIEW):
            yield Tool(title=title, url=reverse(queue.page))


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
    return in_row([_number(scheme, value) for scheme, value in pairs])


def _number(scheme: str, value: str) -> str:
    return f"{_scheme(scheme)} {value}"


def _scheme(name: str) -> str:
    """What a number is called, by its scheme or by the register that gives it."""
    if name in set(RegisterKind):
        name = matching.NUMBER_OF[RegisterKind(name)]
    return str(Scheme(name).label)
