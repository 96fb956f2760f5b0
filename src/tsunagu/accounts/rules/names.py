"""Names of users: the rule of all names, told in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.kernel.labels import Label
from tsunagu.kernel.problems import Problem
from tsunagu.organizations.rules import names

_SAID = {
    "empty": Label("氏名を入力してください。", "Enter a name."),
    "too-long": Label("氏名が長すぎます。", "This name is too long."),
    "unseen": Label(
        "氏名に、改行や目に見えない文字は使えません。",
        "A name cannot hold line breaks or characters that cannot be seen.",
    ),
    "right-to-left": Label(
        "氏名に、右から左に書く文字は使えません。", "A name cannot hold letters that run from right to left."
    ),
    "look-alike": Label(
        "一つの語の中で、ローマ字と、それに似た別の文字を混ぜないでください。",
        "Do not mix Latin letters with letters that only look like them in one word.",
    ),
}


def problems(name: str) -> Iterator[Problem]:
    """What is wrong with the name of a user."""
    for found in names.problems(name):
        yield Problem(found.code, str(_SAID[found.code]), "name")
