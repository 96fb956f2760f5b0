"""The operator sees what was sent, and in the demo where it lies."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from tests.jobs import running
from tsunagu.kernel import clock
from tsunagu.mail import actions
from tsunagu.mail.cli import mail

pytestmark = pytest.mark.django_db


def _sent(**changes: object) -> int:
    given = {"to": "ura@example.ac.jp", "subject": "件名", "text": "本文です。\n", "key": "a", **changes}
    message = actions.send(**given)
    running.run_all()
    return message.pk


def test_messages_are_listed_with_the_file_of_the_demo(folder):
    number = _sent()
    [row] = json.loads(CliRunner().invoke(mail, ["list", "--format", "json"]).stdout)
    assert [row[key] for key in ("id", "to", "subject", "state", "attempts", "error", "expires")] == [
        number, "ura@example.ac.jp", "件名", "sent", 1, "", "",
    ]  # fmt: skip
    assert [row["file"]] == [str(file) for file in folder.iterdir()]
    assert CliRunner().invoke(mail, ["list", "--state", "bounced", "--format", "json"]).stdout == "[]\n"


def test_a_message_is_shown_with_its_text():
    lines = CliRunner().invoke(mail, ["show", str(_sent())]).stdout.splitlines()
    assert {"to: ura@example.ac.jp", "subject: 件名", "state: sent", "本文です。"} <= set(lines)


def test_of_a_secret_text_only_the_place_of_its_file_is_shown(folder):
    number = _sent(secret=True, expires=clock.now() + timedelta(hours=1), text="token=1")
    shown = CliRunner().invoke(mail, ["show", str(number)]).stdout
    assert ("token=1" in shown, "(the text is in the file alone)" in shown) == (False, True)


def test_an_unknown_message_is_told():
    result = CliRunner().invoke(mail, ["show", "1"])
    assert (result.exit_code, "There is no message 1" in result.output) == (1, True)
