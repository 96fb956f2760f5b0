"""A body's own people write what it is called and where its site is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.kernel import clock, merging
from tsunagu.kernel.merging import Facts
from tsunagu.kernel.problems import Problem
from tsunagu.organizations.actions import own_words
from tsunagu.organizations.actions.checking import refuse, unfit
from tsunagu.organizations.enums import BodyField, Verb
from tsunagu.organizations.models import Organization, OwnWord
from tsunagu.organizations.queries import keeping
from tsunagu.organizations.rights import BODIES
from tsunagu.organizations.rules import names

_NAMES = tuple(keeping.KINDS)


def edit_body(
    organization: Organization,
    *,
    by: Actor,
    began: Facts,
    wrote: Facts,
    reason: str = "",
) -> Organization:
    """Write what a body says of itself; from then on no file and no register writes over it.

    began: the facts from which somebody began (``queries.keeping.body_facts``). A field that becomes again what is
    printed follows the files again. Raises ``Rejected``, and ``Stale`` where somebody else changed it meanwhile.
    """
    BODIES.require(by, Verb.EDIT, organization)
    with transaction.atomic():
        body = Organization.objects.select_for_update().get(pk=organization.pk)
        there = keeping.body_facts(body)
        merging.require_fresh(began=began, theirs=there, wrote=wrote)
        before, after = merging.differing(there, {**there, **_as_kept(wrote, there)})
        if after:
            _write(body, after)
            _own(by, body, before, after)
            change: dict[str, Any] = {"before": before, "after": after, "reason": reason}
            ledger.record(by=by, verb=Verb.EDIT, thing=body, **change)
    return body


def _write(body: Organization, after: Mapping[str, Any]) -> None:
    """Write what changed. Raises ``Rejected``."""
    columns = _columns(after)
    for field in columns:
        setattr(body, field, after[field])
    refuse(_wrong_names(after), unfit(body, *_NAMES))
    body.save(update_fields=columns)


def _as_kept(wrote: Facts, there: Facts) -> dict[str, str]:
    """What was written, with names as names are kept; one that nobody touched stays as it is."""
    touched = [field.value for field in _NAMES if wrote.get(field, "") != there[field]]
    return {**wrote, **{field: names.kept(wrote[field]) for field in touched if field in wrote}}


def _columns(after: Mapping[str, Any]) -> list[str]:
    return [field for field in after if field != BodyField.KANA]


def _wrong_names(after: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with the names that changed; only the official one is needed."""
    for field in _NAMES:
        if field in after and (after[field] or field is BodyField.NAME):
            yield from names.problems(after[field], field.value)
    if len(after.get(BodyField.SHORT, "")) > Organization._meta.get_field("short").max_length:  # type: ignore[operator]
        yield Problem("too-long-short", "give 40 characters at most", BodyField.SHORT.value)


def _own(by: Actor, body: Organization, before: Facts, after: Facts) -> None:
    """Keep which fields are the body's own words by now, and under which names it is found."""
    known = keeping.own_words(body)
    for name, text in after.items():
        field = BodyField(name)
        word = _word(by, body, field, known.get(field), str(before[name]), text)
        if field in keeping.KINDS:
            own_words.rename(body, field, str(before[name]), text, word)


def _word(
    by: Actor, body: Organization, field: BodyField, word: OwnWord | None, was: str, becomes: str
) -> OwnWord | None:
    """The own word of a field from now on; none where it is again what is printed."""
    word = word or OwnWord(organization=body, field=field, printed=was)
    if becomes == word.printed:
        if word.pk:
            word.delete()
        return None
    word.by_itself = body.pk in by.organizations([Role.ADMINISTRATOR])
    word.day = clock.today()
    word.save()
    return word
