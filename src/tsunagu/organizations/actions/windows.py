"""A body publishes its window for collaboration, and closes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.kernel import clock, merging
from tsunagu.kernel.merging import Facts
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.spans import Span
from tsunagu.organizations.actions.checking import refuse, unfit
from tsunagu.organizations.enums import Verb
from tsunagu.organizations.models import Organization, Window
from tsunagu.organizations.queries import keeping
from tsunagu.organizations.rights import BODIES, WINDOWS
from tsunagu.organizations.rules import days, names

_TEXTS = ("office", "office_en", "email", "phone", "hours", "url")
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


def publish(organization: Organization, *, by: Actor, wrote: Facts) -> Window:
    """Publish a new window as its form wrote it. Raises ``Rejected``, also where one of its name is there already."""
    BODIES.require(by, Verb.PUBLISH_WINDOW, organization)
    with transaction.atomic():
        Organization.objects.select_for_update().get(pk=organization.pk)
        window = Window(organization=organization)
        _write(window, wrote)
        _save(window)
        told = {field: value for field, value in wrote.items() if value}
        ledger.record(by=by, verb=Verb.PUBLISH_WINDOW, thing=organization, after=told)
    return window


def change_window(
    window: Window,
    *,
    by: Actor,
    began: Facts,
    wrote: Facts,
    reason: str = "",
) -> Window:
    """Change a window. began: the facts from which somebody began (``queries.keeping.window_facts``).

    Raises ``Rejected``, and ``Stale`` where somebody else changed it meanwhile.
    """
    WINDOWS.require(by, Verb.PUBLISH_WINDOW, window)
    with transaction.atomic():
        body = Organization.objects.select_for_update().get(pk=window.organization_id)
        window = _there(window)
        there = keeping.window_facts(window)
        merging.require_fresh(began=began, theirs=there, wrote=wrote)
        before, after = merging.differing(there, wrote)
        if after:
            _write(window, wrote)
            _save(window)
            change: dict[str, Any] = {"before": before, "after": after, "reason": reason}
            ledger.record(by=by, verb=Verb.PUBLISH_WINDOW, thing=body, **change)
    return window


def take_back_window(window: Window, *, by: Actor, reason: str = "") -> None:
    """Take a window off the pages at once: it was there until yesterday, or never, if it began today or later."""
    WINDOWS.require(by, Verb.PUBLISH_WINDOW, window)
    today = clock.today()
    with transaction.atomic():
        body = Organization.objects.select_for_update().get(pk=window.organization_id)
        window = _there(window)
        told: dict[str, Any] = {"before": keeping.window_facts(window), "reason": reason}
        if window.valid_from and window.valid_from >= today:
            window.delete()
        else:
            window.valid_to = min(window.valid_to or today, today - timedelta(days=1))
            window.save()
        ledger.record(by=by, verb=Verb.PUBLISH_WINDOW, thing=body, **told)


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


def _there(window: Window) -> Window:
    """The window as it is now. Raises ``Rejected`` where somebody took it back meanwhile."""
    found = Window.objects.filter(pk=window.pk).first()
    if found is None:
        raise Rejected([Problem("gone", "somebody took this window back meanwhile", "office")])
    return found


def _write(window: Window, wrote: Facts) -> None:
    for field in _TEXTS:
        setattr(window, field, wrote[field])
    window.languages = list(wrote["languages"])
    window.valid_from, window.valid_to = (_day(wrote[field]) for field in ("first", "last"))


def _save(window: Window) -> None:
    """Save what is sound. Raises ``Rejected``."""
    refuse(
        names.problems(window.office, "office"),
        unfit(window, "office"),
        _unreachable(window),
        days.problems(window.span, window.organization.span, "first"),
        _twice(window),
    )
    window.save()


def _twice(window: Window) -> Iterator[Problem]:
    same = {"organization": window.organization, "office": window.office, "valid_from": window.valid_from}
    if Window.objects.filter(**same).exclude(pk=window.pk).exists():
        yield Problem("twice", f"{window.office} is there already from that day on", "office")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _unreachable(window: Window) -> Iterator[Problem]:
    if not (window.email or window.phone or window.url):
        yield Problem("unreachable", "give a mail address, a telephone number or a web page", "email")


def _facts(window: Window) -> dict[str, object]:
    return {name: getattr(window, name) for name in _TOLD}
