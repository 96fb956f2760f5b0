"""Words of the directory as its pages write them."""

from __future__ import annotations

from typing import Any

from django import template

from tsunagu.organizations import enums
from tsunagu.organizations.queries import regions
from tsunagu.registers import enums as registers
from tsunagu.registers.rules import identifiers

register = template.Library()


@register.filter
def prefecture(code: str) -> str:
    """The name of a prefecture in the reader's language, from its code."""
    tile = regions.tile(code)
    return tile.display_name if tile else ""


@register.filter
def number_page(number: Any) -> str:
    """Where the register shows whose number it is."""
    return identifiers.page(registers.Scheme(number.scheme), number.value)


@register.filter
def spoken(code: str) -> str:
    """A language by its code, in its own words."""
    return enums.SPOKEN.get(code, code)
