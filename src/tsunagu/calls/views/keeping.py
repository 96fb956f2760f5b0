"""Where officers write a call, see it as others will, publish, extend and withdraw it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tsunagu.access.addresses import actor, private_form, private_page
from tsunagu.access.queries import HISTORY, history
from tsunagu.calls import actions
from tsunagu.calls.enums import State, Verb
from tsunagu.calls.forms import ExtendForm, FileForm, WithdrawForm
from tsunagu.calls.models import Call
from tsunagu.calls.queries import calls as queries
from tsunagu.calls.queries import pages
from tsunagu.calls.rights import CALLS
from tsunagu.calls.rules import places
from tsunagu.calls.rules.reading import LARGEST
from tsunagu.kernel.problems import Problem, Rejected

MOST_SENT = LARGEST + 64 * 1024  # bytes of the file and the rest of its form
MOST_LINES = 100  # of what is wrong


@private_form(CALLS, Verb.MAKE, most_sent=MOST_SENT)
def desk(request: HttpRequest) -> HttpResponse:
    """All calls with where they stand, and the form with which one is written."""
    form = FileForm(request.POST or None, request.FILES or None)
    if not (request.method == "POST" and form.is_valid()):
        return _desk(request, form)
    content = form.content
    try:
        made = actions.put(form.cleaned_data["key"], content, by=actor(request))
    except Rejected as refused:
        return _desk(request, form, places.named(content, refused.problems))
    return HttpResponseRedirect(reverse("calls:keep", args=[made.key]))


def _desk(request: HttpRequest, form: FileForm, problems: list[Problem] | None = None) -> HttpResponse:
    found = problems or []
    told = {"problems": found[:MOST_LINES], "count": len(found), "most": MOST_LINES}
    rows = [(one, State(one.state)) for one in queries.all_of(actor(request))]
    status = _status(found, form)
    return render(request, "calls/desk.html", {"rows": rows, "form": form, **told}, status=status)


def _status(problems: list[Problem], *forms: Form) -> HTTPStatus:
    is_wrong = problems or any(form.errors for form in forms)
    return HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK


@private_form(CALLS, Verb.MAKE, most_sent=64 * 1024, of=queries.call)
def keep(request: HttpRequest, one: Call) -> HttpResponse:
    """One call as others will see it, and what can be done next."""
    extending = ExtendForm(request.POST if "extend" in request.POST else None)
    withdrawing = WithdrawForm(request.POST if "withdraw" in request.POST else None)
    form = next((form for form in (extending, withdrawing) if form.is_bound), None)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            done = _act(request, one, form.cleaned_data if form else {})
            return HttpResponseRedirect(f"{request.path}?done={done}")
        except Rejected as refused:
            return _kept(request, one, extending, withdrawing, refused.problems)
    return _kept(request, one, extending, withdrawing, [])


def _act(request: HttpRequest, one: Call, told: Mapping[str, Any]) -> str:
    """Do what was pressed, and say what it was; nothing where nothing known was."""
    by = actor(request)
    acts: Mapping[str, Callable[[], Any]] = {
        "publish": lambda: actions.publish(one, by=by),
        "extend": lambda: actions.extend(one, by=by, **told),
        "withdraw": lambda: actions.withdraw(one, by=by, **told),
    }
    pressed = next((name for name in acts if name in request.POST), "")
    if pressed:
        acts[pressed]()
    return pressed


def _kept(
    request: HttpRequest,
    one: Call,
    extending: ExtendForm,
    withdrawing: WithdrawForm,
    problems: list[Problem],
) -> HttpResponse:
    context = {
        "call": one,
        "page": pages.shown(one),
        "state": State(one.state),
        "extending": extending,
        "withdrawing": withdrawing,
        "problems": problems,
        "count": len(problems),
        "most": MOST_LINES,
        "done": request.GET.get("done", ""),
        "history": history(actor(request), one),
        "history_columns": HISTORY,
    }
    return render(request, "calls/keep.html", context, status=_status(problems, extending, withdrawing))


@private_page(CALLS, Verb.MAKE, of=queries.call)
def file(request: HttpRequest, one: Call) -> HttpResponse:
    """The file of a call, to edit or to copy."""
    answer = HttpResponse(one.file, content_type="application/toml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{one.key}.toml"'
    return answer
