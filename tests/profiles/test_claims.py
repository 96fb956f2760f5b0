"""Who claims an entry, who checks it, and that a claim tells nothing of people whom nobody may see."""

from __future__ import annotations

import pytest

from tests.profiles.cast import LINK, ORCID, OTHER_ORCID, Cast, acting, cast, codes, hidden, mails
from tsunagu.access.actors import NOBODY, signed_in
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.accounts.models import Membership
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected
from tsunagu.organizations import actions as organizations
from tsunagu.organizations.enums import PersonalField
from tsunagu.organizations.models import Appointment, Consent, Identifier, Person
from tsunagu.organizations.queries import people
from tsunagu.profiles import actions, queries
from tsunagu.profiles.enums import State
from tsunagu.profiles.models import Claim
from tsunagu.registers.enums import Scheme

__all__ = ["cast", "hidden"]
pytestmark = pytest.mark.django_db


def claimed(cast: Cast, written: str = ORCID, **more) -> Claim:
    given = {"scheme": Scheme.ORCID, "written": written, "link": LINK, **more}
    return actions.claim(by=acting(cast.hanako), **given)


def test_an_administrator_where_both_are_is_asked_and_confirms(cast: Cast, hidden: Person):
    one = claimed(cast, words="見本研究室の者です")
    assert (one.organization, one.person, one.state) == (cast.ko, None, State.WAITING)
    assert [to for to, _ in mails()] == ["admin@example.jp", "second@example.jp"]
    assert f"http://localhost/desk/claims/{one.pk}/" in mails()[0][1]
    assert ORCID not in mails()[0][1]
    told = queries.shown(one)
    assert (told.person, [post.title for post in told.posts], told.other) == (hidden, ["教授"], False)
    actions.confirm(one, by=acting(cast.admin), link="http://localhost/desk/entry/")
    hidden.refresh_from_db()
    one.refresh_from_db()
    assert (hidden.user, one.person, one.state) == (cast.hanako.pk, hidden, State.CONFIRMED)
    assert mails()[-1][0] == "hanako@example.jp"
    assert people.profile("p-1", clock.today()) is None  # what is shown is for herself to say
    lines = [(line.verb, line.kind) for line in Entry.objects.order_by("pk")]
    assert lines == [
        ("profiles.claim", "profiles.Claim"),
        ("organizations.recognize", "organizations.Person"),
        ("profiles.decide", "profiles.Claim"),
    ]


def test_a_claim_is_answered_the_same_whether_or_not_there_is_an_entry(cast: Cast, hidden: Person):
    there = claimed(cast)
    actions.withdraw(there, by=acting(cast.hanako))
    missing = claimed(cast, OTHER_ORCID)
    assert (there.person, missing.person) == (None, None)
    of_both = [str(line.detail.parts) for line in Entry.objects.filter(verb="profiles.claim").order_by("pk")]
    assert [hidden.key in parts or hidden.kana in parts for parts in of_both] == [False, False]


def test_a_number_of_nobody_goes_to_the_platform_which_makes_the_entry(cast: Cast):
    one = claimed(cast, OTHER_ORCID)
    assert one.organization is None
    assert [to for to, _ in mails()] == ["platform@example.jp"]
    with pytest.raises(Hidden):
        actions.confirm(one, by=acting(cast.admin))
    actions.confirm(one, by=acting(cast.platform))
    made = Person.objects.get(user=cast.hanako.pk)
    assert (made.name, made.identifiers.get().value) == ("見本 花子", OTHER_ORCID)
    assert people.profile(made.key, clock.today()) is None


def test_nobody_confirms_their_own_claim_and_the_platform_does_for_who_administers(cast: Cast, hidden: Person):
    one = actions.claim(by=acting(cast.admin), scheme=Scheme.ORCID, written=ORCID, link=LINK)
    assert (one.organization, [to for to, _ in mails()]) == (None, ["platform@example.jp"])
    own = actions.claim(by=acting(cast.platform), scheme=Scheme.ORCID, written=OTHER_ORCID, link=LINK)
    for act in (actions.confirm, actions.refuse):
        with pytest.raises(Rejected) as refused:
            act(own, by=acting(cast.platform), words="x")
        assert codes(refused) == ["oneself"]
    assert [len(queries.to_decide(acting(who))) for who in (cast.admin, cast.second, cast.platform)] == [0, 0, 1]
    actions.confirm(one, by=acting(cast.platform))
    assert Person.objects.get(pk=hidden.pk).user == cast.admin.pk


@pytest.mark.parametrize("number", [ORCID, OTHER_ORCID])
def test_what_waits_for_a_colleague_does_not_tell_who_administers_of_their_own_claim(
    cast: Cast, hidden: Person, number: str
):
    Membership.objects.create(
        user=cast.admin, organization=cast.ko, role=Role.RESEARCHER, state="active", starts=clock.now()
    )
    without_factor = [post for post in acting(cast.admin).posts if post.role is Role.RESEARCHER]
    by = signed_in(user=cast.admin.pk, name="見本 管理", posts=without_factor)
    one = actions.claim(by=by, scheme=Scheme.ORCID, written=number, link=LINK)
    assert (one.organization, list(queries.desk(acting(cast.second)))) == (None, [])


def test_a_claim_of_who_came_to_administer_meanwhile_waits_for_the_platform(cast: Cast, hidden: Person):
    one = claimed(cast)
    assert queries.to_decide(acting(cast.second)) == [one]
    cast.hanako.memberships.update(role=Role.ADMINISTRATOR)
    assert [queries.to_decide(acting(who)) for who in (cast.second, cast.platform)] == [[], [one]]


def test_a_stranger_to_the_body_is_decided_by_the_platform(cast: Cast, hidden: Person):
    one = actions.claim(by=acting(cast.stranger), scheme=Scheme.ORCID, written=ORCID, link=LINK)
    assert one.organization is None
    with pytest.raises(Hidden):
        actions.refuse(one, by=acting(cast.admin), words="別人です")
    actions.refuse(one, by=acting(cast.platform), words="別人です", link="http://localhost/desk/entry/")
    assert Person.objects.get(pk=hidden.pk).user is None
    assert "別人です" in mails()[-1][1]


def test_a_refusal_says_why(cast: Cast, hidden: Person):
    one = claimed(cast)
    with pytest.raises(Rejected) as refused:
        actions.refuse(one, by=acting(cast.admin), words=" ")
    assert codes(refused) == ["reason"]
    with pytest.raises(Forbidden):
        actions.refuse(one, by=acting(cast.hanako), words="x")


def test_what_is_wrong_with_a_claim_is_said_at_once(cast: Cast, hidden: Person):
    claimed(cast)
    with pytest.raises(Rejected) as refused:
        claimed(cast, "0000-0002-1825-0098")
    assert codes(refused) == ["waits", "check-digit"]
    with pytest.raises(Rejected) as refused:
        actions.claim(by=acting(cast.stranger), key=hidden.key, link=LINK)
    assert codes(refused) == ["nothing"]  # as where no such key is
    with pytest.raises(Forbidden):
        actions.claim(by=NOBODY, key="p-1", link=LINK)


def test_an_entry_that_everybody_sees_is_claimed_by_its_key(cast: Cast, hidden: Person):
    Consent.objects.create(person=hidden, field="name", purpose="見本", given=clock.today())
    assert actions.claim(by=acting(cast.hanako), key="p-1", link=LINK).person == hidden


def test_a_day_holds_five_claims_of_one_user(cast: Cast):
    for _ in range(5):
        actions.withdraw(claimed(cast), by=acting(cast.hanako))
    with pytest.raises(Rejected) as refused:
        claimed(cast)
    assert codes(refused) == ["too-many"]


def test_an_entry_of_another_user_is_not_given_away(cast: Cast, hidden: Person):
    Person.objects.update(user=cast.stranger.pk)
    one = claimed(cast)
    assert (one.organization, queries.shown(one).other) == (None, True)
    with pytest.raises(Rejected) as refused:
        actions.confirm(one, by=acting(cast.platform))
    assert codes(refused) == ["taken"]
    assert Claim.objects.get().state == State.WAITING


def test_a_confirmation_is_taken_back_with_all_that_hangs_on_it(cast: Cast, hidden: Person):
    one = actions.confirm(claimed(cast), by=acting(cast.admin))
    by = acting(cast.hanako)
    person = Person.objects.get(user=cast.hanako.pk)
    organizations.appoint(person, cast.ko, by=by, title="センター長")
    organizations.agree(person, by=by, fields=[PersonalField.NAME], purpose="find")
    assert people.profile("p-1", clock.today()) is not None
    with pytest.raises(Rejected) as refused:
        actions.take_back(one, by=acting(cast.admin), words="")
    assert codes(refused) == ["reason"]
    actions.take_back(one, by=acting(cast.admin), words="同姓同名の別人でした")
    hidden.refresh_from_db()
    assert (hidden.user, people.profile("p-1", clock.today())) == (None, None)
    assert list(Appointment.objects.values_list("title", flat=True)) == ["教授"]
    assert Identifier.objects.get().person == hidden
    assert "同姓同名の別人でした" in mails()[-1][1]


def test_of_two_who_decide_at_once_the_second_is_told(cast: Cast, hidden: Person):
    one = claimed(cast)
    actions.confirm(Claim.objects.get(), by=acting(cast.admin))
    with pytest.raises(Rejected) as refused:
        actions.refuse(one, by=acting(cast.second), words="別人です")
    assert codes(refused) == ["over"]


def test_what_waits_stands_on_the_desk_with_its_number(cast: Cast, hidden: Person):
    assert list(queries.desk(acting(cast.admin))) == []
    one = claimed(cast)
    [waiting] = queries.desk(acting(cast.admin))
    assert (waiting.title, waiting.url, waiting.since) == ("名簿の本人の申出1件を確認する", "/desk/claims/", one.made)
    assert [tool.url for tool in queries.tools(acting(cast.admin))] == ["/desk/entry/", "/desk/claims/"]
    assert [tool.url for tool in queries.tools(acting(cast.hanako))] == ["/desk/entry/"]
    assert list(queries.desk(acting(cast.stranger))) == []
