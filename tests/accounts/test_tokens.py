"""Tokens of the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.accounts.people import PASSWORD, actor, holder, person, post, signed_in, university
from tsunagu.access.actors import NOBODY
from tsunagu.access.enums import Role
from tsunagu.accounts.actions import tokens
from tsunagu.accounts.models import Token
from tsunagu.accounts.queries import tokens as queries
from tsunagu.kernel import announced, clock
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected

pytestmark = pytest.mark.django_db
READ = "accounts.read"


@pytest.fixture
def ura():
    return person("ura@ko.example.jp", PASSWORD, name="見本 甲")


@pytest.fixture
def held(ura):
    return post(ura, Role.URA, university("ko"))


def issue(by, held, **values):
    usual = {"name": "script", "scopes": [READ], "expires": clock.now() + timedelta(days=30), "offered": [READ]}
    return tokens.issue(by=by, post=held, **{**usual, **values})


def me(secret: str):
    return Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/me")


def test_a_token_acts_with_its_post_and_its_verbs_alone(ura, held):
    post(ura, Role.REVIEWER)
    _, secret = issue(actor(ura), held)
    assert me(secret).json() == {
        "name": "見本 甲",
        "scopes": [READ],
        "posts": [{"role": "ura", "organization": held.organization_id, "membership": held.pk}],
    }
    acting = tokens.use(secret=secret, at=clock.now())
    assert acting.scopes == {READ}
    assert queries.tokens(acting) == []  # to see tokens is none of its verbs


def test_only_a_hash_is_kept_and_the_beginning_is_shown(ura, held):
    token, secret = issue(actor(ura), held)
    assert secret.startswith(token.prefix)
    assert len(token.prefix) == 8
    assert secret not in str(list(Token.objects.values()))


def test_its_last_use_is_noted_once_a_minute(ura, held):
    token, secret = issue(actor(ura), held)
    now = clock.now()
    for seconds in (0, 30, 61):
        tokens.use(secret=secret, at=now + timedelta(seconds=seconds))
    token.refresh_from_db()
    assert token.used == now + timedelta(seconds=61)


def test_it_ends_by_its_date_by_its_owner_and_with_its_owner(ura, held):
    _, secret = issue(actor(ura), held)
    with time_machine.travel(clock.now() + timedelta(days=30)):
        assert me(secret).status_code == 401
    ura.is_active = False
    ura.save()
    assert me(secret).status_code == 401
    ura.is_active = True
    ura.save()
    assert me(secret).status_code == 200
    tokens.revoke(by=actor(ura), token=Token.objects.get())
    assert me(secret).status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer tsu_made-up", "Basic dXNlcjpw", "Bearer \x00"])
def test_anything_else_is_nobody_and_told_so(header):
    answer = Client(headers={"Authorization": header}).get("/api/v1/me")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="tsunagu"')
    assert answer["Content-Type"] == "application/problem+json"


def test_a_session_counts_for_nothing_below_the_api(ura, held):
    assert signed_in(ura).get("/api/v1/me").status_code == 401


def test_a_public_answer_is_the_same_with_a_token(ura, held):
    _, secret = issue(actor(ura), held)
    with_token = Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/health")
    assert with_token.content == Client().get("/api/v1/health").content
    assert with_token["Cache-Control"].startswith("public")


def test_all_problems_are_told_at_once(ura, held):
    with pytest.raises(Rejected) as refused:
        issue(actor(ura), held, name=" ", scopes=["made.up"], expires=clock.now() + timedelta(days=400))
    assert [problem.where for problem in refused.value.problems] == ["name", "expires", "scopes"]


def test_nobody_issues_or_revokes_for_somebody_else(ura, held):
    _, stranger = holder("x@otsu.example.jp", Role.URA, university("otsu"))
    _, chief = holder("admin@ko.example.jp", Role.ADMINISTRATOR, held.organization)
    with pytest.raises(Hidden):
        issue(stranger, held)
    with pytest.raises(Forbidden):
        issue(chief, held)
    token, _ = issue(actor(ura), held)
    with pytest.raises(Hidden):
        tokens.revoke(by=stranger, token=token)
    tokens.revoke(by=chief, token=token)


def test_nobody_holds_no_token():
    assert tokens.use(secret="", at=clock.now()) == NOBODY


def test_the_page_shows_the_secret_once(ura, held):
    client = signed_in(ura)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    verb = str(announced.verbs()[0].value)
    sent = {"name": "夜間集計", "post": held.pk, "scopes": [verb], "last": f"{clock.today() + timedelta(days=9)}"}
    shown = client.post("/accounts/tokens/", sent).content.decode()
    assert 'id="secret">tsu_' in shown
    again = client.get("/accounts/tokens/").content.decode()
    assert 'id="secret"' not in again
    assert "夜間集計" in again
    assert client.post(f"/accounts/tokens/{Token.objects.get().pk}/revoke/").status_code == 302
    assert Token.objects.get().revoked
