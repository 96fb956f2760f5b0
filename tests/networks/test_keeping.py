"""A network's people keep it, and nobody else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from tests.access.doors import MIDDLEWARE, at_the_door
from tests.networks.conftest import OFFICER
from tsunagu.access.actors import NOBODY, Actor
from tsunagu.access.models import Entry
from tsunagu.kernel.merging import Stale
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected
from tsunagu.networks import actions
from tsunagu.networks.models import Candidate, Coordinator, Network
from tsunagu.networks.queries import keeping
from tsunagu.organizations import actions as organizations
from tsunagu.organizations.models import Organization, Tie

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(static_files, settings):
    """A client of somebody, as the site takes it."""
    settings.MIDDLEWARE = MIDDLEWARE
    return at_the_door


def _body(key: str) -> Organization:
    return Organization.objects.get(key=key)


def _edit(network: Network, by: Actor, **wrote: object) -> Network:
    began = keeping.facts(network)
    return actions.edit_network(network, by=by, began=began, wrote={**began, **wrote})


def test_an_edit_is_kept_when_the_files_are_read_again_and_stands_in_the_ledger(ko: Network, editor: Actor):
    _edit(ko, editor, plan="次の計画", topics=["light"])
    line = Entry.objects.latest("pk")
    assert (line.verb, "次の計画" in str(line.detail.parts)) == ("networks.edit", True)
    actions.load(Path(settings.DATA), force=True)
    ko.refresh_from_db()
    assert (ko.plan, ko.topics, ko.summary[:3]) == ("次の計画", ["light"], "徳島大")


@pytest.mark.parametrize("verb", ["edit", "add", "end"])
def test_who_keeps_another_network_may_not_write_here(ko: Network, other_editor: Actor, verb: str):
    number = Tie.objects.filter(of=ko.body).values_list("pk", flat=True)[0]
    acts = {
        "edit": lambda: _edit(ko, other_editor, plan="x"),
        "add": lambda: actions.add_member(ko, by=other_editor, body=_body("mazda"), agreed=True),
        "end": lambda: actions.end_member(ko, by=other_editor, number=number, last=date(2026, 3, 31)),
    }
    with pytest.raises(Forbidden):
        acts[verb]()
    Network.objects.filter(pk=ko.pk).update(draft=True)
    ko.refresh_from_db()
    with pytest.raises(Hidden):
        acts[verb]()


def test_two_who_write_at_once_lose_nothing(ko: Network, editor: Actor):
    began = keeping.facts(ko)
    actions.edit_network(ko, by=OFFICER, began=began, wrote={**began, "plan": "甲"})
    with pytest.raises(Stale) as stale:
        actions.edit_network(ko, by=editor, began=began, wrote={**began, "plan": "乙", "begun": "令和元年"})
    assert [change.field for change in stale.value.merged.conflicts] == ["plan"]


def test_a_last_day_before_the_first_is_refused_and_nothing_is_written(ko: Network, editor: Actor):
    with pytest.raises(Rejected):
        _edit(ko, editor, valid_from="2024-04-01", valid_to="2023-03-31", plan="x")
    ko.refresh_from_db()
    assert ko.plan != "x"


def test_who_did_not_agree_is_seen_by_editors_alone_until_they_do(ko: Network, editor: Actor, door):
    actions.add_member(ko, by=editor, body=_body("mazda"), agreed=False, role="秘密の役割")
    public = ("/networks/tokushima-council/", "/organizations/mazda/", "/networks/regions/36/")
    waiting = Candidate.objects.get(network=ko)
    for path in public:
        page = door(NOBODY).get(path).content.decode()
        assert "秘密の役割" not in page
        assert 'id="member-mazda"' not in page
    assert "秘密の役割" in door(editor).get("/networks/tokushima-council/members/").content.decode()
    actions.agree(waiting, by=editor)
    assert 'id="member-mazda"' in door(NOBODY).get(public[0]).content.decode()
    assert not Candidate.objects.exists()


def test_who_left_stays_away_when_the_files_are_read_again(ko: Network, editor: Actor):
    tie = Tie.objects.get(of=ko.body, body__key="awa-bank")
    actions.end_member(ko, by=editor, number=tie.pk, last=date(2025, 3, 31))
    organizations.load(Path(settings.DATA), force=True)
    [left] = Tie.objects.filter(of=ko.body, body__key="awa-bank")
    assert left.valid_to == date(2025, 3, 31)
    with pytest.raises(Rejected):
        actions.end_member(ko, by=editor, number=left.pk, last=date(2025, 3, 31))


def test_nobody_is_a_member_twice(ko: Network, editor: Actor):
    for agreed in (True, False):
        actions.add_member(ko, by=editor, body=_body("mazda" if agreed else "kewpie"), agreed=agreed)
        with pytest.raises(Rejected):
            actions.add_member(ko, by=editor, body=_body("mazda" if agreed else "kewpie"), agreed=agreed)


def test_a_second_body_that_speaks_for_a_network_is_refused_by_the_database(ko: Network):
    from django.db import IntegrityError, transaction

    known = {"network": ko, "contact": "x@example.jp"}
    Coordinator.objects.create(name="甲機構", valid_from=date(2022, 4, 1), valid_to=date(2024, 3, 31), **known)
    Coordinator.objects.create(name="乙機構", valid_from=date(2024, 4, 1), **known)
    for first in (date(2024, 3, 31), date(2030, 1, 1), None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Coordinator.objects.create(name="丙機構", valid_from=first, **known)


def test_the_page_says_what_is_wrong_and_writes_nothing(ko: Network, editor: Actor, door):
    client = door(editor)
    path = "/networks/tokushima-council/members/"
    answer = client.post(path, {"body": "徳島大"})
    assert answer.status_code == 422
    assert "徳島大学（tokushima-university）" in answer.content.decode()
    before = Tie.objects.count()
    assert client.post(path, {"body": "マツダ株式会社", "agreed": "on", "part": "産"}).status_code == 302
    assert Tie.objects.count() == before + 1


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 30, "%00", "１", "-1", ""])
@pytest.mark.parametrize("field", ["candidate", "number"])
def test_numbers_that_nothing_has_change_nothing(ko: Network, editor: Actor, door, field: str, number: str):
    before = Candidate.objects.count(), ko.body.tied.count()
    answer = door(editor).post("/networks/tokushima-council/members/", {field: number, "last": "2026-01-01"})
    assert answer.status_code in (302, 422)
    assert (Candidate.objects.count(), ko.body.tied.count()) == before


def test_a_merge_view_shows_what_both_wrote(ko: Network, editor: Actor, door):
    client, path = door(editor), "/networks/tokushima-council/edit/"
    page = client.get(path)
    form = page.context["form"]
    carried = dict(form.carried)
    actions.edit_network(ko, by=OFFICER, began=form.began, wrote={**form.began, "plan": "甲"})
    answer = client.post(path, {**carried, **form.began, "plan": "乙"})
    assert answer.status_code == 409
    assert "甲" in answer.content.decode()
