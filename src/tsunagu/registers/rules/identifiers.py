"""Numbers of bodies and people, and the digits by which a mistyped one is found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tsunagu.kernel.problems import Problem
from tsunagu.kernel.text import normalize
from tsunagu.registers.enums import Scheme

_PREFIXES = re.compile(r"^(?:https?://)?(?:www\.)?(?:ror\.org|orcid\.org|openalex\.org)/", re.IGNORECASE)
_WEIGHTS = (6, 5, 4, 3, 2)
_LETTERS = "-ABCDEFGH"
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"  # base 32 without i, l, o, u


@dataclass(frozen=True, slots=True)
class _Form:
    """How a number is written. pattern: of its normal form. wanted: said where it is not. right: if it can be so."""

    pattern: re.Pattern[str]
    wanted: str
    right: Callable[[str], bool]


def canonical(scheme: Scheme, written: str) -> str:
    """A number as it is kept: half-width, without spaces, hyphens and the address in front."""
    plain = _PREFIXES.sub("", "".join(normalize(written).split()))
    if scheme is Scheme.ORCID:
        digits = plain.replace("-", "").upper()
        return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))
    if scheme is Scheme.ROR:
        return plain.lower()
    return plain.replace("-", "").upper()


def problems(scheme: Scheme, value: str) -> Iterator[Problem]:
    """What is wrong with a number in its normal form."""
    form = _FORMS[scheme]
    if not form.pattern.fullmatch(value):
        yield Problem("malformed", f"{value!r} is no {scheme.label}: {form.wanted}", where=scheme.value)
    elif not form.right(value):
        yield Problem(
            "check-digit", f"{value} cannot be a {scheme.label}: its check digit is wrong", where=scheme.value
        )


def houjin_digit(twelve: str) -> int:
    """The check digit in front of the twelve others: 9 less the sum, weighted 1, 2, 1, 2 from the right, modulo 9."""
    return 9 - _weighted(map(int, reversed(twelve))) % 9


def local_government_digit(five: str) -> int:
    """The check digit behind five: the last digit of 11 less the sum, weighted 6, 5, 4, 3, 2, modulo 11."""
    products = (int(digit) * weight for digit, weight in zip(five, _WEIGHTS, strict=True))
    return (11 - sum(products) % 11) % 10


def school_digit(twelve: str) -> int:
    """The check digit behind a letter and eleven digits, by Luhn's rule with A as 1."""
    values = [_LETTERS.index(twelve[0]), *map(int, twelve[1:])]
    doubled = [value * (1 + place % 2) for place, value in enumerate(reversed(values))]
    return -sum(sum(divmod(value, 10)) for value in doubled) % 10


def erad_researcher_digit(seven: str) -> int:
    """The check digit in front of seven: their sum, weighted 1, 2, 1, 2, modulo 10."""
    return _weighted(map(int, seven)) % 10


def ror_digits(seven: str) -> str:
    """The two digits behind a 0 and six letters of Crockford's base 32, by ISO/IEC 7064 modulo 97-10."""
    number = 0
    for letter in seven:
        number = number * 32 + _CROCKFORD.index(letter)
    return f"{98 - number * 100 % 97:02}"


def orcid_digit(fifteen: str) -> str:
    """The sign behind fifteen digits, by ISO/IEC 7064 modulo 11-2."""
    total = 0
    for digit in fifteen:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def _weighted(digits: Iterable[int]) -> int:
    """The sum of digits weighted 1, 2, 1, 2."""
    return sum(digit * (1 + place % 2) for place, digit in enumerate(digits))


def _houjin_right(value: str) -> bool:
    return int(value[0]) == houjin_digit(value[1:])


def _school_right(value: str) -> bool:
    return int(value[-1]) == school_digit(value[:-1])


def _local_government_right(value: str) -> bool:
    return int(value[-1]) == local_government_digit(value[:-1])


def _erad_researcher_right(value: str) -> bool:
    return int(value[0]) == erad_researcher_digit(value[1:])


def _ror_right(value: str) -> bool:
    return value[-2:] == ror_digits(value[:-2])


def _orcid_right(value: str) -> bool:
    digits = value.replace("-", "")
    return digits[-1] == orcid_digit(digits[:-1])


def _form(pattern: str, wanted: str, right: Callable[[str], bool] = lambda _: True) -> _Form:
    return _Form(re.compile(pattern, re.ASCII), wanted, right)


_FORMS = {
    Scheme.HOUJIN: _form(r"[1-9]\d{12}", "give 13 digits", _houjin_right),
    Scheme.SCHOOL: _form(r"[A-H]\d{12}", "give a letter and 12 digits", _school_right),
    Scheme.LOCAL_GOVERNMENT: _form(r"\d{6}", "give 6 digits", _local_government_right),
    # no check digit of it is published
    Scheme.ERAD_INSTITUTION: _form(r"\d{10}", "give 10 digits"),
    Scheme.ERAD_RESEARCHER: _form(r"\d{8}", "give 8 digits", _erad_researcher_right),
    Scheme.ROR: _form(rf"0[{_CROCKFORD}]{{6}}\d\d", "give 9 letters and digits like 02e16g702", _ror_right),
    Scheme.ORCID: _form(r"(?:\d{4}-){3}\d{3}[\dX]", "give 16 digits like 0000-0002-1825-0097", _orcid_right),
    Scheme.OPENALEX: _form(r"[AI]\d{1,12}", "give a letter and digits like I4210135670"),
}
_PAGES = {
    Scheme.HOUJIN: "https://www.houjin-bangou.nta.go.jp/henkorireki-johoto.html?selHouzinNo=%s",
    Scheme.ROR: "https://ror.org/%s",
    Scheme.ORCID: "https://orcid.org/%s",
    Scheme.OPENALEX: "https://openalex.org/%s",
}
OF_PEOPLE = frozenset({Scheme.ERAD_RESEARCHER, Scheme.ORCID})
OF_BODIES = frozenset(set(Scheme) - OF_PEOPLE - {Scheme.OPENALEX})


def fits(scheme: Scheme, value: str, *, person: bool) -> bool:
    """Whether a person, or else a body, can have such a number."""
    if scheme is Scheme.OPENALEX:
        return value.startswith("A" if person else "I")
    return scheme in (OF_PEOPLE if person else OF_BODIES)


def page(scheme: Scheme, value: str) -> str:
    """Where the register shows whose number it is; empty where it has no page for each."""
    return _PAGES[scheme] % value if scheme in _PAGES else ""
