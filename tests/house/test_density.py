"""The counting of `make check` is right, and says where a number is above what was reached."""

from __future__ import annotations

import pytest

from tests.house import density

NUMBERS = ", ".join(["1"] * 15)  # 29 tokens
PYTHON = f'''"""A module."""


def dense():
    """Many tokens on one line."""
    return [{NUMBERS}]  # and a comment, which is none


def nested(rows):
    # a comment
    return [cell for row in rows for cell in row]


def plain(rows):
    return [
        row
        for row in rows
    ]
'''
HTML = "<p>short</p>\n\n<p>" + "x" * 120 + "</p>\n<p>" + "x" * 113 + "</p>\n"


@pytest.fixture
def module(tmp_path) -> density.Module:
    path = tmp_path / "module.py"
    path.write_text(PYTHON)
    return density.Module(path)


def test_a_line_is_dense_from_thirty_tokens_on(module):
    # return, [, 29, ]: 32 in all
    assert module.dense_lines == {6: 32}


def test_a_function_counts_from_its_def_on_without_comments(module):
    # "def dense ( ) :" are five, "def nested ( rows ) :" six; a docstring is one
    assert module.functions == {
        "module.py:4 dense": 5 + 1 + 32,
        "module.py:9 nested": 6 + 12,
        "module.py:14 plain": 6 + 8,
    }


def test_a_comprehension_is_nested_with_two_loops_or_with_another_inside(module, tmp_path):
    assert module.nested == [11]
    path = tmp_path / "inner.py"
    path.write_text("[[cell for cell in row] for row in rows]\n[row for row in sorted(rows)]\n")
    assert density.Module(path).nested == [1]


def test_all_numbers_of_a_small_folder(tmp_path, module):
    (tmp_path / "page.html").write_text(HTML)
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0001_initial.py").write_text(PYTHON)
    assert density.measure(tmp_path) == {
        "function_tokens_median": 18,
        "function_tokens_p90": 38,
        "lines_30_tokens_pct": round(100 / 11, 2),
        "nested_comprehensions_per_1000": round(1000 / 11, 2),
        "html_over_120_pct": round(100 / 3, 2),
    }


def test_a_number_above_its_ceiling_fails_the_check():
    reached = dict(density.CEILINGS)
    assert density.above(reached) == {}
    assert density.above({**reached, "html_over_120_pct": 99.0}) == {"html_over_120_pct": 99.0}
