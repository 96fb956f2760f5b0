"""What is said of a body: its names, numbers, parts, and what followed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import connection, transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.kernel.problems import Problem
from tsunagu.kernel.spans import Span
from tsunagu.organizations.actions import load_bodies
from tsunagu.organizations.actions.checking import refuse, unfit
from tsunagu.organizations.enums import NameKind, SuccessionKind, UnitKind, Verb
from tsunagu.organizations.models import Identifier, Name, Organization, Succession, Unit
from tsunagu.organizations.rights import BODIES
from tsunagu.organizations.rules import circles, days, names
from tsunagu.registers.enums import Scheme
from tsunagu.registers.rules import identifiers

_SUCCESSIONS = 31331  # the lock that the trigger of the table takes, too


def add_name(
    organization: Organization,
    *,
    by: Actor,
    text: str,
    kind: NameKind,
    first: date | None = None,
    last: date | None = None,
) -> Name:
    """Give a body a name from a first to a last day. Raises ``Rejected``."""
    BODIES.require(by, Verb.EDIT, organization)
    with transaction.atomic():
        Organization.objects.select_for_update().get(pk=organization.pk)
        name = load_bodies.name(organization, kind, text, valid_from=first, valid_to=last)
        refuse(
            names.problems(text),
            days.problems(name.span, organization.span, "name"),
            _names_twice(name),
        )
        name.save()
        after = {"name": name.text, "kind": kind.value}
        ledger.record(by=by, verb=Verb.EDIT, thing=organization, after=after)
    return name


def add_number(organization: Organization, *, by: Actor, scheme: Scheme, written: str) -> Identifier:
    """Give a body a number, whose check digit is verified. Raises ``Rejected``."""
    BODIES.require(by, Verb.EDIT, organization)
    value = identifiers.canonical(scheme, written)
    with transaction.atomic():
        held = Identifier.objects.select_for_update().filter(scheme=scheme, value=value).first()
        refuse(identifiers.problems(scheme, value), _unfit_number(held, scheme, value))
        number = Identifier.objects.create(organization=organization, scheme=scheme, value=value)
        ledger.record(by=by, verb=Verb.EDIT, thing=organization, after={scheme.value: value})
    return number


def place_unit(
    organization: Organization,
    *,
    by: Actor,
    name: str,
    kind: UnitKind,
    parent: Unit | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Unit:
    """Make a part of a body, below another part or at the top. Raises ``Rejected``."""
    BODIES.require(by, Verb.EDIT, organization)
    unit = Unit(organization=organization, name=names.kept(name), kind=kind, parent=parent)
    unit.valid_from, unit.valid_to = first, last
    with transaction.atomic():
        Organization.objects.select_for_update().get(pk=organization.pk)
        refuse(
            names.problems(name),
            unfit(unit, "name"),
            days.problems(unit.span, parent.span if parent else organization.span, "name"),
            _strange(organization, parent),
            _unit_twice(unit),
        )
        unit.save()
        after = {"unit": unit.name, "kind": kind.value}
        ledger.record(by=by, verb=Verb.EDIT, thing=organization, after=after)
    return unit


def end_unit(unit: Unit, *, by: Actor, last: date, reason: str = "") -> Unit:
    """Say until when a part of a body was there; those below it end with it, if they did not before.

    Raises ``Rejected``.
    """
    BODIES.require(by, Verb.EDIT, unit.organization)
    with transaction.atomic():
        Organization.objects.select_for_update().get(pk=unit.organization_id)
        branch = list(_branch(Unit.objects.get(pk=unit.pk)))
        lasting = [one for one in branch if one.valid_to is None or one.valid_to > last]
        refuse(*(days.problems(Span(one.valid_from, last), where="last") for one in lasting))
        for one in lasting:
            told: dict[str, Any] = {"before": _ending(one), "reason": reason}
            one.valid_to = last
            one.save(update_fields=["valid_to"])
            ledger.record(by=by, verb=Verb.EDIT, thing=unit.organization, after=_ending(one), **told)
    return branch[0]


def _ending(unit: Unit) -> dict[str, Any]:
    return {"unit": unit.name, "last": unit.valid_to and unit.valid_to.isoformat()}


def _branch(unit: Unit) -> Iterator[Unit]:
    yield unit
    for below in Unit.objects.filter(parent=unit):
        yield from _branch(below)


def record_succession(
    predecessor: Organization,
    successor: Organization,
    *,
    by: Actor,
    day: date,
    kind: SuccessionKind,
) -> Succession:
    """Say that one body followed another on a day; it takes the right for both. Raises ``Rejected``."""
    BODIES.require(by, Verb.EDIT, predecessor)
    BODIES.require(by, Verb.EDIT, successor)
    with transaction.atomic():
        _take_turn()
        refuse(
            _circle((predecessor.pk, successor.pk)),
            days.problems(Span(day), Span(predecessor.valid_from), "day"),
        )
        succession, _ = Succession.objects.update_or_create(
            predecessor=predecessor, successor=successor, defaults={"day": day, "kind": kind}
        )
        after = {"successor": successor.key, "day": day.isoformat(), "kind": kind.value}
        ledger.record(by=by, verb=Verb.EDIT, thing=predecessor, after=after)
    return succession


def _names_twice(name: Name) -> Iterator[Problem]:
    same = {"organization": name.organization, "kind": name.kind, "text": name.text, "valid_from": name.valid_from}
    if Name.objects.filter(**same).exists():
        yield Problem("twice", f"{name.text} is there already", "name")


def _unit_twice(unit: Unit) -> Iterator[Problem]:
    same = {"organization": unit.organization, "parent": unit.parent, "name": unit.name, "valid_from": unit.valid_from}
    if Unit.objects.filter(**same).exists():
        yield Problem("twice", f"{unit.name} is there already", "name")


def _unfit_number(held: Identifier | None, scheme: Scheme, value: str) -> Iterator[Problem]:
    if not identifiers.fits(scheme, value, person=False):
        yield Problem("unfit", f"no body has a {scheme.label} like {value}", scheme.value)
    if held:
        holder = held.organization or held.person
        yield Problem("taken", f"{scheme.label} {value} is that of {holder}", scheme.value)


def _strange(organization: Organization, parent: Unit | None) -> Iterator[Problem]:
    if parent and parent.organization_id != organization.pk:
        yield Problem("strange", f"{parent} is a part of another body", "parent")


def _circle(new: tuple[int, int]) -> Iterator[Problem]:
    pairs: Iterable[tuple[int, int]] = Succession.objects.values_list("predecessor_id", "successor_id")
    if members := circles.circle([*pairs, new]):
        named = Organization.objects.in_bulk([int(str(member)) for member in members])
        said = " → ".join(body.name for body in named.values())
        yield Problem("circle", f"these would follow one another in a circle: {said}", "successor")


def _take_turn() -> None:
    """Wait until nobody else says what followed what, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SUCCESSIONS])
