"""What the actions of this room write to people, and how the ledger keeps a post."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage


def mail(
    *, to: str, subject: str, text: str, key: str, expires: datetime | None = None, language: str = "ja", hold: str = ""
) -> None:
    """Write to somebody, once by its key. hold: what ends it, as ``membership:12``."""
    EmailMessage(f"[Tsunagu] {subject}", f"{text}\n", settings.DEFAULT_FROM_EMAIL, [to]).send()


def cancel(*, hold: str) -> None:
    """Stop what waits to be sent because of something that ended."""


def facts(membership: Any) -> dict[str, Any]:
    """A post as the ledger keeps it."""
    return {
        "role": str(membership.role),
        "organization": membership.organization_id,
        "state": str(membership.state),
        "starts": membership.starts.isoformat(),
        "ends": membership.ends.isoformat() if membership.ends else None,
    }
