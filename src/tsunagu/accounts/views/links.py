"""Whole addresses for mails, with a place for what is secret in them."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

_PLACE = "0key0"  # letters that an address may have


def link(request: HttpRequest, view: str) -> str:
    """The whole address of a page with ``{key}`` in the place of its key."""
    address = request.build_absolute_uri(reverse(view, args=[_PLACE]))
    return address.replace("{", "").replace("}", "").replace(_PLACE, "{key}")
