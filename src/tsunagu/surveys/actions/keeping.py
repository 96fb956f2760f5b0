"""A survey is begun, its bodies are invited and reminded, it is closed and published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor, system
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.organizations.queries import directory
from tsunagu.sheets import actions as sheets
from tsunagu.sheets.queries import versions
from tsunagu.surveys.actions import letters
from tsunagu.surveys.enums import Mistake, State, Verb
from tsunagu.surveys.models import LONGEST_KEY, Survey
from tsunagu.surveys.queries import surveys as queries
from tsunagu.surveys.rights import SURVEYS
from tsunagu.surveys.rules import years
from tsunagu.surveys.rules.files import mistake

_KEY = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{LONGEST_KEY - 1}}}")


def begin(
    key: str,
    *,
    by: Actor,
    series: str,
    year: int,
    sheet: str,
    names: dict[str, str],
    bodies: Sequence[str],
    closes: datetime,
) -> Survey:
    """Begin a survey of bodies, by their keys, with the newest live version of a sheet. Nobody is written to yet.

    names: name, name_en, by, by_en. Raises ``Rejected`` with everything that is wrong.
    """
    SURVEYS.require_anywhere(by, Verb.MAKE)
    version, numbers = versions.live(sheet), directory.numbers(bodies)
    found = _wrong_keys(key, series, year)
    found += [mistake(Mistake.BODY, one[:LONGEST_KEY]) for one in bodies if one not in numbers]
    found += [] if bodies else [mistake(Mistake.BODIES)]
    found += [] if closes > clock.now() else [mistake(Mistake.CLOSES, "closes")]
    if found or version is None:
        raise Rejected(found or [mistake(Mistake.SHEET, sheet[:LONGEST_KEY])])
    told: dict[str, Any] = {"series": series, "year": year, "version": version, "closes": closes}
    with transaction.atomic():
        made = Survey.objects.create(key=key, **told, **names)
        titles = {"title": made.name, "title_en": made.name_en}
        asked = sheets.ask(
            version,
            occasion=made.occasion,
            bodies=list(numbers.values()),
            closes=closes,
            **titles,
        )
        ledger.record(
            by=by,
            verb=Verb.MAKE,
            thing=made,
            after={"bodies": asked, "closes": closes.isoformat()},
        )
    return made


def _wrong_keys(key: str, series: str, year: int) -> list[Problem]:
    named = {"key": key, "series": series}
    found = [mistake(Mistake.KEY, where) for where, text in named.items() if not _KEY.fullmatch(text)]
    if Survey.objects.filter(key=key).exists():
        found.append(mistake(Mistake.TWICE, "key"))
    elif Survey.objects.filter(series=series, year=year).exists():
        found.append(mistake(Mistake.TWICE, "year"))
    return found


def invite(survey: Survey, *, by: Actor, link: str) -> int:
    """Open a survey and write to its bodies, to each address once; says how many mails that are.

    link: the whole address of a response's page, with ``{number}`` in the place of its number. Raises ``Rejected``.
    """
    SURVEYS.require(by, Verb.KEEP, survey)
    with transaction.atomic():
        kept = _in_state(survey, State.DRAFT, State.OPEN)
        before = kept.state
        kept.link = link
        sent = letters.invite(kept, queries.progress(kept).waiting)
        _step(kept, State.OPEN)
        states: dict[str, Any] = {"before": {"state": before}, "after": {"state": kept.state, "mails": sent}}
        ledger.record(by=by, verb=Verb.KEEP, thing=kept, **states)
    return sent


def remind(survey: Survey, *, by: Actor) -> int:
    """Write again to the bodies that did not submit, at most once a day; says how many mails that are."""
    SURVEYS.require(by, Verb.KEEP, survey)
    return _reminded(survey, by, f"{clock.today():%Y-%m-%d}")


def remind_all() -> int:
    """The reminders that are due before surveys close, each once; the job that runs every day calls this."""
    sent, by = 0, system("surveys.remind")
    for survey in queries.to_remind(clock.today()):
        due = years.due(survey.closes or clock.now(), clock.now())
        if due is not None:
            sent += _reminded(survey, by, f"{due.days}-days-left")
    return sent


def _reminded(survey: Survey, by: Actor, which: str) -> int:
    with transaction.atomic():
        kept = _in_state(survey, State.OPEN)
        sent = letters.remind(kept, queries.progress(kept).waiting, which)
        if sent:
            ledger.record(by=by, verb=Verb.KEEP, thing=kept, after={"mails": sent})
    return sent


def extend(survey: Survey, *, by: Actor, closes: datetime) -> Survey:
    """Give an open survey another last instant. Raises ``Rejected``."""
    SURVEYS.require(by, Verb.KEEP, survey)
    if closes <= clock.now():
        raise Rejected([mistake(Mistake.CLOSES, "closes")])
    with transaction.atomic():
        kept = _in_state(survey, State.DRAFT, State.OPEN)
        before, kept.closes = kept.closes, closes
        kept.save(update_fields=["closes"])
        sheets.extend(occasion=kept.occasion, closes=closes)
        days = {"before": {"closes": before and before.isoformat()}, "after": {"closes": closes.isoformat()}}
        ledger.record(by=by, verb=Verb.KEEP, thing=kept, **days)  # type: ignore[arg-type]
    return kept


def close(survey: Survey, *, by: Actor) -> Survey:
    """End a survey now: nobody can write any more. Raises ``Rejected``."""
    SURVEYS.require(by, Verb.KEEP, survey)
    with transaction.atomic():
        kept = _in_state(survey, State.OPEN)
        kept.closes = min(kept.closes or clock.now(), clock.now())
        sheets.extend(occasion=kept.occasion, closes=kept.closes)
        _move(kept, State.CLOSED, by)
    return kept


def publish(survey: Survey, *, by: Actor) -> Survey:
    """Show the tally of a survey that is closed to everybody. Raises ``Rejected``."""
    SURVEYS.require(by, Verb.KEEP, survey)
    with transaction.atomic():
        kept = _in_state(survey, State.CLOSED)
        kept.published = clock.now()
        _move(kept, State.PUBLISHED, by)
    return kept


def _move(survey: Survey, state: State, by: Actor) -> None:
    before = survey.state
    _step(survey, state)
    ledger.record(
        by=by,
        verb=Verb.KEEP,
        thing=survey,
        before={"state": before},
        after={"state": state.value},
    )


def _step(survey: Survey, state: State) -> None:
    survey.state = state
    survey.save(update_fields=["state", "closes", "published", "link"])


def _in_state(survey: Survey, *states: State) -> Survey:
    """The survey under a lock, in one of these states. Raises ``Rejected``."""
    rows = Survey.objects.select_for_update(of=("self",)).select_related("version__sheet")
    kept = rows.get(pk=survey.pk)
    if kept.filed:
        raise Rejected([mistake(Mistake.PRINTED)])
    if kept.state not in states:
        raise Rejected([mistake(Mistake.STEP)])
    return kept
