"""What is kept of people, what of it everybody sees, and how much one person can do."""

from __future__ import annotations

from datetime import date

import pytest

from tests.organizations.conftest import KEEPER, STRANGER, of
from tsunagu.access.actors import signed_in
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry as Line
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected
from tsunagu.organizations import actions
from tsunagu.organizations.enums import PersonalField
from tsunagu.organizations.models import Appointment, Organization, Person
from tsunagu.organizations.queries import people
from tsunagu.organizations.rules.showing import is_shown
from tsunagu.registers.enums import Scheme

pytestmark = pytest.mark.django_db

HERSELF = signed_in(user=9, name="見本 花子", posts=[])
SOMEBODY = signed_in(user=10, name="見本 太郎", posts=[])


@pytest.fixture
def hanako() -> Person:
    return actions.enter_person(by=KEEPER, key="hanako", name="見本　花子", kana="ミホン ハナコ", fields=["光"], user=9)


def _codes(refused: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_what_a_document_prints_is_shown_and_no_more(otsu: Organization):
    [shown] = people.people_of(otsu, clock.today())
    assert (shown.name, shown.title, shown.document) == ("河村 奈緒子", "助教", "university-support-2021")
    Person.objects.update(kana="カワムラ ナオコ", latin="Kawamura Naoko")
    Appointment.objects.update(share=80)
    assert people.people_of(otsu, clock.today()) == [shown]


def test_nobody_is_shown_before_they_agree(hanako: Person, ko: Organization):
    actions.appoint(hanako, ko, by=KEEPER, title="教授", share=40)
    assert people.people_of(ko, clock.today()) == []
    agreed = [PersonalField.POSTS, PersonalField.KANA]
    actions.agree(hanako, by=HERSELF, fields=agreed, purpose="機関の紹介")
    assert people.people_of(ko, clock.today()) == []  # nothing is shown without the name
    actions.agree(hanako, by=HERSELF, fields=[PersonalField.NAME], purpose="機関の紹介")
    [shown] = people.people_of(ko, clock.today())
    assert (shown.name, shown.kana, shown.fields, shown.share) == ("見本 花子", "ミホン ハナコ", (), None)
    actions.withdraw(hanako, by=HERSELF, fields=[PersonalField.KANA])
    [shown] = people.people_of(ko, clock.today())
    assert shown.kana == ""
    assert actions.withdraw(hanako, by=HERSELF, fields=list(PersonalField)) == 2
    assert people.people_of(ko, clock.today()) == []


@pytest.mark.parametrize("field", PersonalField)
def test_a_field_is_shown_where_it_is_agreed_to_with_the_name(field: PersonalField):
    assert not is_shown(field, set(), printed=False)
    assert is_shown(field, {field, PersonalField.NAME}, printed=False)
    assert is_shown(field, {field}, printed=False) == (field is PersonalField.NAME)


def test_only_oneself_agrees_and_others_do_not_even_see(hanako: Person):
    with pytest.raises(Forbidden):
        actions.agree(hanako, by=KEEPER, fields=[PersonalField.NAME], purpose="x")
    for other in (SOMEBODY, STRANGER):
        with pytest.raises(Hidden):
            actions.agree(hanako, by=other, fields=[PersonalField.NAME], purpose="x")
        with pytest.raises(Hidden):
            people.everything(hanako, by=other)
    assert not hanako.consents.exists()


def test_one_takes_along_all_that_is_kept(hanako: Person, ko: Organization):
    there = of(ko, Role.RESEARCHER, user=9)
    actions.appoint(hanako, ko, by=there, title="教授", share=40, first=date(2020, 4, 1))
    actions.number_person(hanako, by=HERSELF, scheme=Scheme.ORCID, written="https://orcid.org/0000-0002-1694-233x")
    network = Organization.objects.get(key="sawachi")
    actions.give_role(hanako, network, by=HERSELF, role="世話人")
    actions.agree(hanako, by=HERSELF, fields=[PersonalField.NAME], purpose="紹介")
    kept = people.everything(hanako, by=HERSELF)
    assert kept["numbers"] == {"orcid": "0000-0002-1694-233X"}
    assert [(post["body"], post["share"]) for post in kept["posts"]] == [("kochi-university", 40)]
    assert [role["network"] for role in kept["roles"]] == ["sawachi"]
    assert [consent["purpose"] for consent in kept["consents"]] == ["紹介"]
    actions.remove_person(hanako, by=HERSELF)
    assert not Person.objects.filter(key="hanako").exists()
    assert Line.objects.order_by("pk").last().verb == "organizations.remove-person"


def test_one_person_may_have_a_part_in_several_networks(hanako: Person):
    for key, role in (("sawachi", "世話人"), ("kochi-iop", "顧問")):
        actions.give_role(hanako, Organization.objects.get(key=key), by=KEEPER, role=role)
    agreed = [PersonalField.NAME, PersonalField.NETWORKS]
    actions.agree(hanako, by=HERSELF, fields=agreed, purpose="紹介")
    shown = [people.people_of(Organization.objects.get(key=key), clock.today()) for key in ("sawachi", "kochi-iop")]
    assert [[person.title for person in row] for row in shown] == [["世話人"], ["顧問"]]


def test_a_researcher_number_is_verified(hanako: Person, ko: Organization):
    for written, code in {"12345678": "check-digit", "1234": "malformed"}.items():
        with pytest.raises(Rejected) as refused:
            actions.number_person(hanako, by=KEEPER, scheme=Scheme.ERAD_RESEARCHER, written=written)
        assert _codes(refused) == [code]
    with pytest.raises(Rejected) as refused:
        actions.number_person(hanako, by=KEEPER, scheme=Scheme.HOUJIN, written="7000012050002")
    assert _codes(refused) == ["unfit"]


def test_all_that_is_wrong_with_a_person_is_said_at_once(hanako: Person):
    with pytest.raises(Rejected) as refused:
        actions.enter_person(by=KEEPER, key="hanako", name="花\u200b子", kana="あ" * 301, user=9)
    assert _codes(refused) == ["unseen", "too-long", "twice", "twice"]
    with pytest.raises(Forbidden):
        actions.enter_person(by=STRANGER, key="x", name="x")


def test_posts_come_to_a_hundred_percent_at_most(hanako: Person, ko: Organization, otsu: Organization):
    actions.appoint(hanako, ko, by=KEEPER, title="教授", share=60, first=date(2020, 4, 1), last=date(2021, 3, 31))
    actions.appoint(hanako, otsu, by=KEEPER, title="特任教授", share=40, first=date(2021, 3, 31))
    with pytest.raises(Rejected, match="would be 101% on 2021-03-31"):
        actions.appoint(hanako, otsu, by=KEEPER, title="客員教授", share=1, first=date(2021, 3, 1))
    actions.appoint(hanako, ko, by=KEEPER, title="名誉教授", first=date(2021, 3, 1))
    assert hanako.appointments.count() == 3


def test_no_post_is_older_than_its_body(hanako: Person):
    young = Organization.objects.get(key="osaka-metropolitan-university")
    with pytest.raises(Rejected) as refused:
        actions.appoint(hanako, young, by=KEEPER, title="教授", first=date(2000, 4, 1))
    assert _codes(refused) == ["before-birth"]
