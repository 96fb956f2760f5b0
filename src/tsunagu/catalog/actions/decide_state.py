"""An operator's own word on the state of a program: it decides, until it is taken back."""

from __future__ import annotations

from datetime import date

from django.db import models, transaction

from tsunagu.catalog.enums import State
from tsunagu.catalog.models import Program, Status, Track
from tsunagu.kernel.problems import Problem, Rejected

_LONGEST = 300  # characters of a reason


def decide_state(
    program: str,
    state: State,
    *,
    reason: str,
    since: date,
    until: date | None = None,
    track: str = "",
) -> Status:
    """Say the state of a program, or of one of its tracks, from a day on, in place of what was said before.

    Raises ``Rejected`` for an unknown program or track, an empty reason or a time that ends before it begins.
    """
    with transaction.atomic():
        chosen = _program(program)
        problems = [*_wrong_words(chosen, reason, track), *_wrong_days(since, until)]
        if problems:
            raise Rejected(problems)
        _of_operator(chosen, track).delete()
        return Status.objects.create(
            program=chosen, state=state, reason=reason.strip(), since=since, until=until, track=track, by_operator=True
        )


def take_back_state(program: str, *, track: str = "") -> None:
    """Let the sources speak again. Raises ``Rejected`` where nothing was decided."""
    deleted, _ = _of_operator(_program(program), track).delete()
    if not deleted:
        message = f"nothing was decided of {program!r}; `tsunagu catalog states` shows what the sources say"
        raise Rejected([Problem("not_decided", message, where="program")])


def _program(key: str) -> Program:
    program = Program.objects.filter(key=key).first()
    if program is None:
        message = f"there is no program {key!r}; `tsunagu catalog programs` lists the keys"
        raise Rejected([Problem("unknown_program", message, where="program")])
    return program


def _of_operator(program: Program, track: str) -> models.QuerySet[Status]:
    return Status.objects.filter(program=program, track=track, by_operator=True)


def _wrong_words(program: Program, reason: str, track: str) -> list[Problem]:
    problems = []
    if not reason.strip():
        problems.append(Problem("empty", "give the reason in a sentence", where="reason"))
    if len(reason) > _LONGEST:
        message = f"the reason has {len(reason)} characters; {_LONGEST} is the most, as it stands on every page"
        problems.append(Problem("too_long", message, where="reason"))
    known = sorted(set(Track.objects.filter(edition__program=program).values_list("key", flat=True)))
    if track and track not in known:
        message = f"{program.key} has no track {track!r}; it has {', '.join(known) or 'none'}"
        problems.append(Problem("unknown_track", message, where="track"))
    return problems


def _wrong_days(since: date, until: date | None) -> list[Problem]:
    if until is None or since <= until:
        return []
    return [Problem("days", f"the time ends ({until}) before it begins ({since})", where="until")]
