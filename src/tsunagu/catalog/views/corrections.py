"""A program is corrected: proposed by one officer, approved by another, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tsunagu.access.addresses import actor, private_form, private_page
from tsunagu.access.queries import HISTORY
from tsunagu.accounts.queries import people
from tsunagu.catalog import actions, rights
from tsunagu.catalog.enums import Verb
from tsunagu.catalog.enums.corrections import CorrectedField, CorrectionState
from tsunagu.catalog.forms.corrections import CorrectionForm, DecisionForm
from tsunagu.catalog.models import Correction, Program
from tsunagu.catalog.queries import corrections as queries
from tsunagu.catalog.queries.corrections import LISTED, Place
from tsunagu.catalog.rules.corrections import PROGRAM
from tsunagu.catalog.wording import CORRECTED, corrected, fact_text
from tsunagu.kernel.merging import Facts, Stale
from tsunagu.kernel.policies import Policy
from tsunagu.kernel.problems import Hidden, Rejected
from tsunagu.kernel.rendering import PRIVATE, promising

MOST_SENT = 128 * 1024  # bytes of a form, with what it carries of the program
_OF_PROGRAM = "place"  # in an address: what of a program is corrected
_DONE = ("proposed", "approved", "refused", "taken-back")
Decide = Callable[[Correction, Any, DecisionForm], Correction]


@promising(Policy(everybody=True))
@require_safe
def own(request: HttpRequest, key: str) -> HttpResponse:
    """A link for those who may correct a program, for its page that is the same for all; nothing for the others."""
    program = queries.program(key)
    if program is None:
        raise Http404
    shown = {"program": program, "may_propose": queries.may_propose(actor(request), program)}
    response = render(request, "catalog/parts/own.html", shown)
    response.headers["Cache-Control"] = PRIVATE
    return response


@private_form(rights.PROGRAMS, Verb.PROPOSE, most_sent=MOST_SENT, of=queries.program)
def edit(request: HttpRequest, program: Program) -> HttpResponse:
    """Where an officer proposes a correction of one place of a program."""
    place = queries.place(program, request.GET.get(_OF_PROGRAM, PROGRAM))
    if place is None:
        raise Hidden
    if request.method != "POST":
        form = CorrectionForm.drawn(queries.there(program, place), kind=place.kind)
        return _editing(request, program, place, form)
    return _proposed(request, program, place, CorrectionForm.sent(request.POST, kind=place.kind))


def _proposed(request: HttpRequest, program: Program, place: Place, form: CorrectionForm) -> HttpResponse:
    """The correction proposed; else the form with what is wrong, or with what somebody else changed."""
    if not form.is_valid():
        return _editing(request, program, place, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        one = actions.propose(
            program,
            place.key,
            by=actor(request),
            began=form.began,
            wrote=form.corrections,
            source=form.source,
            reason=form.reason_given,
        )
    except Stale as stale:
        return _editing(request, program, place, form.against(stale.merged), HTTPStatus.CONFLICT)
    except Rejected as refused:
        form.refuse(refused)
        return _editing(request, program, place, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return HttpResponseRedirect(f"{one.get_absolute_url()}?done=proposed")


def _editing(
    request: HttpRequest,
    program: Program,
    place: Place,
    form: CorrectionForm,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """The form of a place, beside all places of the program."""
    every = groupby(queries.places(program), key=lambda one: one.kind)
    shown = {
        "program": program,
        "place": place,
        "kinds": [(kind, list(places)) for kind, places in every],
        "form": form,
        "waiting": queries.waiting(program, place.key),
        "standing": queries.standing(program, place.key),
    }
    return render(request, "catalog/correct.html", shown, status=status)


@private_page(rights.CORRECTIONS, Verb.SEE_CORRECTIONS)
def every(request: HttpRequest) -> HttpResponse:
    """The corrections that somebody may see: those that wait, those that clash with their files, and all others."""
    listed = queries.listed(actor(request))
    shown = {
        "columns": LISTED,
        "waiting": [one for one in listed if one.is_open],
        "clashing": [one for one in listed if one.clashes],
        "others": [one for one in listed if not one.is_open and not one.clashes],
    }
    return render(request, "catalog/corrections.html", shown)


@private_page(rights.CORRECTIONS, Verb.SEE_CORRECTIONS, of=queries.correction)
def one(request: HttpRequest, correction: Correction) -> HttpResponse:
    """One correction: what it changes, on what it rests, what can be decided and what was done."""
    return _shown(request, correction, done=request.GET.get("done", ""))


def _deciding(verb: Verb, done: str, decide: Decide) -> Callable[..., HttpResponse]:
    """The address at which a correction is decided on; who opens it sees the correction."""

    @private_form(
        rights.CORRECTIONS,
        verb,
        reading=Verb.SEE_CORRECTIONS,
        most_sent=MOST_SENT,
        of=queries.correction,
    )
    def deciding(request: HttpRequest, correction: Correction) -> HttpResponse:
        if request.method != "POST":
            return _shown(request, correction)
        form = DecisionForm(request.POST, label_suffix="")
        if not form.is_valid():
            texts = [str(text) for told in form.errors.values() for text in told]
            return _again(request, correction, form, HTTPStatus.UNPROCESSABLE_ENTITY, texts)
        try:
            decided = decide(correction, actor(request), form)
        except Stale:
            text = gettext("画面を開いたあとに、この事業の内容が変わりました。何も変えていません。")
            return _again(request, correction, form, HTTPStatus.CONFLICT, [text])
        except Rejected as refused:
            texts = [problem.message for problem in refused.problems]
            return _again(request, correction, form, HTTPStatus.UNPROCESSABLE_ENTITY, texts)
        return HttpResponseRedirect(f"{decided.get_absolute_url()}?done={done}")

    return deciding


def _approved(one: Correction, by: Any, form: DecisionForm) -> Correction:
    return actions.approve(one, by=by, seen=form.as_seen, reason=form.cleaned_data["reason"])


def _refused(one: Correction, by: Any, form: DecisionForm) -> Correction:
    return actions.refuse(one, by=by, reason=form.cleaned_data["reason"])


def _taken_back(one: Correction, by: Any, form: DecisionForm) -> Correction:
    return actions.take_back(one, by=by, reason=form.cleaned_data["reason"])


approve = _deciding(Verb.APPROVE, "approved", _approved)
refuse = _deciding(Verb.REFUSE, "refused", _refused)
take_back = _deciding(Verb.TAKE_BACK, "taken-back", _taken_back)


def _again(
    request: HttpRequest,
    correction: Correction,
    form: DecisionForm,
    status: HTTPStatus,
    troubles: list[str],
) -> HttpResponse:
    """The correction as it is now, with why nothing was decided."""
    now = queries.correction(correction.pk)
    if now is None:
        raise Hidden
    return _shown(request, now, status, troubles=troubles, reason=form["reason"].value() or "")


def _shown(
    request: HttpRequest,
    correction: Correction,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    done: str = "",
    troubles: list[str] | None = None,
    reason: str = "",
) -> HttpResponse:
    by, place = actor(request), queries.place(correction.program, correction.place)
    now: Facts = place.facts if place else {}
    shown = {
        "correction": correction,
        "place": place,
        "state": CorrectionState(correction.state).label,
        "columns": CORRECTED,
        "rows": corrected(correction, now),
        "form": DecisionForm.drawn({name: now.get(name, "") for name in correction.after}, reason),
        "may": _possible(by, correction, gone=place is None),
        "own": correction.is_open and by.user == correction.proposed_by,
        "names": _names(correction),
        "done": done if done in _DONE else "",
        "troubles": troubles or [],
        "history": queries.history(by, correction),
        "history_columns": HISTORY,
        "clashes": _clashes(correction),
    }
    return render(request, "catalog/correction.html", shown, status=status)


def _possible(by: Any, one: Correction, *, gone: bool) -> set[str]:
    """What somebody can decide of a correction now."""
    possible = {
        Verb.APPROVE: one.can_be_approved and not gone,
        Verb.REFUSE: one.is_open,
        Verb.TAKE_BACK: one.is_shown or (one.is_open and by.user == one.proposed_by),  # others refuse it
    }
    now = [verb for verb, can in possible.items() if can]
    able = (verb for verb in now if rights.CORRECTIONS.may(by, verb, one))
    return {verb.value.partition(".")[2].replace("-", "_") for verb in able}


def _clashes(one: Correction) -> list[tuple[CorrectedField, str]]:
    """What the file says by now of the fields that clash with it."""
    filed = ((field, one.filed.get(field.value, "")) for field in one.clashing_fields)
    return [(field, fact_text(field, fact)) for field, fact in filed]


def _names(one: Correction) -> dict[str, str]:
    """Who proposed and decided, and in whose place."""
    numbers = {"proposed": one.proposed_by, "decided": one.decided_by, "instead_of": one.instead_of}
    users = {what: people.user(number) for what, number in numbers.items() if number}
    return {what: user.name for what, user in users.items() if user}
