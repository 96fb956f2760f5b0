"""Who can be asked, who answers, what is told to whom, and how often."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tsunagu.access.actors import NOBODY, Actor, Post, signed_in
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.accounts.models import User
from tsunagu.introductions import actions, queries
from tsunagu.introductions.enums import State
from tsunagu.introductions.models import Introduction
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected
from tsunagu.mail.models import Message
from tsunagu.organizations.models import Appointment, Consent, Organization, Person, Window

pytestmark = pytest.mark.django_db
REASON = "水素の貯蔵について一緒に提案したいからです。"
LINK = "http://localhost/desk/introductions/{number}/"


@pytest.fixture
def ko() -> Organization:
    return Organization.objects.create(key="ko", name="甲大学", kind="national-university")


@pytest.fixture
def users() -> dict[str, User]:
    names = {"asker": "見本 太郎", "asked": "見本 花子", "other": "見本 次郎"}
    return {key: User.objects.create(email=f"{key}@example.jp", name=name) for key, name in names.items()}


@pytest.fixture
def hanako(users: dict[str, User], ko: Organization) -> Person:
    """Somebody with an account who agreed to be asked."""
    person = Person.objects.create(key="hanako", name="見本 花子", user=users["asked"].pk)
    Appointment.objects.create(person=person, organization=ko, title="教授")
    agree(person, "name", "requests")
    return person


def agree(person: Person, *fields: str) -> None:
    for field in fields:
        Consent.objects.create(person=person, field=field, purpose="見本", given=clock.today())


def acting(user: User, *posts: Post) -> Actor:
    return signed_in(user=user.pk, name=user.name, posts=posts)


def asked(users: dict[str, User], **more) -> Introduction:
    given = {"reason": REASON, "body": None, "link": LINK, **more}
    return actions.ask("hanako", by=acting(users["asker"]), **given)


def codes(refused: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


# Asking ---------------------------------------------------------------------------------------------------------------


def test_a_request_goes_to_the_person_without_the_address_of_who_asks(users, hanako):
    one = asked(users)
    [mail] = Message.objects.all()
    assert (mail.to, mail.expires) == ("asked@example.jp", one.expires)
    assert f"http://localhost/desk/introductions/{one.pk}/" in mail.text
    assert REASON in mail.text
    assert "asker@example.jp" not in mail.text
    line = Entry.objects.latest("pk")
    assert (line.verb, line.kind, line.thing) == ("introductions.ask", "introductions.Introduction", str(one.pk))


@pytest.mark.parametrize("field", ["name", "requests"])
def test_who_did_not_agree_to_be_asked_cannot_be(users, hanako, field):
    Consent.objects.filter(field=field).update(withdrawn=clock.today())
    with pytest.raises(Hidden):
        asked(users)
    assert not Message.objects.exists()


def test_nobody_who_did_not_sign_in_can_ask(hanako):
    with pytest.raises(Forbidden):
        actions.ask("hanako", by=NOBODY, reason=REASON, body=None, link=LINK)


def test_one_asks_once_until_there_is_an_answer_and_never_oneself(users, hanako):
    asked(users)
    with pytest.raises(Rejected) as refused:
        asked(users)
    assert codes(refused) == ["waits"]
    with pytest.raises(Rejected) as refused:
        actions.ask("hanako", by=acting(users["asked"]), reason="短い", body=None, link=LINK)
    assert codes(refused) == ["reason", "oneself"]
    assert Introduction.objects.count() == 1


def test_requests_are_limited_by_day(users, hanako, settings):
    settings.INTRODUCTIONS_PER_DAY = 1
    one = asked(users)
    actions.withdraw(one, by=acting(users["asker"]))
    with pytest.raises(Rejected) as refused:
        asked(users)
    assert codes(refused) == ["too-many"]
    Introduction.objects.update(made=clock.now() - timedelta(days=1, seconds=1))
    asked(users)


def test_one_asks_for_an_organization_of_ones_own_only(users, hanako, ko):
    here = Post(role=Role.RESEARCHER, organization=ko.pk)
    mine = actions.ask("hanako", by=acting(users["asker"], here), reason=REASON, body=ko.pk, link=LINK)
    assert mine.body == ko
    theirs = actions.ask("hanako", by=acting(users["other"]), reason=REASON, body=ko.pk, link=LINK)
    assert theirs.body is None


# Answering ------------------------------------------------------------------------------------------------------------


def test_where_it_is_agreed_both_are_told_how_to_reach_the_other(users, hanako):
    one = asked(users)
    Message.objects.all().delete()
    actions.answer(one, by=acting(users["asked"]), agrees=True, words="来週どうぞ", link=LINK)
    told = {mail.to: mail.text for mail in Message.objects.all()}
    assert told.keys() == {"asker@example.jp", "asked@example.jp"}
    assert "asked@example.jp" in told["asker@example.jp"]
    assert "来週どうぞ" in told["asker@example.jp"]
    assert "asker@example.jp" in told["asked@example.jp"]
    assert Entry.objects.latest("pk").verb == "introductions.answer"


def test_where_it_is_declined_nobody_is_told_an_address(users, hanako):
    one = asked(users)
    Message.objects.all().delete()
    actions.answer(one, by=acting(users["asked"]), agrees=False, words="", link=LINK)
    [mail] = Message.objects.all()
    assert mail.to == "asker@example.jp"
    assert "asked@example.jp" not in mail.text


@pytest.mark.parametrize(("who", "error"), [("other", Hidden), ("asker", Forbidden)])
def test_others_do_not_answer(users, hanako, who, error):
    one = asked(users)
    with pytest.raises(error):
        actions.answer(one, by=acting(users[who]), agrees=True, words="", link=LINK)
    assert Introduction.objects.get().state == State.WAITING


def test_what_is_over_is_neither_answered_nor_withdrawn(users, hanako):
    one = asked(users)
    actions.answer(one, by=acting(users["asked"]), agrees=False, words="", link=LINK)
    for act in (
        lambda: actions.answer(one, by=acting(users["asked"]), agrees=True, words="", link=LINK),
        lambda: actions.withdraw(one, by=acting(users["asker"])),
    ):
        with pytest.raises(Rejected) as refused:
            act()
        assert codes(refused) == ["over"]


def test_what_nobody_answered_in_time_is_over_and_can_be_asked_again(users, hanako):
    one = asked(users)
    Introduction.objects.update(expires=clock.now())
    assert queries.standing(Introduction.objects.get(), clock.now()) is State.EXPIRED
    assert list(queries.desk(acting(users["asked"]))) == []
    with pytest.raises(Rejected) as refused:
        actions.answer(one, by=acting(users["asked"]), agrees=True, words="", link=LINK)
    assert codes(refused) == ["over"]
    asked(users)
    assert sorted(Introduction.objects.values_list("state", flat=True)) == ["expired", "waiting"]


def test_it_waits_on_the_desk_of_who_is_asked_with_its_day(users, hanako):
    one = asked(users)
    [waiting] = queries.desk(acting(users["asked"]))
    assert (waiting.url, waiting.due) == (f"/desk/introductions/{one.pk}/", one.expires)
    assert list(queries.desk(acting(users["asker"]))) == []
    assert list(queries.desk(acting(users["other"]))) == []


# Without an account ---------------------------------------------------------------------------------------------------


@pytest.fixture
def without_account(hanako: Person, ko: Organization) -> Person:
    hanako.user = None
    hanako.save()
    Window.objects.create(organization=ko, office="連携課", email="renkei@example.jp")
    return hanako


def test_the_window_of_the_body_is_asked_and_passes_on_its_own_address(users, without_account, ko):
    one = asked(users)
    assert (one.asked, one.through, one.address) == (None, ko, "renkei@example.jp")
    ura = acting(users["other"], Post(role=Role.URA, organization=ko.pk))
    assert [waiting.url for waiting in queries.desk(ura)] == [one.get_absolute_url()]
    actions.answer(one, by=ura, agrees=True, words="", link=LINK)
    told = {mail.to: mail.text for mail in Message.objects.all()}
    assert "renkei@example.jp" in told["asker@example.jp"]
    assert "asker@example.jp" in told["renkei@example.jp"]


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.APPROVER])
def test_who_does_not_keep_the_window_does_not_see_it(users, without_account, ko, role):
    one = asked(users)
    by = acting(users["other"], Post(role=role, organization=ko.pk))
    with pytest.raises(Hidden):
        actions.answer(one, by=by, agrees=True, words="", link=LINK)


def test_who_asks_does_not_answer_for_the_window(users, without_account, ko):
    ura = acting(users["asker"], Post(role=Role.URA, organization=ko.pk))
    one = actions.ask("hanako", by=ura, reason=REASON, body=ko.pk, link=LINK)
    assert list(queries.desk(ura)) == []
    with pytest.raises(Rejected) as refused:
        actions.answer(one, by=ura, agrees=True, words="", link=LINK)
    assert codes(refused) == ["oneself"]


def test_who_cannot_be_written_to_cannot_be_asked(users, without_account):
    Window.objects.update(email="", phone="1")
    with pytest.raises(Rejected) as refused:
        asked(users)
    assert codes(refused) == ["unreachable"]


def test_a_request_to_somebody_who_turned_out_to_be_another_is_over(users, hanako):
    one = asked(users)
    Person.objects.update(user=None)  # the confirmation of who they are was taken back
    one = Introduction.objects.get()
    assert list(queries.desk(acting(users["asked"]))) == []
    with pytest.raises(Rejected) as refused:
        actions.answer(one, by=acting(users["asked"]), agrees=True, words="", link=LINK)
    assert codes(refused) == ["over"]
