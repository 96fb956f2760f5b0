"""The officer's desk for the editions of the maps: what there is, what is new in it, and each step to take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tsunagu.access.addresses import actor, private_form, private_page
from tsunagu.access.queries import Told
from tsunagu.catalog import actions, rights, sheets
from tsunagu.catalog.actions.editions import CHANGED
from tsunagu.catalog.atlas import bands
from tsunagu.catalog.atlas import sheet as laid_out
from tsunagu.catalog.enums import EditionState, Verb
from tsunagu.catalog.forms import StepForm
from tsunagu.catalog.models import Map
from tsunagu.catalog.queries import contacts, editions, maps
from tsunagu.catalog.queries.contacts import CONTACTS
from tsunagu.catalog.queries.editions import EDITIONS, HISTORY, Comparison, Edition
from tsunagu.catalog.queries.maps import BOXES, MapQuery
from tsunagu.catalog.sheets import DIFFERENCES, Difference
from tsunagu.catalog.wording import SourcesSaid, source_sentences
from tsunagu.kernel.policies import Lane
from tsunagu.kernel.problems import Hidden, Rejected
from tsunagu.kernel.rendering import as_file
from tsunagu.kernel.years import FiscalYear

MOST_SENT = 16 * 1024  # bytes of a reason and the rest of its form
MOST_LINES = 100  # of what differs; a file holds all of it
_DIGITS = 9  # of a number in an address
Take = Callable[..., list[Map]]


@private_page(rights.EDITIONS, Verb.SEE_EDITIONS)
def every(request: HttpRequest) -> HttpResponse:
    """All editions of all maps, and first the drafts."""
    by = actor(request)
    listed = editions.listed(by)
    shown = {
        "columns": EDITIONS,
        "editions": listed,
        "drafts": [edition for edition in listed if edition.waits],
        "years": sorted({edition.map.fiscal_year for edition in listed if edition.is_shown}, reverse=True),
        "may_import": rights.EDITIONS.may_anywhere(by, Verb.IMPORT),
        "dropped": _dropped(request),
    }
    return render(request, "catalog/editions.html", shown)


@private_page(rights.EDITIONS, Verb.SEE_EDITIONS, lane=Lane.HEAVY)
def shown_sheet(request: HttpRequest) -> HttpResponse:
    """What readers see of the maps, as a spreadsheet to edit; of one year, where the address names it.

    Where there is no map yet, the sheets have their headings alone.
    """
    year = FiscalYear(_number(request.GET.get("year", ""))) or None
    chosen = list(editions.shown(year))
    return _spreadsheet(chosen, max((edition.fiscal_year.short() for edition in chosen), default=""))


@private_page(rights.EDITIONS, Verb.SEE_EDITIONS, lane=Lane.HEAVY)
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """One edition as a spreadsheet to edit."""
    edition = editions.edition(number)
    if edition is None:
        return _gone(request, number)
    return _spreadsheet([edition.map], f"{edition.map.key}-{edition.map.fiscal_year.short()}")


@private_page(rights.EDITIONS, Verb.SEE_EDITIONS)
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One edition: its state, what is new in it, what can be done and what was done."""
    edition = editions.edition(number)
    if edition is None:
        return _gone(request, number)
    if request.GET.get("format") == "csv":
        return as_file("csv", [DIFFERENCES.table("differences", _asked_for(request, edition))], edition.map.key)
    return _shown(request, edition)


def _taking(verb: Verb, take: Take) -> Callable[..., HttpResponse]:
    """The address at which a step is taken with one edition; who opens it sees the edition."""

    @private_form(rights.EDITIONS, verb, reading=Verb.SEE_EDITIONS, most_sent=MOST_SENT)
    def taking(request: HttpRequest, number: int) -> HttpResponse:
        edition = editions.edition(number)
        if edition is None:
            return _gone(request, number)
        if request.method != "POST":
            return _preview(request, edition) if verb is Verb.PREVIEW else _shown(request, edition)
        return _taken(request, edition, verb, take)

    return taking


preview = _taking(Verb.PREVIEW, actions.preview)
publish = _taking(Verb.PUBLISH, actions.publish)
withdraw = _taking(Verb.WITHDRAW, actions.withdraw)
drop = _taking(Verb.DROP, actions.drop)


def _taken(request: HttpRequest, edition: Edition, verb: Verb, take: Take) -> HttpResponse:
    """The step taken, or why not."""
    form = StepForm(request.POST, label_suffix="")
    row = edition.map
    is_asked = verb is Verb.DROP and verb in edition.possible(actor(request))
    if is_asked and "sure" not in request.POST:
        return _shown(request, edition, reason=request.POST.get("reason", ""), asks=True)
    try:
        reason, seen = form.told(), form.as_seen(row.number)
        take([row.key], row.fiscal_year, by=actor(request), reason=reason, seen=seen)
    except Rejected as refused:
        return _refused(request, row.pk, form, refused)
    done = verb.value.partition(".")[2]
    if verb is Verb.DROP:
        return HttpResponseRedirect(f"{reverse('catalog:editions')}?dropped={row.pk}")
    return HttpResponseRedirect(f"{reverse('catalog:edition', args=[row.pk])}?done={done}")


def _refused(request: HttpRequest, number: int, form: StepForm, refused: Rejected) -> HttpResponse:
    """The edition as it is now, with why a step was not taken; where it changed meanwhile, with what was done to it."""
    edition = editions.edition(number)
    if edition is None:
        return _gone(request, number)
    reason = form["reason"].value() or ""
    if any(problem.code == CHANGED for problem in refused.problems):
        meanwhile = editions.history(actor(request), number, form.last_line)
        return _shown(request, edition, HTTPStatus.CONFLICT, reason, changed=True, meanwhile=meanwhile)
    troubles = [problem.message for problem in refused.problems]
    return _shown(request, edition, HTTPStatus.UNPROCESSABLE_ENTITY, reason, troubles=troubles)


def _shown(
    request: HttpRequest,
    edition: Edition,
    status: HTTPStatus = HTTPStatus.OK,
    reason: str = "",
    **more: Any,
) -> HttpResponse:
    told = editions.history(actor(request), edition.map.pk)
    possible = edition.possible(actor(request))
    shown = {
        **_of(edition, told, reason),
        **_compared(edition),
        "needs_another": edition.needs_another(actor(request)),
        "may": {str(verb).partition(".")[2] for verb in possible},
        "history": told,
        "history_columns": HISTORY,
        "done": _done(request, edition),
        **more,
    }
    return render(request, "catalog/edition.html", shown, status=status)


def _of(edition: Edition, told: list[Told], reason: str = "") -> dict[str, Any]:
    """An edition with the form of its steps. told: what was done with it, the last first."""
    form = _form(edition, told[0].entry.pk if told else 0, reason)
    seen_now = editions.shown().filter(key=edition.map.key).first()
    return {"edition": edition, "map": edition.map, "seen_now": seen_now, "form": form}


def _compared(edition: Edition) -> dict[str, Any]:
    """What differs between an edition and earlier ones."""
    comparisons = list(_beside(editions.comparisons(edition.map)))
    return {"comparisons": comparisons, "difference_columns": DIFFERENCES, "most": MOST_LINES}


def _beside(compared: Iterable[Comparison]) -> Iterator[tuple[str, Comparison, list[SourcesSaid]]]:
    """Each comparison with the name of its heading in the page, and what became of the sources."""
    for place, one in enumerate(compared, start=1):
        yield f"differences-{place}", one, source_sentences(one.found)


def _form(edition: Edition, since: int, reason: str) -> StepForm:
    """The form of all steps, for the edition as it is now."""
    seen = {"seen": edition.map.mark, "since": since, "reason": reason}
    return StepForm(initial=seen, label_suffix="")


def _done(request: HttpRequest, edition: Edition) -> str:
    """What was done just before, if the edition is still as it became by that."""
    done = request.GET.get("done", "")
    becomes = {
        "preview": EditionState.PREVIEWED,
        "publish": EditionState.PUBLISHED,
        "withdraw": EditionState.WITHDRAWN,
    }
    return done if becomes.get(done) is edition.state else ""


def _preview(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The map as readers would see it."""
    by = actor(request)
    can = edition.state is EditionState.DRAFT and Verb.PREVIEW in edition.possible(by)
    of_it = _of(edition, editions.history(by, edition.map.pk))
    shown = {**of_it, **_drawn(edition.map), "may_preview": can}
    return render(request, "catalog/edition_preview.html", shown)


def _drawn(edition: Map) -> dict[str, Any]:
    """An edition as a map, with its contact table."""
    [drawn] = maps.drawn(Map.objects.filter(pk=edition.pk), MapQuery())
    rows = contacts.of_edition(edition)
    tables = {"columns": BOXES, "cards": drawn.cards, "contact_columns": CONTACTS.without("map"), "contacts": rows}
    return {"map": drawn.map, "sheet": laid_out(drawn), "bands": bands([drawn.map]), **tables}


def _gone(request: HttpRequest, number: int) -> HttpResponse:
    """That an edition was dropped, by whom and why; 404 for what never was."""
    told = editions.history(actor(request), number)
    if not told:
        raise Hidden
    status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.NOT_FOUND
    shown = {"history": told, "history_columns": HISTORY, "name": _named(told[0])}
    return render(request, "catalog/edition_gone.html", shown, status=status)


def _dropped(request: HttpRequest) -> str:
    """The name of the edition that was dropped just before."""
    number = _number(request.GET.get("dropped", ""))
    told = editions.history(actor(request), number) if number else []
    return _named(told[0]) if told and told[0].entry.verb == Verb.DROP else ""


def _named(dropped: Told) -> str:
    """An edition that is gone by the name of its map; by its key where that was not written down."""
    key, _, edition = str(dropped.parts["thing"]).partition(" ")
    return f"{dropped.facts('before').get('name') or key} {edition}"


def _number(text: str) -> int:
    """A number in an address; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0


def _asked_for(request: HttpRequest, edition: Edition) -> list[Difference]:
    """What differs from the edition that the address names, by its year; else from the one before."""
    compared = editions.comparisons(edition.map)
    against = request.GET.get("against", "")
    of_year = [one for one in compared if one.old and str(int(one.old.fiscal_year)) == against]
    chosen = next(iter([*of_year, *compared]), None)
    return chosen.found if chosen else []


def _spreadsheet(chosen: list[Map], about: str) -> HttpResponse:
    return as_file("xlsx", sheets.in_words(sheets.tables(editions.whole(chosen))), about)
