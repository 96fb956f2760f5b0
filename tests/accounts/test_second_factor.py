"""Roles for which a second factor is required: posts count in sessions that used one, and in tokens of who has one."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.checks import run_checks

from tests.accounts.people import PASSWORD, actor, person, post, signed_in, university
from tsunagu.access.actors import NOBODY
from tsunagu.access.enums import Role
from tsunagu.accounts.actions import tokens
from tsunagu.accounts.models import Delegation, User
from tsunagu.accounts.queries import posts
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Rejected

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOTICE = "次の役割は、パスキーか認証アプリを登録し、それを使ってサインインし直すと使えるようになります。"
AGAIN = "次の役割は、パスキーか認証アプリを使ってもう一度サインインすると使えるようになります。"
APP = "JBSWY3DPEHPK3PXP"  # the secret of an authenticator app


@pytest.fixture(autouse=True)
def _strict(settings) -> None:
    settings.SECOND_FACTOR = frozenset({"program-officer"})


@pytest.fixture
def hanako() -> User:
    """An officer, who is an URA, too."""
    user = person("hanako@ko.example.jp", PASSWORD)
    post(user, Role.PROGRAM_OFFICER)
    post(user, Role.URA, university("ko"))
    return user


def roles(user: User) -> set[Role]:
    return {held.role for held in actor(user).posts}


@pytest.mark.parametrize("kind", ["totp", "webauthn"])
def test_a_post_counts_once_a_second_factor_was_added_and_while_it_is_there(hanako, kind):
    assert roles(hanako) == {Role.URA}
    added = Authenticator.objects.create(user=hanako, type=kind, data={})
    assert roles(hanako) == {Role.PROGRAM_OFFICER, Role.URA}
    added.delete()
    assert roles(hanako) == {Role.URA}


def test_codes_for_recovery_are_no_second_factor(hanako):
    Authenticator.objects.create(user=hanako, type="recovery_codes", data={})
    assert roles(hanako) == {Role.URA}


def test_a_token_of_such_a_post_is_nobodys_without_a_second_factor(hanako):
    held = hanako.memberships.get(role=Role.PROGRAM_OFFICER)
    added = Authenticator.objects.create(user=hanako, type="totp", data={})
    scopes, until = ["accounts.read"], clock.now() + timedelta(days=1)
    _, secret = tokens.issue(by=actor(hanako), post=held, name="script", scopes=scopes, expires=until, offered=scopes)
    assert tokens.use(secret=secret, at=clock.now()).user == hanako.pk
    added.delete()
    assert tokens.use(secret=secret, at=clock.now()) == NOBODY


def test_the_desk_says_which_role_waits_for_it(hanako, static_files):
    client = signed_in(hanako)
    html = client.get("/desk/").content.decode()
    assert NOTICE in html
    assert client.get("/desk/editions/").status_code == 404
    hanako.memberships.get(role=Role.PROGRAM_OFFICER).delete()
    assert NOTICE not in client.get("/desk/").content.decode()


def add_app(user: User) -> tuple[Authenticator, Authenticator]:
    """An authenticator app, and codes for recovery."""
    return TOTP.activate(user, APP).instance, RecoveryCodes.activate(user).instance


def code_of(kind: str, codes: Authenticator) -> str:
    if kind == "totp":
        return format_hotp_value(hotp_value(APP, int(time.time()) // 30))
    return codes.wrap().get_unused_codes()[0]


@pytest.mark.parametrize("kind", ["totp", "recovery_codes"])
def test_a_post_counts_in_the_sessions_in_which_the_factor_was_used(hanako, kind):
    before = signed_in(hanako)
    _, codes = add_app(hanako)
    after = signed_in(hanako)
    used = after.post("/accounts/factors/authenticate/", {"code": code_of(kind, codes)})
    assert (used.status_code, used["Location"]) == (302, "/desk/")
    assert [AGAIN in client.get("/desk/").content.decode() for client in (before, after)] == [True, False]
    assert [client.get("/desk/editions/").status_code for client in (before, after)] == [404, 200]


def test_a_session_without_the_factor_issues_no_token_of_such_a_post(hanako):
    add_app(hanako)
    by = posts.actor(hanako, at=clock.now())
    held = hanako.memberships.get(role=Role.PROGRAM_OFFICER)
    scopes, until = ["accounts.read"], clock.now() + timedelta(days=1)
    with pytest.raises(Rejected) as refused:
        tokens.issue(by=by, post=held, name="script", scopes=scopes, expires=until, offered=scopes)
    assert [problem.code for problem in refused.value.problems] == ["post"]


def test_nobody_decides_in_the_place_of_who_lacks_the_factor(settings):
    settings.SECOND_FACTOR = frozenset({"approver"})
    approver, deputy = person("taro@ko.example.jp"), person("jiro@ko.example.jp")
    held = post(approver, Role.APPROVER, university("ko"))
    post(deputy, Role.URA, university("ko"))
    now = clock.now()
    Delegation.objects.create(membership=held, deputy=deputy, starts=now - HOUR, ends=now + HOUR)
    add_app(deputy)
    assert roles(deputy) == {Role.URA}
    add_app(approver)
    assert roles(deputy) == {Role.URA, Role.APPROVER}


def test_nobody_else_is_asked_anything_more(hanako, settings, django_assert_num_queries):
    settings.SECOND_FACTOR = frozenset()
    with django_assert_num_queries(2):
        assert roles(hanako) == {Role.PROGRAM_OFFICER, Role.URA}


def test_a_mistyped_role_is_named_at_the_start_with_those_there_are(settings):
    settings.SECOND_FACTOR = frozenset({"officer"})
    [found] = [error for error in run_checks() if "TSUNAGU_SECOND_FACTOR" in error.msg]
    assert found.msg == "TSUNAGU_SECOND_FACTOR: there is no role officer"
    assert "program-officer" in found.hint


GUARDED = ["totp/activate", "codes", "codes/generate"]


@pytest.mark.parametrize("page", GUARDED)
def test_a_session_from_before_the_first_factor_adds_and_reads_none_by_the_password_alone(hanako, page, static_files):
    before = signed_in(hanako)
    path = f"/accounts/factors/{page}/"
    before.post("/accounts/reauthenticate/", {"password": PASSWORD})
    _, codes = add_app(hanako)
    answer = before.get(path)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/accounts/factors/reauthenticate/")
    before.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert before.get("/accounts/passkeys/add/").status_code == 302
    before.post("/accounts/factors/reauthenticate/", {"code": code_of("totp", codes)})
    assert before.get("/accounts/passkeys/add/").status_code == 200


def test_the_first_factor_is_added_with_the_password(hanako, static_files):
    before = signed_in(hanako)
    before.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert before.get("/accounts/factors/totp/activate/").status_code == 200


def test_who_adds_the_first_factor_reads_the_codes_for_recovery_at_once(
    hanako, static_files, django_capture_on_commit_callbacks
):
    client = signed_in(hanako)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/factors/totp/activate/")
    number = hotp_value(client.session["mfa.totp.secret"], int(time.time()) // 30)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/factors/totp/activate/", {"code": format_hotp_value(number)})
    assert client.get("/accounts/factors/codes/").status_code == 200
