"""What the site knows of what the file of a call names."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.calls.rules import checking
from tsunagu.calls.rules.checking import Known
from tsunagu.calls.rules.shapes import Definition
from tsunagu.catalog.queries import choices
from tsunagu.kernel.problems import Problem
from tsunagu.organizations.queries import directory


def unknown(told: Definition) -> Iterator[Problem]:
    """What a call names and nobody here knows; three statements."""
    documents = {row.document for _, row in checking.facts(told) if row.document}
    programs = [program.key for program in choices.named([told.head.program])]
    known = Known(
        programs=programs,
        organizations=directory.numbers([told.head.organization]),
        documents=choices.documents(documents),
    )
    return checking.unknown(told, known)
