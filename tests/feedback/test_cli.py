"""The operator reads and removes messages in the terminal."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner

from tsunagu.feedback import actions
from tsunagu.feedback.cli import feedback
from tsunagu.feedback.enums import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def number() -> int:
    """The number of the one message there is."""
    message = actions.send(
        kind=Kind.WISH, text="=1+1\n二行目", page="/maps/", reply_to="a@example.jp", language="ja", most_an_hour=9
    )
    return message.pk


def test_messages_are_listed_as_csv_that_no_spreadsheet_runs(number: int):
    result = CliRunner().invoke(feedback, ["--format", "csv"])
    [row] = csv.DictReader(io.StringIO(result.stdout))
    assert row.pop("received").endswith("+09:00")
    assert row == {
        "number": str(number),
        "kind": "wish",
        "text": "'=1+1\n二行目",
        "page": "/maps/",
        "reply_to": "a@example.jp",
        "language": "ja",
    }


def test_a_message_is_removed_by_its_number(number: int):
    assert CliRunner().invoke(feedback, ["remove", str(number)]).stdout == "1 removed\n"
    assert CliRunner().invoke(feedback, ["--format", "json"]).stdout == "[]\n"


def test_an_unknown_number_removes_nothing_and_says_so(number: int):
    result = CliRunner().invoke(feedback, ["remove", str(number), str(number + 1)])
    assert result.exit_code == 1
    assert f"{number + 1}: there is no such message" in result.output
    assert len(CliRunner().invoke(feedback, ["--format", "csv"]).stdout.splitlines()) == 3
