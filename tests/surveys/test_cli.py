"""What the commands print, and what they refuse."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from tsunagu.surveys.cli import surveys

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    result = CliRunner().invoke(surveys, words)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_of_the_67_bodies_of_2021_28_had_a_council_and_no_other_number_is_printed():
    assert run("tally", "mic-2021", "--format", "csv") == "question,answer,count,base\ncouncil,yes,28,67\n"


def test_there_are_no_single_answers_of_2021():
    assert run("export", "mic-2021", "--format", "csv") == "body,key,question,standing,value,evidence\n"


def test_an_unknown_survey_is_refused_with_what_to_do():
    result = CliRunner().invoke(surveys, ["tally", "mic-1999"])
    assert (result.exit_code, "tsunagu surveys list" in result.output) == (1, True)


def test_results_that_are_printed_only_are_neither_sent_nor_closed():
    for command in ("remind", "close", "publish"):
        result = CliRunner().invoke(surveys, [command, "mic-2021"])
        assert (result.exit_code, "only printed results" in result.output) == (1, True)
