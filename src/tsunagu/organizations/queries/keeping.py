"""What a body's own people keep: its facts as forms take them, and who keeps what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tsunagu.access.actors import Actor
from tsunagu.kernel import clock
from tsunagu.organizations.enums import BodyField, NameKind, Verb
from tsunagu.organizations.models import Name, Organization, OwnWord, Unit, Window
from tsunagu.organizations.rights import BODIES

KINDS = {
    BodyField.NAME: NameKind.OFFICIAL,
    BodyField.KANA: NameKind.KANA,
    BodyField.NAME_EN: NameKind.ENGLISH,
    BodyField.SHORT: NameKind.SHORT,
}
"""The fields that are names."""
_Below = dict[int | None, list[Unit]]  # by the number of the unit above
_WINDOW = ("office", "office_en", "email", "phone", "hours", "url")


@dataclass(frozen=True, slots=True)
class Keeping:
    """What somebody may keep of a body."""

    body: Organization
    may_edit: bool
    may_publish: bool

    def __bool__(self) -> bool:
        return self.may_edit or self.may_publish


def body(key: str) -> Organization | None:
    """The body of a key, if there is one; what may be done with it is asked at the door."""
    return Organization.objects.filter(key=key).first()


def window(number: int) -> Window | None:
    """The window with a number, if there is one; what may be done with it is asked at the door."""
    return Window.objects.filter(pk=number).select_related("organization").first()


def keeping(by: Actor, organization: Organization) -> Keeping:
    """What somebody may keep of a body."""
    may_edit, may_publish = (BODIES.may(by, verb, organization) for verb in (Verb.EDIT, Verb.PUBLISH_WINDOW))
    return Keeping(organization, may_edit, may_publish)


def kept_by(by: Actor) -> list[Keeping]:
    """The bodies in which somebody has a post and may keep something, by name."""
    numbers = {post.organization for post in by.posts if post.organization}
    there = Organization.objects.filter(pk__in=numbers).order_by("name")
    return [kept for kept in (keeping(by, one) for one in there) if kept]


def own_bodies(by: Actor) -> list[tuple[int, str]]:
    """The bodies in which somebody has a post, by name."""
    numbers = {post.organization for post in by.posts if post.organization}
    there = Organization.objects.filter(pk__in=numbers).order_by("name")
    return [(one.pk, str(one)) for one in there]


def body_facts(organization: Organization) -> dict[str, Any]:
    """A body as its form takes it."""
    plain = {field: getattr(organization, field) for field in ("name", "name_en", "short", "url")}
    return {**plain, "kana": _kana(organization)}


def window_facts(window: Window) -> dict[str, Any]:
    """A window as its form takes it."""
    plain = {field: getattr(window, field) for field in _WINDOW}
    days = {"first": _day(window.valid_from), "last": _day(window.valid_to)}
    return {**plain, "languages": list(window.languages), **days}


def units(organization: Organization) -> list[tuple[int, Unit]]:
    """The parts of a body, also those that ended, each with how deep in the tree it stands."""
    below: _Below = {}
    for unit in Unit.objects.filter(organization=organization).order_by("name", "id"):
        below.setdefault(unit.parent_id, []).append(unit)
    return list(_walked(below, None, 0))


def windows(organization: Organization) -> list[Window]:
    """Every window of a body, also those to come and those that were."""
    return list(Window.objects.filter(organization=organization).order_by("-valid_to", "id"))


def is_over(row: Unit | Window) -> bool:
    """Whether something held until a day that has passed."""
    return row.valid_to is not None and row.valid_to < clock.today()


def own_words(organization: Organization) -> dict[str, OwnWord]:
    """The fields of a body that no file writes over."""
    return {own.field: own for own in OwnWord.objects.filter(organization=organization)}


def _kana(organization: Organization) -> str:
    undated = Name.objects.filter(organization=organization, kind=NameKind.KANA, valid_to__isnull=True)
    return undated.order_by("id").values_list("text", flat=True).first() or ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _walked(below: _Below, top: int | None, depth: int) -> Iterable[tuple[int, Unit]]:
    for unit in below.get(top, ()):
        yield depth, unit
        yield from _walked(below, unit.pk, depth + 1)
