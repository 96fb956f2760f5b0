"""Two entries of one person become one, and are parted again."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from tests.organizations.conftest import KEEPER, STRANGER
from tsunagu.access.actors import signed_in
from tsunagu.access.models import Entry as Line
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected
from tsunagu.organizations import actions
from tsunagu.organizations.cli import organizations as command
from tsunagu.organizations.enums import MatchState, PersonalField
from tsunagu.organizations.models import Appointment, Organization, Person, PersonMatch
from tsunagu.organizations.queries import people
from tsunagu.organizations.rules import names
from tsunagu.registers.enums import Scheme

pytestmark = pytest.mark.django_db

HERSELF = signed_in(user=9, name="見本 花子", posts=[])
ORCID, OTHER_ORCID = "0000-0002-1825-0097", "0000-0001-5109-3700"


@pytest.fixture
def pair(ko: Organization) -> tuple[Person, Person]:
    """Two entries of one person: one with posts and a number, one of a register with a reading."""
    first = actions.enter_person(by=KEEPER, key="first", name="見本 花子", user=9)
    second = actions.enter_person(by=KEEPER, key="second", name="見本 はな子", kana="みほん ﾊﾅｺ", fields=["光"])
    for person, title, share in ((first, "教授", 60), (second, "教授", 60), (second, "顧問", 20)):
        actions.appoint(person, ko, by=KEEPER, title=title, share=share)
    actions.number_person(second, by=KEEPER, scheme=Scheme.ORCID, written=ORCID)
    known = {"register": "kaken", "code": "1", "name": "見本 はな子"}
    PersonMatch.objects.create(person=second, made=True, state=MatchState.JOINED, **known)
    return first, second


def held(person: Person) -> tuple[list[str], int, list[bool]]:
    posts = person.appointments.order_by("title").values_list("title", flat=True)
    return list(posts), person.identifiers.count(), list(person.matches.values_list("made", flat=True))


def refused(person: Person, other: Person) -> list[str]:
    with pytest.raises(Rejected) as found:
        actions.join_people(person, other, by=KEEPER)
    return [problem.code for problem in found.value.problems]


def test_what_one_entry_holds_comes_over_and_goes_back(pair: tuple[Person, Person]):
    first, second = pair
    were = held(first), held(second)
    actions.join_people(first, second, by=KEEPER, reason="同じORCID")
    first.refresh_from_db()
    assert held(first) == (["教授", "顧問"], 1, [False])
    assert (first.name, first.kana, first.fields, first.user) == ("見本 花子", "ミホン ハナコ", ["光"], 9)
    parted = actions.part_people(second, by=KEEPER)
    first.refresh_from_db()
    assert (held(first), held(parted), parted.joined) == (*were, None)
    assert (first.name, first.kana, first.fields, first.user, parted.user) == ("見本 花子", "", [], 9, None)
    lines = [(line.verb, line.thing) for line in Line.objects.order_by("-pk")[:2]]
    assert lines == [
        ("organizations.part-entries", str(first.pk)),
        ("organizations.join-entries", str(first.pk)),
    ]


def test_a_user_goes_with_their_entry_and_back_but_their_consents_do_not(pair: tuple[Person, Person]):
    first, second = pair
    actions.agree(first, by=HERSELF, fields=[PersonalField.NAME, PersonalField.POSTS], purpose="find")
    actions.join_people(second, first, by=KEEPER)
    second.refresh_from_db()
    today = clock.today()
    assert (second.user, second.name) == (9, "見本 花子")  # a user's own word
    assert [people.profile(key, today) for key in ("first", "second")] == [None, None]
    actions.agree(second, by=HERSELF, fields=[PersonalField.NAME], purpose="find")
    assert people.standing_for("first", today) == second
    parted = actions.part_people(first, by=KEEPER)
    shown = people.profile("first", today)
    assert shown is not None
    assert (parted.user, Person.objects.get(key="second").user, len(shown.posts)) == (9, None, 1)


def test_what_was_written_since_stays_when_they_are_parted(pair: tuple[Person, Person]):
    first, second = pair
    actions.join_people(first, second, by=KEEPER)
    Person.objects.filter(key="first").update(kana="ミホン ハナ")
    actions.part_people(second, by=KEEPER)
    first.refresh_from_db()
    assert (first.kana, first.fields) == ("ミホン ハナ", [])


def test_what_went_to_somebody_else_since_is_left_with_them(pair: tuple[Person, Person]):
    first, second = pair
    third = actions.enter_person(by=KEEPER, key="third", name="見本 次郎")
    actions.join_people(first, second, by=KEEPER)
    first.appointments.filter(title="顧問").update(person=third)
    parted = actions.part_people(second, by=KEEPER)
    assert [held(person)[0] for person in (first, parted, third)] == [["教授"], ["教授"], ["顧問"]]


def test_whom_nobody_is_as_a_user_any_more_is_nobody_after_parting_either(pair: tuple[Person, Person]):
    first, second = pair
    actions.join_people(second, first, by=KEEPER)
    Person.objects.filter(key="second").update(user=None)
    parted = actions.part_people(first, by=KEEPER)
    assert (parted.user, Person.objects.get(key="second").user) == (None, None)


def test_entries_that_cannot_be_one_are_refused(pair: tuple[Person, Person], otsu: Organization):
    first, second = pair
    assert refused(first, first) == ["same"]
    actions.number_person(first, by=KEEPER, scheme=Scheme.ORCID, written=OTHER_ORCID)
    Person.objects.filter(key="second").update(user=10)
    actions.appoint(second, otsu, by=KEEPER, title="理事", share=20)
    actions.appoint(first, otsu, by=KEEPER, title="監事", share=20)
    assert refused(first, second) == ["two-users", "two-numbers", "over-100"]
    printed = Person.objects.filter(filed=True).first()
    assert printed is not None
    assert refused(first, printed) == ["printed"]


def test_an_entry_is_joined_once(pair: tuple[Person, Person]):
    first, second = pair
    third = actions.enter_person(by=KEEPER, key="third", name="見本 花子")
    actions.join_people(first, second, by=KEEPER)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (refused(third, second), refused(third, first)) == (["joined"], ["joined"])
    with pytest.raises(Rejected):
        actions.part_people(third, by=KEEPER)
    for by, error in ((STRANGER, Hidden), (HERSELF, Forbidden)):
        with pytest.raises(error):
            actions.join_people(first, third, by=by)
    actions.remove_person(first, by=HERSELF)
    assert not Person.objects.filter(key="second").exists()


def test_the_terminal_joins_and_parts(pair: tuple[Person, Person]):
    joined = CliRunner().invoke(command, ["join-people", "first", ORCID, "--reason", "同じ人"])
    assert (joined.exit_code, joined.output) == (0, "まとめました：second → first\n")
    assert Appointment.objects.filter(person__key="first").count() == 2
    again = CliRunner().invoke(command, ["join-people", "first", "second"])
    assert (again.exit_code, "先に元に戻してください" in again.output) == (1, True)
    parted = CliRunner().invoke(command, ["part-people", "second"])
    assert (parted.exit_code, parted.output) == (0, "元に戻しました：second\n")


@pytest.mark.parametrize("typed", ["みほん はなこ", "ﾐﾎﾝ ﾊﾅｺ", "ミホン　ハナコ"])
def test_a_reading_is_kept_in_katakana(typed: str):
    assert names.reading(typed) == "ミホン ハナコ"
    person = actions.enter_person(by=KEEPER, key="typed", name="見本 花子", kana=typed, user=9)
    assert person.kana == "ミホン ハナコ"
