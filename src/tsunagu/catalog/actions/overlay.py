"""Lay what was approved over what the files say, at an approval and at each load, and take it off again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from tsunagu.catalog.enums.corrections import CorrectionState, PlaceKind
from tsunagu.catalog.models import Correction, Program
from tsunagu.catalog.queries import corrections as queries
from tsunagu.catalog.queries.corrections import Place
from tsunagu.catalog.rules import corrections as rules
from tsunagu.catalog.rules.corrections import Kept
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.merging import Facts

_MADE = "correction-"  # how the key of a document begins that stands at the official address of a correction


@dataclass
class Relaid:
    """What a load found of corrections. settled: what the files say by now; clashing: what they say otherwise."""

    settled: list[str] = field(default_factory=list)
    clashing: list[str] = field(default_factory=list)


def lay(program: Program, place: Place) -> None:
    """Show a place as its standing corrections have it; where none stands, as the files do.

    The program itself is as the files have it, save what stands, before.
    """
    standing = queries.standing(program, place.key)
    if place.kind is PlaceKind.PROGRAM:
        for one in standing:
            write(program, {name: one.after[name] for name in one.standing})
    else:
        _lay_row(place, standing)
    program.save()  # readers are told when it was changed, and no kept page stays


def take_off(program: Program, place: Place, fields: Facts) -> None:
    """Write again what the files say of some fields, and lay over it what still stands. fields: what they say."""
    if place.kind is PlaceKind.PROGRAM:
        write(program, fields)
    lay(program, place)


def relay(program: Program, relaid: Relaid) -> None:
    """Lay all corrections of a program over its facts once these are those of the files again."""
    every = queries.standing(program)
    if not every:
        return
    places = {place.key: place for place in queries.places(program)}
    for one in every:
        place = places.get(one.place)
        _judge(one, queries.facts_of(place.kind, place.filed) if place else None, relaid)
    for key in dict.fromkeys(one.place for one in every if one.place in places):
        lay(program, places[key])
    forget_sources(program)


def write(row: Model, facts: Facts) -> None:
    """Write facts into the columns of a row, which is not saved. Raises ``ValidationError`` for what is no value."""
    for name, fact in facts.items():
        setattr(row, name, _column(row._meta.get_field(name), fact))


def _column(column: Any, fact: Any) -> Any:
    """A fact as a column takes it."""
    if isinstance(fact, list):
        return list(fact)
    return None if fact == "" and column.null else column.to_python(fact)


def _lay_row(place: Place, standing: Iterable[Correction]) -> None:
    """In the place of a row a copy with what was approved, under the source of what was approved last."""
    if place.is_corrected:
        place.shown.delete()
    copy = type(place.filed)._base_manager.get(pk=place.filed.pk)
    corrected = False
    for one in standing:
        corrected = True
        write(copy, {name: one.after[name] for name in one.standing})
        copy.document, copy.page, copy.printed = one.document, one.page, one.printed
    if corrected:
        copy.pk, copy.corrects = None, place.filed
        copy._state.adding = True
        copy.save()


def _judge(one: Correction, says: Facts | None, relaid: Relaid) -> None:
    """Note how a correction stands beside what its file says."""
    was = Kept(one.standing, one.filed, one.clashing)
    now = rules.beside(was, one.after, says)
    if now == was:
        _tell(one, relaid)
        return
    if now.settled:
        settled = dict(_labels(one, now.settled))
        relaid.settled.append(f"{one.program.key}: {in_row(list(settled.values()))}")
    one.standing, one.filed, one.clashing = now.standing, now.filed, now.clashing
    if not one.standing:
        one.state = CorrectionState.SETTLED
    one.save()
    _tell(one, relaid)


def _tell(one: Correction, relaid: Relaid) -> None:
    if one.clashing:
        told = in_row([label for _, label in _labels(one, one.clashing)])
        relaid.clashing.append(f"{one.program.key} {one.place} #{one.pk}: {told}")


def _labels(one: Correction, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield from ((known.value, known.label) for known in one.fields if known.value in names)


def forget_sources(program: Program) -> None:
    """Drop the documents that were made for corrections of a program which do not stand any more."""
    over = Correction.objects.filter(program=program).exclude(state=CorrectionState.STANDING)
    for one in over.filter(document__key__startswith=_MADE).select_related("document"):
        document, one.document = one.document, None
        one.save(update_fields=["document"])
        if document:
            document.delete()


def source_key(one: Correction) -> str:
    """The key of the document that is made for the official address of a correction."""
    return f"{_MADE}{one.pk}"
