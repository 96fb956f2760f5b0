"""The two faces of each condition agree: the test of one thing and the filter of many, over all tables of the house."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.apps import apps
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.access import garden
from tests.access.scenes import MAKERS, entry
from tests.turns import one_in
from tsunagu.access.actors import Actor, Post
from tsunagu.access.enums import WITHOUT_MEMBERSHIP, Role
from tsunagu.access.rights import Condition, Right, Rights, own, within
from tsunagu.cli.matrix import tables
from tsunagu.kernel.labels import Label

pytestmark = pytest.mark.django_db
NUMBERS = st.integers(1, 3)
POSTS = st.builds(
    Post,
    role=st.sampled_from([role for role in Role if role not in WITHOUT_MEMBERSHIP]),
    organization=st.none() | NUMBERS,
    instead_of=st.none() | NUMBERS,
)
ACTORS = st.builds(
    Actor,
    user=st.none() | NUMBERS,
    posts=st.lists(POSTS, max_size=3).map(tuple),
    scopes=st.none() | st.frozensets(st.sampled_from(["feedback.read", "garden.see", "garden.cut"])),
    alone=st.lists(st.sampled_from(WITHOUT_MEMBERSHIP), min_size=1, max_size=4).map(tuple),
)
OWNERS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=4)
EVERY = {table.of: table for table in [*tables(), garden.RIGHTS]}
QUICK = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def disagreements(table: Rights, by: Actor, owners: list[tuple[int, int]]) -> list[str]:
    """The verbs for which the filter gives other things than the test does."""
    make = entry if table is garden.RIGHTS or table.of not in MAKERS else MAKERS[table.of]
    model = apps.get_model("access.Entry" if table.of == "garden.Tree" else table.of)
    made = {make(*owner, "x").pk for owner in owners}
    rows = model._default_manager.filter(pk__in=made)
    verbs = {right.verb for right in table.rows}
    tested = {verb: {row.pk for row in rows if table.may(by, verb, row)} for verb in verbs}
    filtered = {verb: set(table.among(by, rows, verb).values_list("pk", flat=True)) for verb in verbs}
    return [str(verb) for verb in verbs if tested[verb] != filtered[verb]]


def test_there_is_a_maker_for_every_kind_of_thing_that_has_rights():
    assert {table.of for table in tables()} - MAKERS.keys() == set(), "add it to MAKERS in tests/access/scenes.py"


@pytest.mark.parametrize("of", one_in(4, EVERY))
@QUICK
@given(by=ACTORS, owners=OWNERS)
def test_both_faces_of_every_condition_agree(of: str, by: Actor, owners: list[tuple[int, int]]):
    assert disagreements(EVERY[of], by, owners) == []


@pytest.mark.parametrize("faulty", [Q(), Q(pk__isnull=False), Q(organization=2)])
def test_faces_that_do_not_agree_are_seen(faulty: Q):
    condition: Condition = replace(within("organization"), filter=lambda by, role: faulty)
    table = Rights(of="garden.Tree", see=garden.Verb.SEE, rows=(Right(garden.Verb.SEE, (Role.URA,), condition),))
    by = Actor(user=1, posts=(Post(role=Role.URA, organization=1),))
    model = apps.get_model("access.Entry")
    made = [entry(1, 1).pk, entry(2, 1).pk]
    tested = {row.pk for row in model.objects.filter(pk__in=made) if table.may(by, garden.Verb.SEE, row)}
    assert tested == {made[0]}
    assert set(table.among(by, model.objects.filter(pk__in=made)).values_list("pk", flat=True)) != tested


def test_what_no_row_gives_is_denied_also_to_whoever_has_every_role():
    by = Actor(user=1, posts=tuple(Post(role=role, organization=1) for role in Role), alone=tuple(Role))
    empty = Rights(of="garden.Bush", see=garden.Verb.SEE, rows=())
    thing = entry(1, 1)
    assert not empty.may(by, garden.Verb.SEE, thing)
    assert list(empty.among(by, type(thing).objects.all())) == []


def test_nobody_owns_what_is_nobodys():
    condition = own("actor")
    assert not condition.test(Actor(), Role.ANYBODY, type("Thing", (), {"actor": None}))
    assert condition.label == Label("本人のもの", "One's own")
