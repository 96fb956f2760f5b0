"""What people change of themselves."""

from __future__ import annotations

from django.db import transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.accounts.enums import Verb
from tsunagu.accounts.models import User
from tsunagu.accounts.rules import names
from tsunagu.kernel.problems import Hidden, Rejected


def change_profile(*, by: Actor, user: User, name: str, language: str) -> None:
    """Another name or language of one's own. Raises ``Rejected``."""
    if by.user != user.pk:
        raise Hidden
    if found := list(names.problems(name)):
        raise Rejected(found)
    before = {"name": user.name, "language": user.language}
    user.name, user.language = name.strip(), language
    with transaction.atomic():
        user.save(update_fields=["name", "language"])
        after = {"name": user.name, "language": user.language}
        ledger.record(by=by, verb=Verb.REGISTER, thing=user, before=before, after=after)
