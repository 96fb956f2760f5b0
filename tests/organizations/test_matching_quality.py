"""How well names find the same body: 100 universities drawn at random, joined to ROR by hand.

The pairs were made by reading both lists; 66 of the 100 have no record in the part of ROR that is here.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tsunagu.access import actors
from tsunagu.organizations.actions import importing
from tsunagu.organizations.models import Identifier
from tsunagu.organizations.queries import matching
from tsunagu.registers.enums import RegisterKind

DATA = PROJECT.parent / "shared" / "data"
BY_HAND = Path(__file__).with_name("joined_by_hand.csv")
PRECISION, RECALL = 1.0, 0.97

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def test_proposals_agree_with_pairs_joined_by_hand(capsys):
    if not DATA.is_dir():
        pytest.skip(f"the reference data are not here ({DATA}); they are not part of the repository")
    by = actors.terminal("tests")
    importing.read_in(by, RegisterKind.SCHOOLS, DATA / "universities_r4.csv")
    importing.read_in(by, RegisterKind.ROR, DATA / "ror_japan_subset.csv")
    with BY_HAND.open() as file:
        wanted = {row["school_code"]: row["ror"] for row in csv.DictReader(file)}
    # A body of the decks gets its school code by a proposal too: taken as joined, so that names alone are measured.
    bodies = {pair.organization_id: pair.code for pair in matching.waiting(by, RegisterKind.SCHOOLS)}
    bodies |= dict(Identifier.objects.filter(scheme="school").values_list("organization", "value"))
    listed = [entry.code for entry in matching.entries(RegisterKind.ROR)]
    known = Identifier.objects.filter(scheme="ror", value__in=listed).values_list("organization", "value")
    waiting = [(pair.organization_id, pair.code) for pair in matching.waiting(by, RegisterKind.ROR)]
    proposed = {(bodies.get(body), code) for body, code in [*known, *waiting]}
    proposed = {pair for pair in proposed if pair[0] in wanted}
    right = {(school, ror) for school, ror in wanted.items() if ror}
    precision, recall = len(proposed & right) / len(proposed), len(proposed & right) / len(right)
    with capsys.disabled():
        print(f"\nprecision {precision:.3f}, recall {recall:.3f} of {len(right)}; wrong {sorted(proposed ^ right)}")
    assert precision >= PRECISION
    assert recall >= RECALL
