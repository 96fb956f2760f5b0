"""Where the people of a body write an application together: saved as they write, and by a button."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from tsunagu.access.addresses import actor, private_form, private_page
from tsunagu.access.queries import HISTORY, history
from tsunagu.applications import actions, forms
from tsunagu.applications.enums import ApplicationState, Verb
from tsunagu.applications.forms import BeginForm, DraftForm, WithdrawForm
from tsunagu.applications.models import Application
from tsunagu.applications.queries import applications as queries
from tsunagu.applications.queries.applications import Written
from tsunagu.applications.rights import APPLICATIONS
from tsunagu.calls.queries import calls
from tsunagu.calls.queries import pages as of_calls
from tsunagu.kernel.merging import Stale
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.sheets.forms import sent, turn, window
from tsunagu.sheets.rules import answers, facts

MOST_SENT = 512 * 1024  # bytes of a form with all its answers


@private_page(APPLICATIONS, Verb.SEE)
def applications(request: HttpRequest) -> HttpResponse:
    """The applications of one's bodies."""
    rows = [(one, ApplicationState(one.state)) for one in queries.mine(actor(request))]
    return render(request, "applications/applications.html", {"rows": rows})


@private_form(APPLICATIONS, Verb.EDIT, most_sent=64 * 1024)
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Begin an application for a call."""
    call = calls.shown_one(key)
    if call is None:
        raise Http404
    form = BeginForm(request.POST if request.method == "POST" else None, by=actor(request))
    if form.is_bound and form.is_valid() and (made := _begun(request, call, form)):
        return HttpResponseRedirect(made.get_absolute_url())
    context = {"call": call, "form": form, "when": of_calls.applications(call)}
    return render(request, "applications/begin.html", context, status=_status(form))


def _begun(request: HttpRequest, call: Any, form: BeginForm) -> Application | None:
    """The draft, or none where the form says why not."""
    try:
        return actions.begin(call, by=actor(request), body=form.cleaned_data["body"])
    except Rejected as refused:
        for problem in refused.problems:
            form.add_error(None, problem.message)
    return None


def _status(form: Any) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@private_form(APPLICATIONS, Verb.EDIT, reading=Verb.SEE, most_sent=MOST_SENT, of=queries.application)
def application(request: HttpRequest, one: Application) -> HttpResponse:
    """The form of a call with what was written, what still stands in the way, and what was submitted."""
    written = Written(one)
    if request.method != "POST":
        return _page(request, written, forms.drawn(written))
    form = DraftForm.sent(request.POST, questions=written.questions)
    if not form.is_valid():
        return _page(request, written, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        kept = actions.save(one, by=actor(request), began=form.began, wrote=form.wrote, sent=sent(request.POST))
    except Stale as stale:
        return _page(request, written, form.against(stale.merged, questions=written.questions), HTTPStatus.CONFLICT)
    except Rejected as refused:
        form.refuse(refused)
        return _page(request, written, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return HttpResponseRedirect(f"{kept.get_absolute_url()}?saved=1")


@private_form(APPLICATIONS, Verb.EDIT, most_sent=MOST_SENT, of=queries.application)
def autosave(request: HttpRequest, one: Application) -> HttpResponse:
    """Keep what was written so far. 412 where it was changed from elsewhere, 422 where something is wrong."""
    if request.method != "POST":
        return HttpResponseRedirect(one.get_absolute_url())
    form = DraftForm(request.POST, questions=Written(one).questions)
    began_at = sent(request.POST, request.headers.get("If-Match", ""))
    try:
        wrote = form.wrote if form.is_valid() else {}
        kept = actions.save(one, by=actor(request), began=form.began, wrote=wrote, sent=began_at)
    except Stale as stale:
        conflicts = [change.field for change in stale.merged.conflicts]
        return JsonResponse({"conflicts": conflicts}, status=HTTPStatus.PRECONDITION_FAILED)
    except Rejected as refused:
        form.refuse(refused)
    if form.errors:
        return JsonResponse({"errors": form.errors}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _kept(Written(kept))


def _kept(written: Written) -> HttpResponse:
    hidden = [key for key, is_asked in written.asked.items() if not is_asked]
    began = facts.kept(written.questions, written.application.answers)
    told = {"revision": written.application.revision, "began": began, "hidden": hidden}
    answer = JsonResponse(told)
    answer["ETag"] = f'"{written.application.revision}"'
    return answer


@private_form(APPLICATIONS, Verb.SUBMIT, reading=Verb.SEE, most_sent=64 * 1024, of=queries.application)
def submit(request: HttpRequest, one: Application) -> HttpResponse:
    """Submit what was saved, or take back what was submitted."""
    if request.method != "POST":
        return HttpResponseRedirect(one.get_absolute_url())
    by, written = actor(request), Written(one)
    withdrawing = WithdrawForm(request.POST if "withdraw" in request.POST else None)
    try:
        if not withdrawing.is_bound:
            made = actions.submit(one, by=by, key=request.POST.get("key", "")).submission
            return HttpResponseRedirect(f"{one.get_absolute_url()}?receipt={made.receipt}")
        if withdrawing.is_valid():
            actions.withdraw(one, by=by, reason=withdrawing.cleaned_data["reason"])
            return HttpResponseRedirect(f"{one.get_absolute_url()}?withdrawn=1")
    except Rejected as refused:
        problems = refused.problems
    else:
        problems = []
    shown = {"problems": problems, "withdrawing": withdrawing}
    return _page(request, written, forms.drawn(written), HTTPStatus.UNPROCESSABLE_ENTITY, **shown)


def _page(
    request: HttpRequest,
    written: Written,
    form: DraftForm,
    status: HTTPStatus = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    one = written.application
    context = {
        "one": one,
        "call": one.call,
        "written": written,
        "state": ApplicationState(one.state),
        "when": of_calls.applications(one.call),
        "is_saved": "saved" in request.GET,
        "receipt": request.GET.get("receipt", ""),
        "history": history(actor(request), one),
        "history_columns": HISTORY,
        "withdrawing": WithdrawForm(),
        **_writing(request, written, form),
        **_submitting(request, written),
        **more,
    }
    context["problems"] = _labeled(written, more.get("problems", ()))
    return render(request, "applications/application.html", context, status=status)


def _writing(request: HttpRequest, written: Written, form: DraftForm) -> dict[str, Any]:
    """What a page needs for who writes, and the answers for who reads."""
    one = written.application
    may_write = APPLICATIONS.may(actor(request), Verb.EDIT, one)
    return {
        "form": form,
        "groups": forms.groups(form, written),
        "readings": _readings(written),
        "writes": may_write and (written.is_open or form.errors),
        "revision": one.revision,
        "window": form.data.get("window") or window(),
        "turn": turn(form.data.get("turn", "")) + 1,
        "autosave": reverse("applications:autosave", args=[one.pk]),
    }


def _submitting(request: HttpRequest, written: Written) -> dict[str, Any]:
    """What was submitted, and what still stands in the way."""
    current = queries.current(written.application)
    return {
        "submits": APPLICATIONS.may(actor(request), Verb.SUBMIT, written.application),
        "lacking": _labeled(written, written.lacking),
        "current": current,
        "is_changed": current is not None and current.draft != written.application.revision,
        "key": window(),
    }


def _labeled(written: Written, problems: Iterable[Problem]) -> list[tuple[Problem, str]]:
    """Problems, each with the question that it is about."""
    labels = {question.key: question.label for question in written.questions}
    return [(problem, labels.get(problem.where, "")) for problem in problems]


def _readings(written: Written) -> list[tuple[Any, str]]:
    """Each question with what was answered, in words."""
    said, asked = written.said, written.asked
    shown = [question for question in written.questions if asked[question.key]]
    return [(one, answers.shown(one, said.get(one.key, answers.NOTHING).value)) for one in shown]
