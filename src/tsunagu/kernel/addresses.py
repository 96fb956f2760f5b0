"""Addresses of pages whose last part is a key: asked for by the thousand, and made by Django once."""

from __future__ import annotations

from functools import cache

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

_KEY = "a-key"  # stands for any: keys are slugs, which an address holds as they are


def of_key(name: str, key: str) -> str:
    """The address of this name for a key, in the language of the reader."""
    before, after = _around(name, get_language(), get_script_prefix(), get_urlconf())
    return f"{before}{key}{after}"


@cache
def _around(name: str, *where: str | None) -> tuple[str, str]:
    """What stands before and behind the key. where: by what else Django makes an address."""
    before, _, after = reverse(name, args=[_KEY]).rpartition(_KEY)
    return before, after
