"""What confirming a claim changes in the entries of the claimant, and what taking it back restores."""

from __future__ import annotations

import pytest

from tests.profiles.cast import LINK, ORCID, OTHER_ORCID, Cast, acting, cast, codes, hidden
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Rejected
from tsunagu.organizations import actions as organizations
from tsunagu.organizations.enums import PersonalField
from tsunagu.organizations.models import Identifier, Person
from tsunagu.organizations.queries import oneself, people
from tsunagu.profiles import actions, queries
from tsunagu.profiles.models import Claim
from tsunagu.registers.enums import Scheme

__all__ = ["cast", "hidden"]
pytestmark = pytest.mark.django_db


def claimed(cast: Cast, written: str = ORCID) -> Claim:
    return actions.claim(by=acting(cast.hanako), scheme=Scheme.ORCID, written=written, link=LINK)


def begun(cast: Cast) -> Person:
    """An entry that 花子 began herself, with posts, and of which everybody sees two fields."""
    by = acting(cast.hanako)
    own = organizations.enter_person(by=by, key="own", name="見本 はなこ", user=cast.hanako.pk)
    organizations.appoint(own, cast.ko, by=by, title="センター長")
    organizations.appoint(own, cast.ko, by=by, title="教授")
    organizations.agree(own, by=by, fields=[PersonalField.NAME, PersonalField.POSTS], purpose="find")
    return own


def titles(person: Person) -> list[str]:
    return sorted(person.appointments.values_list("title", flat=True))


def test_another_entry_of_the_claimant_is_joined_only_where_that_is_said(cast: Cast, hidden: Person):
    begun(cast)
    one = claimed(cast)
    assert queries.shown(one).own.key == "own"
    with pytest.raises(Rejected) as refused:
        actions.confirm(one, by=acting(cast.admin))
    assert codes(refused) == ["another"]
    actions.confirm(one, by=acting(cast.admin), joins=True)
    [person] = Person.objects.filter(user=cast.hanako.pk)
    assert (person, person.name, person.kana) == (hidden, "見本 はなこ", "ミホン ハナコ")
    assert titles(person) == ["センター長", "教授"]


def test_nobody_is_shown_by_what_was_agreed_to_for_another_entry(cast: Cast, hidden: Person):
    begun(cast)
    actions.confirm(claimed(cast), by=acting(cast.admin), joins=True)
    today = clock.today()
    assert (people.profile("p-1", today), people.profile("own", today)) == (None, None)
    assert people.people_of(cast.ko, today) == []
    [joined] = people.everything(Person.objects.get(key="p-1"), by=acting(cast.hanako))["joined"]
    assert [consent["field"] for consent in joined["consents"]] == ["name", "posts"]


def test_taking_back_restores_both_entries(cast: Cast, hidden: Person):
    own, was = begun(cast), oneself.facts(hidden)
    one = actions.confirm(claimed(cast), by=acting(cast.admin), joins=True)
    organizations.appoint(one.person, cast.ko, by=acting(cast.hanako), title="顧問")
    actions.take_back(one, by=acting(cast.admin), words="同姓同名の別人でした")
    hidden.refresh_from_db()
    own.refresh_from_db()
    assert (hidden.user, oneself.facts(hidden), titles(hidden)) == (None, was, ["教授"])
    assert (own.user, own.joined, titles(own)) == (cast.hanako.pk, None, ["センター長", "教授"])
    shown = people.profile("own", clock.today())
    assert shown is not None
    assert len(shown.posts) == 2


def test_taking_back_restores_what_the_claimant_wrote_over(cast: Cast, hidden: Person):
    one = actions.confirm(claimed(cast), by=acting(cast.admin))
    was, wrote = oneself.facts(hidden), {"name": "別の名", "kana": "ベツノナ", "latin": "Betsu", "fields": "影"}
    organizations.edit_person(one.person, by=acting(cast.hanako), began=was, wrote=wrote)
    assert oneself.facts(Person.objects.get(key="p-1")) == wrote
    actions.take_back(one, by=acting(cast.admin), words="別人でした")
    person = Person.objects.get(key="p-1")
    assert (oneself.facts(person), person.before) == (was, {})


def test_a_printed_entry_stays_when_its_user_claims_another(cast: Cast, hidden: Person):
    printed = Person.objects.create(key="printed", name="見本 花子", document="deck", filed=True, user=cast.hanako.pk)
    one = actions.confirm(claimed(cast), by=acting(cast.admin), joins=True)
    printed.refresh_from_db()
    assert (one.person.key, one.person.joined, printed.user) == ("p-1", printed, cast.hanako.pk)
    assert (titles(printed), printed.kana, printed.identifiers.get().value) == (["教授"], "ミホン ハナコ", ORCID)
    actions.take_back(one, by=acting(cast.platform), words="別人でした")
    printed.refresh_from_db()
    assert (titles(printed), titles(hidden), printed.user) == ([], ["教授"], cast.hanako.pk)


def test_a_number_that_was_given_goes_and_ones_own_entry_stays(cast: Cast):
    own = begun(cast)
    one = actions.confirm(claimed(cast, OTHER_ORCID), by=acting(cast.platform))
    assert Identifier.objects.get().person == own
    actions.take_back(one, by=acting(cast.platform), words="番号の誤りです")
    own.refresh_from_db()
    assert (own.user, own.identifiers.exists(), titles(own)) == (cast.hanako.pk, False, ["センター長", "教授"])
