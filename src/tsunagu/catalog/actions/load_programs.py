"""Write the programs of the text files that are new or changed, with all that hangs on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tsunagu.catalog import files
from tsunagu.catalog.actions import overlay
from tsunagu.catalog.actions.facts import Named, columns, refusals
from tsunagu.catalog.models import (
    Alias,
    BudgetFigure,
    Call,
    Edition,
    Eligibility,
    Program,
    Relation,
    Status,
    Term,
    Track,
    Want,
)  # fmt: skip
from tsunagu.organizations import queries as organizations

Values = dict[str, Any]
_NESTED = ("alias", "want", "relation", "eligibility", "edition", "budget", "call", "status", "term")


def load_programs(
    catalog: files.Catalog,
    named: Named,
    *,
    force: bool,
    relaid: overlay.Relaid,
) -> list[str]:
    """The keys of the programs that were new or changed; ``named`` knows all programs afterwards.

    All programs come first, so that relations may point anywhere; then what hangs on the changed ones, and over it what
    officers corrected: ``relaid`` is told what became of that. Raises ``Rejected``.
    """
    bodies = {body.key: body for body in organizations.authorities()}
    known = {program.key: program for program in Program.objects.all()}
    changed = []
    for record in catalog.programs:
        checksum = catalog.checksums[files.identity(record)]
        program = known.get(record.key)
        if program is None or program.checksum != checksum or force:
            program = _write(record, checksum, bodies)
            changed.append(record)
        named.programs[record.key] = program
    for record in changed:
        with refusals(record.key):
            _replace_facts(named.programs[record.key], record, named)
            overlay.relay(named.programs[record.key], relaid)
    return [record.key for record in changed]


def _write(record: files.ProgramFile, checksum: str, bodies: Mapping[str, Any]) -> Program:
    values = columns(record, "key", "pillar", "ministry", "agency", *_NESTED) | {
        "ministry": bodies[record.ministry],
        "agency": bodies.get(record.agency),
        "pillar": str(record.pillar or ""),
        "checksum": checksum,
    }
    with refusals(record.key):
        program, _ = Program.objects.update_or_create(key=record.key, defaults=values)
    return program


def _replace_facts(program: Program, record: files.ProgramFile, named: Named) -> None:
    """Replace everything that hangs on a program by what its file says."""

    def replace(
        model: type[Any],
        facts: Iterable[Any],
        more: Callable[[Any], Values] = lambda _: {},
    ) -> None:
        model._base_manager.filter(program=program, **_from_files(model)).delete()
        model._default_manager.bulk_create(
            model(program=program, **{**columns(fact), **named.sources.of(fact), **more(fact)}) for fact in facts
        )

    replace(Alias, {alias.text: alias for alias in record.alias}.values())
    replace(Want, record.want)
    replace(Relation, record.relation, lambda relation: {"to": named.programs[relation.to]})
    replace(Eligibility, record.eligibility)
    replace(BudgetFigure, record.budget, lambda budget: {"counts_in": named.totals.get(budget.counts_in)})
    replace(Call, record.call)
    replace(Status, record.status)
    replace(Term, record.term)
    program.editions.all().delete()
    for edition in record.edition:
        _create_edition(program, edition, named)


def _from_files(model: type[Any]) -> Values:
    """What narrows a program's rows to those that come from files: an operator's word on its state stays."""
    return {"by_operator": False} if model is Status else {}


def _create_edition(program: Program, record: files.EditionFile, named: Named) -> None:
    source = named.sources.of(record)
    edition = Edition.objects.create(program=program, **columns(record, "track"), **source)
    Track.objects.bulk_create(_track(edition, track, named, source) for track in record.track)


def _track(edition: Edition, record: files.TrackFile, named: Named, usual: Values) -> Track:
    """A way to apply; its source is that of the edition unless it names its own."""
    values = columns(record) | {"amount_is": record.amount_is or "", "per": record.per or ""}
    source = named.sources.of(record) if record.at or record.printed else usual
    return Track(edition=edition, **values, **source)
