"""Joint papers of bodies, taken over from the bibliographic data, so that no page of a graph waits for an engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from tsunagu.kernel import turns
from tsunagu.networks.models import JointPapers
from tsunagu.organizations.queries import memberships, registered
from tsunagu.registers.enums import Scheme

if TYPE_CHECKING:
    from tsunagu.strengths.questions.joint_papers import Joint

_COLUMNS = ("one_id", "other_id", "one_number", "other_number", "papers", "first_year", "last_year")
Row = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PapersReport:
    """What a reading changed. bodies: how many members of networks the bibliographic data know. pairs: of these."""

    bodies: int
    pairs: int
    written: int
    removed: int


def take_papers(store: Path) -> PapersReport:
    """Make the joint papers of all members of networks those of the store; in one transaction.

    Raises ``StoreProblem`` where the store holds nothing to read; then what was there stays.
    """
    from tsunagu.strengths.questions import joint_papers  # loads an engine, which no other write of this room needs
    from tsunagu.strengths.questions.reading import reading

    data = reading(store)
    with transaction.atomic():
        turns.take("networks.papers")  # two at once would write each pair twice
        bodies = _known()
        wanted = set(_rows(joint_papers.among(data, list(bodies)), bodies))
        there = {row[1:]: row[0] for row in JointPapers.objects.values_list("pk", *_COLUMNS)}
        gone = [number for row, number in there.items() if row not in wanted]
        JointPapers.objects.filter(pk__in=gone).delete()
        JointPapers.objects.bulk_create(map(_made, sorted(wanted - there.keys())))
    return PapersReport(len(bodies), len(wanted), len(wanted - there.keys()), len(gone))


def _known() -> dict[int, int]:
    """The members of networks by their numbers of OpenAlex."""
    members = memberships.everybody()
    numbers = registered.bodies_with(Scheme.OPENALEX)
    return {int(number.lstrip("I")): body for number, body in numbers.items() if body in members}


def _rows(found: Iterable[Joint], bodies: Mapping[int, int]) -> Iterator[Row]:
    for pair in found:
        window = pair.window
        ends = (bodies[pair.one], bodies[pair.other], pair.one, pair.other)
        yield (*ends, pair.n, window.first_year, window.last_year)


def _made(row: Row) -> JointPapers:
    return JointPapers(**dict(zip(_COLUMNS, row, strict=True)))
