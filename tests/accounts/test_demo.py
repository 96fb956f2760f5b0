"""The demonstration: its cast signs in, and it keeps away from real people."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.test import Client

from tests.accounts.people import person
from tests.turns import one_in
from tsunagu.accounts import cli
from tsunagu.accounts.actions import demo
from tsunagu.accounts.models import Domain, Membership, User
from tsunagu.kernel.problems import Rejected

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("member", one_in(6, demo.CAST), ids=lambda member: member.address)
def test_everybody_of_the_cast_signs_in_with_what_is_printed(member):
    result = CliRunner().invoke(cli.demo)
    assert result.exit_code == 0, result.output
    password = next(line.strip() for line in result.output.splitlines() if line.startswith("    "))
    assert member.address in result.output
    answer = Client().post("/accounts/login/", {"login": member.address, "password": password})
    assert answer.status_code == 302
    roles = sorted(post.role for post in Membership.objects.filter(user__email=member.address))
    assert roles == sorted(member.roles)


def test_a_second_run_keeps_people_and_gives_a_new_password_and_a_reset_begins_anew():
    first = demo.make()
    numbers = set(User.objects.values_list("pk", flat=True))
    Domain.objects.filter(name="ko.example.jp").delete()
    assert demo.make() != first
    assert set(User.objects.values_list("pk", flat=True)) == numbers
    demo.make(anew=True)
    assert not numbers & set(User.objects.values_list("pk", flat=True))
    assert Domain.objects.count() == len(demo.BODIES)


def test_it_is_all_marked_as_invented():
    demo.make()
    assert all(user.sample and user.name.startswith("見本") for user in User.objects.all())
    assert all("見本" in body.name.ja for body in demo.BODIES)


def test_it_refuses_where_somebody_real_is_registered_and_behind_https(settings):
    settings.HTTPS = True
    with pytest.raises(Rejected):
        demo.make()
    settings.HTTPS = False
    person("real@example.ac.jp")
    result = CliRunner().invoke(cli.demo, ["--reset"])
    assert result.exit_code == 1
    assert "実在の利用者" in result.output
    spoken = CliRunner().invoke(cli.demo, ["--reset", "--language", "en"]).output
    assert "nothing was changed; 1 problem" in spoken
    assert "Real people" in spoken
    assert User.objects.count() == 1


def test_the_first_administrator_gets_a_link():
    result = CliRunner().invoke(cli.accounts, ["administrator", "one@example.jp"])
    assert result.output.startswith("http://localhost:8000/accounts/invitations/")
    listed = CliRunner().invoke(cli.accounts, ["--format", "csv"])
    assert "one@example.jp,,platform-administrator,,invited" in listed.output
    assert CliRunner().invoke(cli.accounts, ["administrator", "nonsense"]).exit_code == 1
