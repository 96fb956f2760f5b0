"""What the actions of this room write to people, and how the ledger keeps a post."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.accounts.enums import Verb
from tsunagu.accounts.models import Membership
from tsunagu.mail import actions as mailing


def mail(
    *,
    to: str,
    subject: str,
    text: str,
    key: str,
    expires: datetime | None = None,
    language: str = "ja",
    hold: str = "",
    secret: bool = False,
) -> None:
    """Write to somebody, once by its key.

    hold: what ends it, as ``membership:12``. secret: whether it holds a link that opens something.
    """
    mailing.send(
        to=to,
        subject=f"[Tsunagu] {subject}",
        text=f"{text}\n",
        key=key,
        expires=expires,
        language=language,
        hold=hold,
        secret=secret,
    )


def facts(membership: Membership) -> dict[str, Any]:
    """A post as the ledger keeps it."""
    return {
        "role": str(membership.role),
        "organization": membership.organization_id,
        "state": str(membership.state),
        "starts": membership.starts.isoformat(),
        "ends": membership.ends.isoformat() if membership.ends else None,
    }


def note(by: Actor, verb: Verb, post: Membership, before: dict[str, Any] | None = None, reason: str = "") -> None:
    """Write the line of the ledger about a post as it is now."""
    ledger.record(by=by, verb=verb, thing=post, before=before, after=facts(post), reason=reason)
