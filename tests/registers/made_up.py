"""Made-up corporations of the register, for pages that show one."""

from __future__ import annotations

from datetime import date

from tsunagu.registers.enums import CorporationKind, RegisterKind
from tsunagu.registers.models import Corporation, Register
from tsunagu.registers.rules import houjin, identifiers


def number(serial: int) -> int:
    """A corporate number with a right check digit."""
    twelve = f"{serial:012}"
    return int(f"{identifiers.houjin_digit(twelve)}{twelve}")


def corporation(serial: int, name: str, **more: object) -> Corporation:
    """A stock company in Kochi, kept in the database."""
    key = houjin.key(name)
    said = {
        "digest": serial,
        "updated": date(2026, 11, 1),
        "assigned": date(2015, 10, 5),
        "hidden": False,
        "kind": CorporationKind.STOCK,
        "place": "39201",
        "name": name,
        "key": key,
        "address": "高知県高知市見本町一丁目",
        "pairs": list(houjin.pairs([key])),
    }
    return Corporation.objects.create(number=number(serial), **{**said, **more})


def register(day: date = date(2026, 11, 30)) -> None:
    """Two corporations, of which one took over the other, in a register of this day."""
    open_one = corporation(1, "見本食品株式会社")
    closed = {"closed": date(2024, 4, 1), "closing": "11", "successor": open_one.number}
    corporation(2, "見本水産株式会社", **closed)
    Register.objects.create(key=RegisterKind.HOUJIN, as_of=day, entries=2)
