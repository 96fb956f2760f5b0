"""Which passwords do not do."""

from __future__ import annotations

import pytest

from tsunagu.accounts.rules import passwords

COMMON = frozenset({"password", "qwerty", "iloveyou", "sunshine", "letmein", "passwordpassword"})
KNOWN = ["tsunagu", "taro.yamada@ko-u.ac.jp", "山田太郎"]


def codes(password: str) -> list[str]:
    return [problem.code for problem in passwords.problems(password, common=COMMON, known=KNOWN)]


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "雨の日は図書館で本を読むことにしている",
        "839201748392017482",
        "zxKq7pLm2vNd9wRt",
        "tsunagu is where my garden grows",
    ],
)
def test_a_long_password_of_any_kind_of_letters_does(password: str):
    assert codes(password) == []


@pytest.mark.parametrize("password", ["", "k3#Zq9!vB2$mX7", "あ" * 14])
def test_a_short_one_does_not_however_mixed(password: str):
    assert codes(password) == ["short"]


def test_fifteen_characters_are_enough_and_there_is_an_upper_bound():
    assert codes("kasumi ga ura 3") == []
    assert codes("kasumi ga ura " * 20) == ["long"]


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "PasswordPassword",
        "password1234567890",
        "sunshinesunshinesunshine",
        "!!!iloveyou!!!!!!!",
        "aaaaaaaaaaaaaaaaaaa",
        "123456789012345",
        "qwertyuiopasdfghjkl",
        "lkjhgfdsapoiuytrewq",
        "abcdefghijklmnopqrstuvwxyz",
    ],
)
def test_a_common_one_does_not_also_repeated_or_with_ornaments(password: str):
    assert codes(password) == ["common"]


@pytest.mark.parametrize(
    "password", ["tsunagu-tsunagu-2027", "taro.yamada@ko-u.ac.jp", "Yamada-Taro-tsunagu1", "ＴＳＵＮＡＧＵtsunagu99"]
)
def test_one_of_words_that_others_can_guess_does_not(password: str):
    assert codes(password) == ["known"]
