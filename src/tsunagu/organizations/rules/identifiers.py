"""Numbers of bodies and people, and the digits by which a mistyped one is found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tsunagu.kernel.problems import Problem
from tsunagu.kernel.text import normalize
from tsunagu.organizations.enums import Scheme

_PREFIXES = re.compile(r"^(?:https?://)?(?:www\.)?(?:ror\.org|orcid\.org|openalex\.org)/", re.IGNORECASE)
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"  # base 32 without i, l, o, u


@dataclass(frozen=True, slots=True)
class _Form:
    """How a number is written. pattern: of its normal form. wanted: said where it is not. right: if it can be so."""

    pattern: re.Pattern[str]
    wanted: str
    right: Callable[[str], bool] = lambda _: True


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
    return 9 - sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(twelve))) % 9


def local_government_digit(five: str) -> int:
    """The check digit behind five: the last digit of 11 less the sum, weighted 6, 5, 4, 3, 2, modulo 11."""
    return (11 - sum(int(digit) * weight for digit, weight in zip(five, range(6, 1, -1), strict=True)) % 11) % 10


def school_digit(twelve: str) -> int:
    """The check digit behind a letter and eleven digits, by Luhn's rule with A as 1."""
    values = [ord(letter) - ord("A") + 1 if letter.isalpha() else int(letter) for letter in twelve]
    doubled = [value * (1 + place % 2) for place, value in enumerate(reversed(values))]
    return -sum(value // 10 + value % 10 for value in doubled) % 10


def erad_researcher_digit(seven: str) -> int:
    """The check digit in front of seven: their sum, weighted 1, 2, 1, 2, modulo 10."""
    return sum(int(digit) * (1 + place % 2) for place, digit in enumerate(seven)) % 10


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


def _orcid_right(value: str) -> bool:
    digits = value.replace("-", "")
    return digits[-1] == orcid_digit(digits[:-1])


_FORMS = {
    Scheme.HOUJIN: _Form(
        re.compile(r"[1-9]\d{12}", re.ASCII), "give 13 digits", lambda v: int(v[0]) == houjin_digit(v[1:])
    ),
    Scheme.SCHOOL: _Form(
        re.compile(r"[A-H]\d{12}", re.ASCII),
        "give a letter and 12 digits",
        lambda v: int(v[-1]) == school_digit(v[:-1]),
    ),
    Scheme.LOCAL_GOVERNMENT: _Form(
        re.compile(r"\d{6}", re.ASCII), "give 6 digits", lambda v: int(v[-1]) == local_government_digit(v[:-1])
    ),
    # no check digit of it is published
    Scheme.ERAD_INSTITUTION: _Form(re.compile(r"\d{10}", re.ASCII), "give 10 digits"),
    Scheme.ERAD_RESEARCHER: _Form(
        re.compile(r"\d{8}", re.ASCII), "give 8 digits", lambda v: int(v[0]) == erad_researcher_digit(v[1:])
    ),
    Scheme.ROR: _Form(
        re.compile(f"0[{_CROCKFORD}]{{6}}\\d\\d", re.ASCII),
        "give 9 letters and digits like 02e16g702",
        lambda v: v[-2:] == ror_digits(v[:-2]),
    ),
    Scheme.ORCID: _Form(
        re.compile(r"(?:\d{4}-){3}\d{3}[\dX]", re.ASCII), "give 16 digits like 0000-0002-1825-0097", _orcid_right
    ),
    Scheme.OPENALEX: _Form(re.compile(r"[AI]\d{1,12}", re.ASCII), "give a letter and digits like I4210135670"),
}
OF_PEOPLE = frozenset({Scheme.ERAD_RESEARCHER, Scheme.ORCID})
OF_BODIES = frozenset(set(Scheme) - OF_PEOPLE - {Scheme.OPENALEX})


def fits(scheme: Scheme, value: str, *, person: bool) -> bool:
    """Whether a person, or else a body, can have such a number."""
    if scheme is Scheme.OPENALEX:
        return value.startswith("A" if person else "I")
    return scheme in (OF_PEOPLE if person else OF_BODIES)
