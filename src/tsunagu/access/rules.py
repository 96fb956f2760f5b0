"""The ledger as bytes: what a line hides behind its digests, and how each line is linked to the one before.

Whoever has an export and a printed head can do the same without this program: SHA-256 and JSON are all it takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256 as _sha256
from typing import Any, NamedTuple

import msgspec

BEGINNING = bytes(32)
"""What stands before the first line."""

SALT = 32  # letters before a part; with fewer, whoever guesses a blanked text could prove the guess

_encode = msgspec.json.Encoder(order="deterministic").encode
_digests = msgspec.json.Decoder(dict[str, str]).decode


class Line(NamedTuple):
    """One line of the chain, as it is hashed; instants are microseconds since 1970.

    number, sealed, horizon: of the seal. digests: a JSON object with the digest of each part that can be blanked.
    """

    number: int
    sealed: int
    horizon: int
    entry: int
    at: int
    xact: int
    actor: int | None
    role: str
    organization: int | None
    membership: int | None
    instead_of: int | None
    verb: str
    kind: str
    thing: str
    request: str
    digests: str


def link(before: bytes, line: Sequence[Any]) -> bytes:
    """The hash of a line: over the hash before and the line as a JSON array without spaces.

    line: a ``Line``, or its values in the same order.
    """
    return _sha256(before + _encode(line)).digest()


def salted(salt: str, text: str) -> str:
    """A part as it is kept beside the entry: the salt, then the value as JSON."""
    return salt + text


def value(part: str) -> str:
    """The JSON of a part, without its salt."""
    return part[SALT:]


def digest(part: str) -> str:
    """What the entry holds of a part."""
    return _sha256(part.encode()).hexdigest()


def digests(parts: Mapping[str, str]) -> str:
    """The digests of all parts, as the entry holds them."""
    return _encode({name: _sha256(part.encode()).hexdigest() for name, part in parts.items()}).decode()


def held(written: str) -> dict[str, str]:
    """The digests of an entry by the names of their parts; raises ``ValueError`` where they are none."""
    return _digests(written)


def misfits(written: str, parts: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """Which parts of an entry are wrong or were never its own, and which are gone."""
    wanted = held(written)
    wrong = {name for name, part in parts.items() if wanted.get(name) != digest(part)}
    return wrong, wanted.keys() - parts.keys()
