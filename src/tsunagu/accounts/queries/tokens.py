"""Tokens of the API."""

from __future__ import annotations

from django.db.models import QuerySet

from tsunagu.access.actors import Actor
from tsunagu.accounts import rights
from tsunagu.accounts.models import Token


def tokens(by: Actor) -> list[Token]:
    """The tokens of one's own posts, the newest first."""
    mine = Token.objects.select_related("membership__organization").filter(membership__user_id=by.user or 0)
    return list(rights.TOKENS.among(by, mine))


def by_digest(digest: str) -> QuerySet[Token]:
    """The token of a hash, with its post and user."""
    return Token.objects.select_related("membership__user").filter(digest=digest)
