"""What becomes of the editions of the maps: one function a verb, all of the named maps or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tsunagu.catalog.actions.facts import take_load_lock
from tsunagu.catalog.actions.load_map import FILE
from tsunagu.catalog.enums import EditionState, EditionVerb
from tsunagu.catalog.models import EditionStep, Map
from tsunagu.catalog.rules.editions import STEPS
from tsunagu.catalog.sheets.rows import suggestion
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.years import FiscalYear
from tsunagu.organizations import actions as organizations

Keys = Sequence[str]


def preview(
    keys: Keys,
    fiscal_year: FiscalYear,
    *,
    by: str = "",
    reason: str = "",
) -> list[Map]:
    """Somebody has looked at the drafts. Raises ``Rejected``."""
    return _step(EditionVerb.PREVIEW, keys, fiscal_year, by, reason)


def publish(
    keys: Keys,
    fiscal_year: FiscalYear,
    *,
    by: str = "",
    reason: str = "",
) -> list[Map]:
    """Show the drafts to readers; what they saw before stays behind them. Raises ``Rejected``."""
    return _step(EditionVerb.PUBLISH, keys, fiscal_year, by, reason)


def withdraw(
    keys: Keys,
    fiscal_year: FiscalYear,
    *,
    by: str = "",
    reason: str = "",
) -> list[Map]:
    """Take published editions back; readers see the ones before. Raises ``Rejected``."""
    return _step(EditionVerb.WITHDRAW, keys, fiscal_year, by, reason)


def drop(
    keys: Keys,
    fiscal_year: FiscalYear,
    *,
    by: str = "",
    reason: str = "",
) -> list[Map]:
    """Throw drafts or withdrawn editions away, with all their rows. Raises ``Rejected``."""
    return _step(EditionVerb.DROP, keys, fiscal_year, by, reason)


def record(verb: EditionVerb, editions: Iterable[Map], by: str, reason: str) -> None:
    """Write down what was done with editions."""
    EditionStep.objects.bulk_create(
        EditionStep(
            map_key=edition.key,
            fiscal_year=edition.fiscal_year,
            number=edition.number,
            verb=verb,
            by=by,
            reason=reason,
        )
        for edition in editions
    )


def return_to_file(key: str, fiscal_year: FiscalYear) -> None:
    """Show the edition of the file again, and withdraw those that were published over it."""
    editions = Map.objects.filter(key=key, fiscal_year=fiscal_year)
    over = editions.filter(number__gt=FILE, state=EditionState.PUBLISHED)
    record(EditionVerb.WITHDRAW, over, "", "tsunagu load --force")
    over.update(state=EditionState.WITHDRAWN)
    editions.filter(number=FILE).update(state=EditionState.PUBLISHED)


def _step(verb: EditionVerb, keys: Keys, fiscal_year: FiscalYear, by: str, reason: str) -> list[Map]:
    """Take a step with the editions of some maps, all or none."""
    with transaction.atomic():
        take_load_lock()
        editions = _reached(verb, list(dict.fromkeys(keys)), fiscal_year)
        record(verb, editions, by, reason)
        becomes = STEPS[verb].becomes
        chosen = Map.objects.filter(pk__in=[edition.pk for edition in editions])
        if becomes is None:
            chosen.delete()
            organizations.drop_unused_offices()
        else:
            chosen.update(state=becomes)
    return editions


def _reached(verb: EditionVerb, keys: Keys, fiscal_year: FiscalYear) -> list[Map]:
    """The edition of each map that the verb is for. Raises ``Rejected``."""
    reached, problems = [], []
    for key in keys:
        editions = list(Map.objects.filter(key=key, fiscal_year=fiscal_year).order_by("-number"))
        fit = [edition for edition in editions if _may(verb, edition)]
        if fit:
            reached.append(fit[0])
        else:
            message = _out_of_reach(verb, editions[0]) if editions else _not_there(key, fiscal_year)
            problems.append(Problem("edition", message, where=f"{key} {fiscal_year.short()}"))
    if problems:
        raise Rejected(problems)
    return reached


def _may(verb: EditionVerb, edition: Map) -> bool:
    # The next load would bring the edition of a file again.
    if verb is EditionVerb.DROP and edition.number == FILE:
        return False
    return edition.state in STEPS[verb].states


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


def _out_of_reach(verb: EditionVerb, edition: Map) -> str:
    """Why the verb cannot be done to this edition, and what can be done instead."""
    if verb is EditionVerb.DROP and edition.number == FILE:
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
    (EditionVerb.PREVIEW, EditionState.PUBLISHED): _NO_DRAFT,
    (EditionVerb.PREVIEW, EditionState.WITHDRAWN): _TAKEN_BACK,
    (EditionVerb.PUBLISH, EditionState.PUBLISHED): _NO_DRAFT,
    (EditionVerb.PUBLISH, EditionState.WITHDRAWN): _TAKEN_BACK,
    (EditionVerb.WITHDRAW, EditionState.DRAFT): _NEVER_SHOWN,
    (EditionVerb.WITHDRAW, EditionState.PREVIEWED): _NEVER_SHOWN,
    (EditionVerb.WITHDRAW, EditionState.WITHDRAWN): gettext_lazy("この版は、すでに取り下げてあります。"),
    (EditionVerb.DROP, EditionState.PUBLISHED): gettext_lazy(
        "公開中の版は削除できません。先に tsunagu catalog editions withdraw で取り下げてください。"
    ),
}
