"""What becomes of the editions of the maps: one function a verb, all of the named maps or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.catalog import rights
from tsunagu.catalog.actions.facts import take_load_lock
from tsunagu.catalog.enums import EditionState, Verb
from tsunagu.catalog.models import Map
from tsunagu.catalog.rules.editions import FILE, STEPS, is_possible
from tsunagu.jobs.app import app
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.spreadsheets.rows import suggestion
from tsunagu.kernel.years import FiscalYear
from tsunagu.organizations import actions as organizations

Keys = Sequence[str]
REFRESH = "catalog.refresh-search"
CHANGED = "changed"
_OF_READERS = {Verb.PUBLISH, Verb.WITHDRAW}  # what they see is another afterwards


@dataclass(frozen=True, slots=True)
class Seen:
    """The edition that somebody had before them when they decided. mark: ``Map.mark`` as it was then."""

    number: int
    mark: str


def preview(
    keys: Keys,
    fiscal_year: FiscalYear,
    *,
    by: Actor,
    reason: str = "",
    seen: Seen | None = None,
) -> list[Map]:
    """Somebody has looked at the drafts. Raises ``Rejected``."""
    return _step(Verb.PREVIEW, keys, fiscal_year, by, reason, seen)


def publish(
    keys: Keys,
    fiscal_year: FiscalYear,
    *,
    by: Actor,
    reason: str = "",
    seen: Seen | None = None,
) -> list[Map]:
    """Show the drafts to readers; what they saw before stays behind them. Raises ``Rejected``.

    Whoever brought a draft in raises ``Forbidden``: another person publishes it.
    """
    return _step(Verb.PUBLISH, keys, fiscal_year, by, reason, seen)


def withdraw(
    keys: Keys,
    fiscal_year: FiscalYear,
    *,
    by: Actor,
    reason: str = "",
    seen: Seen | None = None,
) -> list[Map]:
    """Take published editions back; readers see the ones before. Raises ``Rejected``."""
    return _step(Verb.WITHDRAW, keys, fiscal_year, by, reason, seen)


def drop(
    keys: Keys,
    fiscal_year: FiscalYear,
    *,
    by: Actor,
    reason: str = "",
    seen: Seen | None = None,
) -> list[Map]:
    """Throw drafts or withdrawn editions away, with all their rows. Raises ``Rejected``."""
    return _step(Verb.DROP, keys, fiscal_year, by, reason, seen)


def return_to_file(key: str, fiscal_year: FiscalYear, *, by: Actor) -> None:
    """Show the edition of the file again, and withdraw those that were published over it."""
    editions = Map.objects.filter(key=key, fiscal_year=fiscal_year)
    over = editions.filter(number__gt=FILE, state=EditionState.PUBLISHED)
    _record(Verb.WITHDRAW, over, EditionState.WITHDRAWN, by, "tsunagu load --force")
    over.update(state=EditionState.WITHDRAWN)
    editions.filter(number=FILE).update(state=EditionState.PUBLISHED)


def _step(
    verb: Verb,
    keys: Keys,
    fiscal_year: FiscalYear,
    by: Actor,
    reason: str,
    seen: Seen | None,
) -> list[Map]:
    """Take a step with the editions of some maps, all or none. seen: of one map, that edition alone, as it was then."""
    rights.EDITIONS.require_anywhere(by, verb)
    becomes = STEPS[verb].becomes
    with transaction.atomic():
        take_load_lock()
        editions = _reached(verb, list(dict.fromkeys(keys)), fiscal_year, seen)
        for edition in editions:
            rights.EDITIONS.require(by, verb, edition)
        _require_reason(verb, reason)
        _record(verb, editions, becomes or "", by, reason)
        chosen = Map.objects.filter(pk__in=[edition.pk for edition in editions])
        if becomes is None:
            chosen.delete()
            organizations.drop_unused_offices()
        else:
            chosen.update(state=becomes)
        if verb in _OF_READERS:
            app.configure_task(REFRESH).defer()
    return editions


def _require_reason(verb: Verb, reason: str) -> None:
    """What readers saw is not taken back without a word. Raises ``Rejected``."""
    if verb is Verb.WITHDRAW and not reason.strip():
        raise Rejected([Problem("reason", _("取り下げる理由を書いてください。"), "reason")])


def _record(verb: Verb, editions: Iterable[Map], becomes: str, by: Actor, reason: str) -> None:
    """Write down what is done with editions; they are still as they were. becomes: nothing where they are dropped."""
    after = {"state": str(becomes)} if becomes else {}
    for edition in editions:
        before = {"state": str(edition.state)}
        if verb is Verb.DROP:
            before["name"] = edition.name  # nothing else says it afterwards
        ledger.record(by=by, verb=verb, thing=edition, before=before, after=after, reason=reason)


def _reached(verb: Verb, keys: Keys, fiscal_year: FiscalYear, seen: Seen | None) -> list[Map]:
    """The edition of each map that the verb is for. Raises ``Rejected``."""
    reached, problems = [], []
    for key in keys:
        editions = Map.objects.filter(key=key, fiscal_year=fiscal_year).order_by("-number")
        try:
            reached.append(_fit(verb, key, fiscal_year, list(editions), seen))
        except Rejected as refused:
            problems += refused.problems
    if problems:
        raise Rejected(problems)
    return reached


def _fit(
    verb: Verb,
    key: str,
    fiscal_year: FiscalYear,
    editions: list[Map],
    seen: Seen | None,
) -> Map:
    """Of the editions of a map and year the newest to which the verb can be done. Raises ``Rejected``."""
    where = f"{key} {fiscal_year.short()}"
    if seen:
        editions = [edition for edition in editions if (edition.number, edition.mark) == (seen.number, seen.mark)]
        if not editions:
            raise Rejected([Problem(CHANGED, _("画面を開いたあとに、この版が変わりました。"), where)])
    for edition in editions:
        if is_possible(verb, EditionState(edition.state), edition.number):
            return edition
    message = _out_of_reach(verb, editions[0]) if editions else _not_there(key, fiscal_year)
    raise Rejected([Problem("edition", message, where)])


def _not_there(key: str, fiscal_year: FiscalYear) -> str:
    editions = Map.objects.filter(key=key).order_by("-fiscal_year")
    years = editions.values_list("fiscal_year", flat=True).distinct()
    if not years:
        keys = Map.objects.order_by().values_list("key", flat=True).distinct()
        return _("この名前の地図はありません%(near)s。地図の名前は tsunagu catalog editions で確かめられます。") % {
            "near": suggestion(key, keys)
        }
    known = in_row([FiscalYear(year).short() for year in years])
    return _(
        "%(year)sの版はありません。あるのは%(known)sの版です。先に tsunagu catalog import で取り込んでください。"
    ) % {
        "year": fiscal_year.short(),
        "known": known,
    }


def _out_of_reach(verb: Verb, edition: Map) -> str:
    """Why the verb cannot be done to this edition, and what can be done instead."""
    if verb is Verb.DROP and edition.number == FILE:
        return _("data/ のファイルから読み込んだ版は削除できません。公開をやめるには withdraw を使ってください。")
    return str(_INSTEAD[verb, EditionState(edition.state)])


_NO_DRAFT = gettext_lazy(
    "すでに公開していて、下書きはありません。直したものは、先に tsunagu catalog import で取り込んでください。"
)
_TAKEN_BACK = gettext_lazy(
    "この版は取り下げてあります。公開するには、tsunagu catalog import でもう一度取り込んでください。"
)
_NEVER_SHOWN = gettext_lazy(
    "この版はまだ公開していません。読む人には見えていないので、取り下げは要りません。直したものを"
    " tsunagu catalog import で取り込むと、下書きが入れ替わります。"
)
_INSTEAD = {
    (Verb.PREVIEW, EditionState.PUBLISHED): _NO_DRAFT,
    (Verb.PREVIEW, EditionState.WITHDRAWN): _TAKEN_BACK,
    (Verb.PUBLISH, EditionState.PUBLISHED): _NO_DRAFT,
    (Verb.PUBLISH, EditionState.WITHDRAWN): _TAKEN_BACK,
    (Verb.WITHDRAW, EditionState.DRAFT): _NEVER_SHOWN,
    (Verb.WITHDRAW, EditionState.PREVIEWED): _NEVER_SHOWN,
    (Verb.WITHDRAW, EditionState.WITHDRAWN): gettext_lazy("この版は、すでに取り下げてあります。"),
    (Verb.DROP, EditionState.PUBLISHED): gettext_lazy(
        "公開中の版は削除できません。先に tsunagu catalog editions withdraw で取り下げてください。"
    ),
}
