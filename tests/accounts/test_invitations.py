"""Invitations: by an administrator, by the operator; once, for some days, and taken back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.accounts.people import (
    LINK,
    PASSWORD,
    CountedHasher,
    actor,
    forget_letters,
    holder,
    letters,
    link_in,
    person,
    post,
    signed_in,
    university,
)
from tsunagu.access import actors
from tsunagu.access.enums import Role
from tsunagu.accounts.actions import invitations, people, posts
from tsunagu.accounts.enums import Language, State
from tsunagu.accounts.models import Invitation, Membership, User
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected
from tsunagu.organizations.actions import add_name, register
from tsunagu.organizations.enums import NameKind
from tsunagu.organizations.models import Organization

pytestmark = pytest.mark.django_db
NEW = "new@ko.example.jp"
SIGN_IN = "/accounts/login/?next=/desk/"


@pytest.fixture
def ko():
    return university("ko")


@pytest.fixture
def chief(ko):
    return holder("admin@ko.example.jp", Role.ADMINISTRATOR, ko, PASSWORD)


def invite(by, ko, email: str = NEW, role: Role = Role.URA, **values) -> Membership:
    return invitations.invite(by=by, email=email, role=role, organization=ko.pk if ko else None, link=LINK, **values)


def test_somebody_new_registers_by_the_link_and_then_signs_in(ko, chief):
    invite(chief[1], ko)
    path = link_in()
    client = Client()
    assert client.get(path).status_code == 200
    assert Membership.objects.get(invitation__email=NEW).state == State.INVITED  # looking changes nothing
    answer = client.post(path, {"name": "見本 新人", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, SIGN_IN)
    answer = client.post(SIGN_IN, {"login": NEW, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert "見本 新人" in client.get("/accounts/greeting/").content.decode()
    [held] = actor(User.objects.get(email=NEW)).posts
    assert (held.role, held.organization) == (Role.URA, ko.pk)
    assert Client().get(path).status_code == 404  # once only


def test_a_weak_password_or_no_name_is_told_and_the_link_stays_good(ko, chief):
    invite(chief[1], ko)
    path = link_in()
    answer = Client().post(path, {"name": " ", "password": "short"})
    assert answer.status_code == 422
    answer = Client().post(path, {"name": "見本", "password": "new@ko.example.jp1"})
    assert answer.status_code == 422
    assert not User.objects.filter(email=NEW).exists()
    assert Client().get(path).status_code == 200


def test_the_page_of_administration_invites_and_takes_back(ko, chief):
    client = signed_in(chief[0])
    page = f"/accounts/organizations/{ko.pk}/"
    answer = client.post(page, {"email": NEW, "role": "ura", "language": "en", "last": "2099-03-31"})
    assert answer.status_code == 302
    assert letters()[-1].to == [NEW]
    assert "Research administrator" in letters()[-1].body
    path = link_in()
    [waiting] = Membership.objects.filter(state=State.INVITED)
    assert client.post(f"/accounts/posts/{waiting.pk}/revoke/").status_code == 302
    assert Client().get(path).status_code == 404
    assert Membership.objects.get(pk=waiting.pk).state == State.WITHDRAWN
    assert NEW not in client.get(page).content.decode()


def test_nobody_is_invited_twice_to_the_same_role_while_the_first_link_is_good(ko, chief):
    invite(chief[1], ko)
    page = f"/accounts/organizations/{ko.pk}/"
    sent = {"email": NEW.upper(), "role": "ura", "language": "ja"}
    answer = signed_in(chief[0]).post(page, sent)
    assert (answer.status_code, "すでに招待中です。" in answer.content.decode()) == (422, True)
    assert len(letters()) == 1
    with time_machine.travel(clock.now() + invitations.VALID):
        invite(chief[1], ko)


BAD = [
    ("運営\n\n開いてください", "unseen"),
    ("見本\u202eABC", "unseen"),
    ("見\u200b本 花子", "unseen"),
    ("\u0430dmin", "look-alike"),
    ("\u05d0", "right-to-left"),
]


@pytest.mark.parametrize(("name", "code"), BAD)
def test_a_name_that_misleads_is_refused_in_the_profile_and_with_an_invitation(ko, chief, name, code):
    client = signed_in(chief[0])
    assert client.post("/accounts/", {"name": name, "language": "ja"}).status_code == 422
    assert User.objects.get(pk=chief[0].pk).name == chief[0].name
    with pytest.raises(Rejected) as refused:
        people.change_profile(by=chief[1], user=chief[0], name=name, language="ja")
    assert [problem.code for problem in refused.value.problems] == [code]
    invite(chief[1], ko)
    assert Client().post(link_in(), {"name": name, "password": PASSWORD}).status_code == 422
    assert not User.objects.filter(email=NEW).exists()


def test_a_link_expires_and_so_does_a_post_that_ended_meanwhile(ko, chief):
    invite(chief[1], ko)
    path = link_in()
    with time_machine.travel(clock.now() + invitations.VALID):
        assert Client().get(path).status_code == 404
    invite(chief[1], ko, "other@ko.example.jp", ends=clock.now() + timedelta(days=2))
    with time_machine.travel(clock.now() + timedelta(days=3)):
        assert Client().get(link_in()).status_code == 404


def test_a_link_holds_a_secret_of_which_only_the_hash_is_kept(ko, chief):
    invite(chief[1], ko)
    key = link_in().split("/")[3]
    assert len(key) == 43
    assert key not in str(list(Invitation.objects.values()))


def test_who_is_registered_signs_in_with_the_invited_address_to_accept(ko, chief):
    known = person(NEW, PASSWORD)
    invite(chief[1], ko)
    path = link_in()
    sign_in = f"/accounts/login/?next={path}"
    assert sign_in.replace("/", "%2F").partition("next=")[2] in Client().get(path).content.decode()
    stranger = signed_in(person("stranger@example.jp", PASSWORD))
    assert stranger.post(path).status_code == 403
    assert signed_in(known).post(path).status_code == 302
    assert [held.role for held in actor(known).posts] == [Role.URA]


def test_the_page_does_not_tell_whether_the_invited_address_is_registered(ko, chief):
    """Whoever got the link by another way, signed in or not, sees the same; what is sent in vain says the same."""
    person(NEW, PASSWORD)
    stranger = signed_in(person("stranger@example.jp", PASSWORD))
    seen = []
    for email in (NEW, "free@ko.example.jp"):
        invite(chief[1], ko, email)
        path, answers = link_in(), []
        for client in (Client(), stranger):
            looked, sent = client.get(path), client.post(path, {"name": "", "password": "x"})
            texts = [_plain(answer, path, email) for answer in (looked, sent)]
            answers.append((looked.status_code, sent.status_code, *texts))
        seen.append(answers)
    assert seen[0] == seen[1]
    assert [(one[0], one[1]) for one in seen[0]] == [(200, 422), (200, 403)]
    assert not User.objects.filter(email="free@ko.example.jp").exists()


def test_a_whole_form_is_answered_the_same_whether_registered_or_not_and_mail_tells_the_owner(ko, chief, settings):
    settings.PASSWORD_HASHERS = ["tests.accounts.people.CountedHasher"]
    known = person(NEW, "what taro chose before")
    before, seen = known.password, []
    for email in (NEW, "free@ko.example.jp"):
        invite(chief[1], ko, email)
        path, client, hashed = link_in(), Client(), CountedHasher.hashed
        answer = client.post(path, {"name": "見本 花子", "password": PASSWORD})
        spent = CountedHasher.hashed - hashed
        next_page = _plain(client.get(answer["Location"]), path, email)
        seen.append((answer.status_code, answer["Location"], spent, next_page, Client().get(path).status_code))
    assert seen[0] == seen[1]
    assert (seen[0][0], seen[0][1], seen[0][2], seen[0][4]) == (302, SIGN_IN, 1, 404)
    known.refresh_from_db()
    assert (known.password, known.name, list(actor(known).posts)) == (before, "new", [])


def test_who_is_registered_takes_the_post_by_the_link_that_the_mail_brings(ko, chief):
    known = person(NEW, PASSWORD)
    until = Invitation.objects.get(membership=invite(chief[1], ko)).expires
    assert Client().post(link_in(), {"name": "見本", "password": "another one of mine"}).status_code == 302
    assert [message.to for message in letters()] == [[NEW], [NEW]]
    assert "すでに登録があります" in letters()[-1].subject
    assert Invitation.objects.get(email=NEW).expires == until  # nobody makes a link last longer by this
    assert signed_in(known).post(link_in()).status_code == 302
    assert [held.role for held in actor(known).posts] == [Role.URA]


def test_a_weak_password_is_told_the_same_too(ko, chief):
    person(NEW, PASSWORD)
    seen = []
    for email in (NEW, "free@ko.example.jp"):
        invite(chief[1], ko, email)
        path = link_in()
        answer = Client().post(path, {"name": "見本 花子", "password": "passwordpassword"})
        seen.append((answer.status_code, _plain(answer, path, email), Client().get(path).status_code))
    assert seen[0] == seen[1]
    assert (seen[0][0], seen[0][2]) == (422, 200)


def _plain(answer, path: str, email: str) -> str:
    """A page without what is another each time: the link, the address, the token of its form."""
    html = answer.content.decode().replace(path, "").replace(path.replace("/", "%2F"), "").replace(email, "")
    return re.sub(r'(value|content|nonce)="[^"]*"', "", html)


def test_nobody_takes_an_invitation_of_somebody_else_by_the_action_either(ko, chief):
    person(NEW)
    invite(chief[1], ko)
    key = link_in().split("/")[3]
    with pytest.raises(Forbidden):
        invitations.accept(key=key, by=actor(person("x@example.jp")))
    with pytest.raises(Hidden):
        invitations.accept(key="made up", by=actors.NOBODY)


@pytest.mark.parametrize("role", [Role.PROGRAM_OFFICER, Role.PLATFORM_ADMINISTRATOR, Role.REVIEWER])
def test_an_organization_cannot_give_roles_of_the_platform(ko, chief, role):
    with pytest.raises(Forbidden):
        invite(chief[1], ko, role=role)
    assert letters() == []


def test_nor_anything_in_another_organization(ko, chief):
    with pytest.raises(Hidden):
        invite(chief[1], university("otsu"))


def test_everything_wrong_with_an_invitation_is_told_at_once(ko, chief):
    past = clock.now() - timedelta(days=1)
    with pytest.raises(Rejected) as refused:
        invite(chief[1], ko, "no address", starts=clock.now(), ends=past)
    assert sorted(problem.where for problem in refused.value.problems) == ["email", "ends"]


def test_an_invited_officer_waits_for_the_second_administrator_before_any_mail(ko):
    _, first = holder("one@example.jp", Role.PLATFORM_ADMINISTRATOR)
    two, _ = holder("two@example.jp", Role.PLATFORM_ADMINISTRATOR, password=PASSWORD)
    asked = invite(first, None, "officer@example.jp", Role.PROGRAM_OFFICER)
    assert (asked.state, letters()) == (State.TO_BE_CONFIRMED, [])
    client = signed_in(two)
    desk = client.get("/desk/").content.decode()
    assert "officer@example.jp" in desk
    forget_letters()
    client.post(f"/accounts/posts/{asked.pk}/approve/")
    assert [message.to for message in letters()] == [["officer@example.jp"]]
    assert Client().post(link_in(), {"name": "担当", "password": PASSWORD}).status_code == 302
    assert [held.role for held in actor(User.objects.get(email="officer@example.jp")).posts] == [Role.PROGRAM_OFFICER]


def test_the_first_administrator_of_an_organization_is_invited_by_the_platform(ko):
    one, _ = holder("one@example.jp", Role.PLATFORM_ADMINISTRATOR, password=PASSWORD)
    client = signed_in(one)
    sent = {"email": "admin@ko.example.jp", "role": "administrator", "language": "ja"}
    add_name(ko, by=actors.terminal("tests"), text=ko.name, kind=NameKind.OFFICIAL)
    sent |= {"words": ko.name, "organization": ko.pk}
    assert client.post("/accounts/platform/", sent).status_code == 302
    assert letters()[-1].to == ["admin@ko.example.jp"]


def test_the_operator_makes_the_first_administrator_alone(ko):
    link = invitations.administrator(
        by=actors.terminal("root"), email="one@example.jp", site="https://tsunagu.example.jp"
    )
    assert link.startswith("https://tsunagu.example.jp/accounts/invitations/")
    path = link.removeprefix("https://tsunagu.example.jp")
    assert Client().post(path, {"name": "管理", "password": PASSWORD}).status_code == 302
    assert [held.role for held in actor(User.objects.get()).posts] == [Role.PLATFORM_ADMINISTRATOR]


def test_who_was_invited_and_ended_before_has_the_new_role_alone(ko, chief):
    known = person(NEW)
    posts.end(by=chief[1], post=post(known, Role.APPROVER, ko))
    invite(chief[1], ko, role=Role.RESEARCHER)
    invitations.accept(key=link_in(letters()[-1]).split("/")[3], by=actor(known))
    assert [held.role for held in actor(known).posts] == [Role.RESEARCHER]


def test_an_invitation_in_english_is_written_in_english(ko, chief):
    invite(chief[1], ko, language=Language.EN)
    assert letters()[-1].subject == "[Tsunagu] Invitation to Tsunagu"


# The first administrator of an organization ---------------------------------------------------------------------------


SENT = {"email": "new@example.jp", "role": "administrator", "language": "ja"}


def _platform(**sent: str) -> tuple[int, str]:
    """What the page of the platform answers to its administrator."""
    user, _ = holder("root@example.jp", Role.PLATFORM_ADMINISTRATOR, password=PASSWORD)
    answer = signed_in(user).post("/accounts/platform/", {**SENT, **sent})
    return answer.status_code, answer.content.decode()


@pytest.fixture
def mihon() -> list[Organization]:
    """Two bodies of nearly one name, that are found by it."""
    records = [{"key": f"mihon-{name}", "name": f"見本{name}大学", "kind": "university"} for name in "東西"]
    register([{"name_en": "", "short": "", **record} for record in records])
    return list(Organization.objects.filter(key__startswith="mihon-").order_by("pk"))


def test_an_organization_is_searched_and_offered_and_nobody_is_invited_by_it(mihon):
    status, html = _platform(words="見本東大学", search="1")
    assert status == 200
    assert f'name="organization" value="{mihon[0].pk}"' in html
    assert 'value="new@example.jp"' in html
    assert not Membership.objects.filter(role=Role.ADMINISTRATOR).exists()


def test_an_organization_that_is_not_there_is_told(mihon):
    status, html = _platform(words="ぬぬぬぬ", search="1")
    assert (status, "この名称の機関は見つかりません。" in html) == (200, True)
    assert '<select name="organization"' not in html


def test_the_administrator_of_the_chosen_organization_is_invited(mihon):
    status, _ = _platform(words="見本西大学", organization=str(mihon[1].pk))
    assert status == 302
    assert Membership.objects.get(role=Role.ADMINISTRATOR).organization == mihon[1]


@pytest.mark.parametrize("chosen", ["", "999999", "x"])
def test_without_a_chosen_organization_no_administrator_is_invited(mihon, chosen):
    status, html = _platform(words="見本東大学", organization=chosen)
    assert (status, "機関をさがして、一つ選んでください。" in html) == (422, True)
    assert not Membership.objects.filter(role=Role.ADMINISTRATOR).exists()


def test_the_platform_sees_the_open_invitations_of_organizations_and_where_they_are(ko, static_files):
    chief, by = holder("admin@example.jp", Role.PLATFORM_ADMINISTRATOR, None, PASSWORD)
    role = {"role": Role.ADMINISTRATOR, "organization": ko.pk, "link": LINK}
    invitations.invite(by=by, email="open@ko.example.jp", **role)
    late = invitations.invite(by=by, email="late@ko.example.jp", **role)
    Invitation.objects.filter(membership=late).update(expires=clock.now())
    html = signed_in(chief).get("/accounts/platform/").content.decode().partition('id="invited"')[2]
    assert f'href="/accounts/organizations/{ko.pk}/"' in html
    assert ["open@ko.example.jp" in html, "late@ko.example.jp" in html] == [True, False]


def test_an_organization_offers_and_gives_the_roles_of_its_kind(ko, static_files):
    ko.kind = "municipality"
    ko.save()
    chief, _ = holder("admin@ko.example.jp", Role.ADMINISTRATOR, ko, PASSWORD)
    client, page = signed_in(chief), f"/accounts/organizations/{ko.pk}/"
    html = client.get(page).content.decode()
    assert [f'value="{role}"' in html for role in ("local-officer", "ura", "company-member")] == [True, False, False]
    sent = {"email": "new@ko.example.jp", "role": "ura", "language": "ja"}
    assert client.post(page, sent).status_code == 422
    assert client.post(page, {**sent, "role": "local-officer"}).status_code == 302
