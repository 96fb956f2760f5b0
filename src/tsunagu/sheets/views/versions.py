"""Where officers make sheets, look at them as they will be answered, and put them live."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from tsunagu.access.addresses import actor, private_form, private_page
from tsunagu.access.queries import HISTORY, history
from tsunagu.kernel.policies import Lane
from tsunagu.kernel.problems import Rejected
from tsunagu.sheets import actions, forms
from tsunagu.sheets.actions import exchange
from tsunagu.sheets.enums import Mistake, Verb, VersionState
from tsunagu.sheets.forms import AnswerForm, SheetForm, UploadForm
from tsunagu.sheets.models import Version
from tsunagu.sheets.queries import versions as queries
from tsunagu.sheets.rights import VERSIONS
from tsunagu.sheets.rules import facts
from tsunagu.sheets.rules import versions as rules
from tsunagu.sheets.views.sending import taken

MOST_SENT = 2**20 + 16 * 1024  # bytes of a form with a file


@private_page(VERSIONS, Verb.SEE)
def versions(request: HttpRequest) -> HttpResponse:
    """All sheets with their versions."""
    rows = [(one, VersionState(one.state)) for one in queries.versions(actor(request))]
    return render(request, "sheets/versions.html", {"rows": rows})


@private_form(VERSIONS, Verb.EDIT, most_sent=MOST_SENT, lane=Lane.HEAVY)
def new(request: HttpRequest) -> HttpResponse:
    """The next draft of a sheet, from a file; one mistake anywhere and nothing is made."""

    def act(told: dict[str, Any]) -> str:
        file = told.pop("file")
        questions = exchange.questions(file.read(), file.name)
        return actions.draft(by=actor(request), questions=questions, **told).get_absolute_url()

    form = SheetForm(request.POST or None, request.FILES or None)
    return taken(request, form, act, "sheets/new.html")


@private_page(VERSIONS, Verb.SEE, of=queries.version)
def version(request: HttpRequest, one: Version) -> HttpResponse:
    """A version as it will be answered; as a file where the address asks for one."""
    if shape := request.GET.get("format"):
        return exchange.sheet_file(one, shape)
    return _page(request, one)


@private_form(VERSIONS, Verb.EDIT, most_sent=MOST_SENT, of=queries.version, lane=Lane.HEAVY)
def change(request: HttpRequest, one: Version) -> HttpResponse:
    """Other questions for a version that is not live, from a file."""

    def act(told: dict[str, Any]) -> str:
        questions = exchange.questions(told["file"].read(), told["file"].name)
        return actions.change(one, by=actor(request), questions=questions).get_absolute_url()

    form = UploadForm(request.POST or None, request.FILES or None)
    return taken(request, form, act, "sheets/change.html", one=one)


@private_form(VERSIONS, Verb.PUBLISH, most_sent=1024, of=queries.version)
def state(request: HttpRequest, one: Version) -> HttpResponse:
    """Take a version to its next state."""
    if request.method != "POST":
        return _page(request, one)
    to = next((state for state in VersionState if state == request.POST.get("to")), None)
    if to is None:
        return _page(request, one, trouble=Mistake.STEP.label)
    trouble = _proceeded(request, one, to)
    return _page(request, one, trouble) if trouble else HttpResponseRedirect(one.get_absolute_url())


def _proceeded(request: HttpRequest, one: Version, to: VersionState) -> str:
    """Why it could not go on; empty where it did."""
    try:
        actions.proceed(one, by=actor(request), to=to)
    except Rejected as refused:
        return Mistake(refused.problems[0].code).label
    return ""


def _page(request: HttpRequest, one: Version, trouble: str = "") -> HttpResponse:
    asked = queries.questions(one)
    form = AnswerForm.drawn(facts.kept(asked, {}), questions=asked)
    shown = {question.key: True for question in asked}
    context = {
        "one": one,
        "state": VersionState(one.state),
        "steps": [to for before, to in sorted(rules.STEPS) if before == one.state],
        "groups": forms.groups(form, shown, {}, {}),
        "trouble": trouble,
        "history": history(actor(request), one),
        "history_columns": HISTORY,
    }
    return render(request, "sheets/version.html", context, status=422 if trouble else 200)
