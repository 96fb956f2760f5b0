"""What may stand in a message."""

from __future__ import annotations

import pytest

from tsunagu.mail import rules


@pytest.mark.parametrize("letter", ["\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\u2029", "\u202e", "\ud800", "\t"])
def test_nothing_in_a_line_ends_it_or_changes_how_the_rest_is_read(letter: str):
    assert rules.is_one_line("件名 Subject 🏫 ①")
    assert not rules.is_one_line(f"件名{letter}Bcc: x@example.jp")


def test_a_text_has_lines_and_tabs():
    assert rules.is_plain("一\n\t二\n")
    assert not rules.is_plain("一\r二")
    assert not rules.is_plain("一\x00二")


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("ura@example.ac.jp", "ura@example.ac.jp"),
        ("ura@甲大学.jp", "ura@xn--pss25c965b.jp"),
        ("甲@example.ac.jp", ""),
        (f"ura@{'あ' * 80}.jp", ""),
    ],
)
def test_an_address_is_written_as_every_server_takes_it(address: str, written: str):
    assert rules.in_ascii(address) == written
