"""Whether a second factor was used in a session."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest


def used(request: HttpRequest) -> bool:
    """Whether a passkey, an authenticator app or a code for recovery was used in this session."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)
