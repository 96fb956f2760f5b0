"""A body publishes its window for collaboration, and closes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.kernel.problems import Problem
from tsunagu.organizations.actions.checking import refuse, unfit
from tsunagu.organizations.enums import Verb
from tsunagu.organizations.models import Organization, Window
from tsunagu.organizations.rights import BODIES
from tsunagu.organizations.rules import days, names
from tsunagu.organizations.rules.days import Span

_TOLD = ("office", "email", "phone", "hours", "languages", "url")


def publish_window(
    organization: Organization,
    *,
    by: Actor,
    office: str,
    email: str = "",
    phone: str = "",
    hours: str = "",
    languages: Sequence[str] = (),
    url: str = "",
    since: date | None = None,
) -> Window:
    """Publish where to turn for collaboration with a body; the same office since the same day is brought up to date.

    Raises ``Rejected``.
    """
    BODIES.require(by, Verb.PUBLISH_WINDOW, organization)
    told = {"email": email, "phone": phone, "hours": hours, "languages": list(languages), "url": url}
    with transaction.atomic():
        Organization.objects.select_for_update().get(pk=organization.pk)
        before = Window.objects.filter(organization=organization, office=office, valid_from=since).first()
        window = before or Window(organization=organization, office=office, valid_from=since)
        was = _facts(window) if before else None
        for name, value in told.items():
            setattr(window, name, value)
        refuse(
            names.problems(office, "office"),
            unfit(window, "office"),
            _unreachable(window),
            days.problems(Span(since), organization.span, "since"),
        )
        window.save()
        ledger.record(by=by, verb=Verb.PUBLISH_WINDOW, thing=organization, before=was, after=_facts(window))
    return window


def close_window(window: Window, *, by: Actor, last: date, reason: str = "") -> Window:
    """Say until when a window is there. Raises ``Rejected``."""
    BODIES.require(by, Verb.PUBLISH_WINDOW, window.organization)
    with transaction.atomic():
        window = Window.objects.select_for_update().get(pk=window.pk)
        before = {"last": window.valid_to and window.valid_to.isoformat()}
        refuse(days.problems(Span(window.valid_from, last), where="last"))
        window.valid_to = last
        window.save()
        after = {"office": window.office, "last": last.isoformat()}
        change: dict[str, Any] = {"before": before, "after": after, "reason": reason}
        ledger.record(by=by, verb=Verb.PUBLISH_WINDOW, thing=window.organization, **change)
    return window


def _unreachable(window: Window) -> Iterator[Problem]:
    if not (window.email or window.phone or window.url):
        yield Problem("unreachable", "give a mail address, a telephone number or a web page", "email")


def _facts(window: Window) -> dict[str, object]:
    return {name: getattr(window, name) for name in _TOLD}
