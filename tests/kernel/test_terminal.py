"""The options of a command, built from a question's record."""

from __future__ import annotations

from dataclasses import dataclass

import click
from click.testing import CliRunner

from tsunagu.kernel import terminal
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldsQuestion:
    """Some fields by their numbers, and one of them."""

    fields: tuple[int, ...] = asked(Label("分野", "Fields"), (), name="field", least=1, most=3)
    shown: int = asked(Label("表示", "Shown"), 1, least=1, most=3)


@click.command()
@terminal.asks(FieldsQuestion)
def command(question: FieldsQuestion) -> None:
    click.echo(f"{question.fields} {question.shown}")


def test_limits_of_several_values_say_how_many_and_those_of_one_which() -> None:
    run = CliRunner()
    assert run.invoke(command, ["--field", "1605", "--field", "2705"]).output == "(1605, 2705) 1\n"
    assert run.invoke(command, ["--shown", "4"]).exit_code == 2


def test_a_table_is_marked_as_utf8_for_spreadsheets_on_request(capsys) -> None:
    table = Table("t", ["名前"], [["地域の足"], ["=1+1"]])
    printed = {}
    for shape in ("csv", "csv-bom"):
        terminal.print_table(table, shape)
        printed[shape] = capsys.readouterr().out
    assert printed == {"csv": "名前\n地域の足\n'=1+1\n", "csv-bom": "\ufeff名前\n地域の足\n'=1+1\n"}


def test_columns_stand_below_one_another_whatever_letters_take_two_places() -> None:
    rows = [("文部科学省", 5, "繋ぐ"), ("MEXT", 1250, "ｶﾅ\u3099"), (None, None, "x")]
    lines = list(terminal.aligned(rows))
    assert lines == ["文部科学省     5  繋ぐ", "MEXT        1250  ｶﾅ\u3099", "                  x"]


def test_a_cell_stays_one_line_and_tells_the_terminal_nothing() -> None:
    assert list(terminal.aligned([("a\nb", "\x1b[31mred")])) == ["a b   [31mred"]


def test_one_long_cell_moves_its_own_row_only() -> None:
    long = "長" * 60
    assert list(terminal.aligned([("ab", "x"), (long, "y"), ("c", "z")])) == ["ab  x", f"{long}  y", "c   z"]
