"""Whether a second factor was used in a session."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

_ADDED = "added_factor"


def used(request: HttpRequest) -> bool:
    """Whether a passkey, an app or a code for recovery was used, or one of the first two was added, in this session."""
    records = get_authentication_records(request, request.user)
    return _ADDED in request.session or any(record.get("method") == "mfa" for record in records)


def note_added(*, request: HttpRequest, authenticator: Authenticator, **_: Any) -> None:
    """Who adds a passkey or an app has just used it: they read their codes for recovery next."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session[_ADDED] = authenticator.pk
        request.session.save()  # allauth tells once the change is committed: the answer may be on its way by then
