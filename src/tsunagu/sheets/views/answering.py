"""Where the people of a body answer: saved as they write where scripts run, by a button elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from tsunagu.access.actors import Actor
from tsunagu.access.addresses import actor, private_form, private_page
from tsunagu.access.queries import HISTORY, history
from tsunagu.kernel.conditions import Verdict
from tsunagu.kernel.merging import Stale
from tsunagu.kernel.policies import Lane
from tsunagu.kernel.problems import Hidden, Rejected
from tsunagu.sheets import actions, forms
from tsunagu.sheets.actions import exchange
from tsunagu.sheets.enums import ResponseState, Standing, Verb
from tsunagu.sheets.forms import AnswerForm, FileForm, UploadForm
from tsunagu.sheets.models import Reply, Response
from tsunagu.sheets.queries import responses as queries
from tsunagu.sheets.queries import versions
from tsunagu.sheets.rights import RESPONSES
from tsunagu.sheets.rules import answers, facts, showing, tallies
from tsunagu.sheets.rules.answers import Said
from tsunagu.sheets.rules.questions import Question
from tsunagu.sheets.views.sending import taken

MOST_SENT = 512 * 1024  # bytes of a form with all its answers
MOST_FILE = 2**20 + 16 * 1024  # of a form with a file
_SAVED = "?saved=1"
Questions = Sequence[Question]
Told = list[tuple[Reply, dict[str, Said]]]


@private_page(RESPONSES, Verb.SEE_RESPONSE)
def responses(request: HttpRequest) -> HttpResponse:
    """What one's bodies are asked, and what came of it."""
    rows = [(one, ResponseState(one.state)) for one in queries.responses(actor(request))]
    return render(request, "sheets/responses.html", {"rows": rows})


@private_form(RESPONSES, Verb.ANSWER, reading=Verb.SEE_RESPONSE, most_sent=MOST_SENT, of=queries.response)
def response(request: HttpRequest, one: Response) -> HttpResponse:
    """The questions, with what one said; as a file where the address asks for one."""
    asked = versions.questions(one.version)
    if request.method == "POST":
        return _saved(request, one, asked)
    if shape := request.GET.get("format"):
        return exchange.file(one, actor(request), shape)
    row = queries.reply(one, actor(request))
    form = AnswerForm.drawn(facts.kept(asked, row.answers if row else {}), questions=asked)
    return _page(request, one, form)


def _saved(request: HttpRequest, one: Response, asked: Questions) -> HttpResponse:
    form = AnswerForm.sent(request.POST, questions=asked)
    if not form.is_valid():
        return _page(request, one, form, 422)
    by, sent = actor(request), forms.sent(request.POST)
    try:
        actions.save(one, by=by, began=form.began, wrote=form.wrote, sent=sent)
        if "submit" in request.POST:
            actions.submit(one, by=by)
    except Stale as stale:
        return _page(request, one, form.against(stale.merged, questions=asked), 409)
    except Rejected as refused:
        return _refused(request, one, form, refused)
    return HttpResponseRedirect(one.get_absolute_url() + _SAVED)


def _refused(request: HttpRequest, one: Response, form: AnswerForm, refused: Rejected) -> HttpResponse:
    form.refuse(refused)
    return _page(request, one, form, 422)


@private_form(RESPONSES, Verb.ANSWER, most_sent=MOST_SENT, of=queries.response)
def autosave(request: HttpRequest, one: Response) -> HttpResponse:
    """Keep what was written so far. 412 where it was changed from elsewhere, 422 where something is wrong."""
    if request.method != "POST":
        return HttpResponseRedirect(one.get_absolute_url())
    asked = versions.questions(one.version)
    form = AnswerForm(request.POST, questions=asked)
    sent = forms.sent(request.POST, request.headers.get("If-Match", ""))
    try:
        wrote = form.wrote if form.is_valid() else {}
        row = actions.save(one, by=actor(request), began=form.began, wrote=wrote, sent=sent)
    except Stale as stale:
        conflicts = [change.field for change in stale.merged.changes if change.wrote != change.theirs]
        return JsonResponse({"conflicts": conflicts}, status=HTTPStatus.PRECONDITION_FAILED)
    except Rejected as refused:
        form.refuse(refused)
        return JsonResponse({"errors": form.errors}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.errors:
        return JsonResponse({"errors": form.errors}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _kept(one, asked, row)


def _kept(one: Response, asked: Questions, row: Reply) -> HttpResponse:
    began = facts.kept(asked, row.answers)
    verdicts = _verdicts(one, asked)
    hidden = [key for key, verdict in verdicts.items() if verdict is Verdict.NO]
    answer = JsonResponse({"revision": row.revision, "began": began, "hidden": hidden})
    answer["ETag"] = f'"{row.revision}"'
    return answer


@private_form(
    RESPONSES, Verb.ANSWER, reading=Verb.SEE_RESPONSE, most_sent=MOST_FILE, of=queries.response, lane=Lane.HEAVY
)
def file(request: HttpRequest, one: Response) -> HttpResponse:
    """Attach a file to a question, or take it away; with its number, the file itself."""
    if "file" in request.GET:
        return _download(one, request.GET["file"])
    asked = versions.questions(one.version)
    if request.method != "POST":
        form = FileForm(initial={"question": request.GET.get("question")}, questions=asked)
        return _file_page(request, one, form)
    form = FileForm(request.POST, request.FILES, questions=asked)
    try:
        if "detach" in request.POST:
            actions.detach(one, by=actor(request), number=_number(request.POST["detach"]))
        elif form.is_valid():
            told = form.cleaned_data
            named = {"question": told["question"], "name": told["file"].name}
            actions.attach(one, by=actor(request), content=told["file"].read(), **named)
    except Rejected as refused:
        form.refuse(refused)
    if "detach" not in request.POST and form.errors:
        return _file_page(request, one, form, 422)
    return HttpResponseRedirect(one.get_absolute_url() + _SAVED)


def _file_page(request: HttpRequest, one: Response, form: FileForm, status: int = 200) -> HttpResponse:
    mine = queries.attachments(queries.reply(one, actor(request)))
    shown = {"one": one, "form": form, "files": list(chain.from_iterable(mine.values()))}
    return render(request, "sheets/file.html", shown, status=status)


def _download(one: Response, told: str) -> HttpResponse:
    found = queries.attachment(one, _number(told))
    if found is None:
        raise Hidden
    # What somebody sent is never shown in the site's own pages, whatever it calls itself.
    answer = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return answer


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@private_form(
    RESPONSES, Verb.ANSWER, reading=Verb.SEE_RESPONSE, most_sent=MOST_FILE, of=queries.response, lane=Lane.HEAVY
)
def upload(request: HttpRequest, one: Response) -> HttpResponse:
    """Answers from a file; one mistake anywhere and nothing is changed."""

    def act(told: dict[str, Any]) -> str:
        file = told["file"]
        exchange.take(one, by=actor(request), content=file.read(), name=file.name)
        return one.get_absolute_url() + _SAVED

    form = UploadForm(request.POST or None, request.FILES or None)
    return taken(request, form, act, "sheets/upload.html", one=one)


@private_form(RESPONSES, Verb.SUBMIT, reading=Verb.SEE_RESPONSE, most_sent=MOST_SENT, of=queries.response)
def submit(request: HttpRequest, one: Response) -> HttpResponse:
    """Submit for the body what was saved, or take it back."""
    if request.method != "POST":
        return HttpResponseRedirect(one.get_absolute_url())
    act = actions.reopen if "reopen" in request.POST else actions.submit
    try:
        act(one, by=actor(request))
    except Rejected as refused:
        return _refused(request, one, _kept_form(request, one), refused)
    return HttpResponseRedirect(one.get_absolute_url() + _SAVED)


def _kept_form(request: HttpRequest, one: Response) -> AnswerForm:
    """What one said, as if it had just been sent: a form that can show what is wrong."""
    asked = versions.questions(one.version)
    row = queries.reply(one, actor(request))
    form = AnswerForm(_sendable(facts.kept(asked, row.answers if row else {})), questions=asked)
    form.full_clean()
    return form


def _sendable(kept: Mapping[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in kept.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def _page(request: HttpRequest, one: Response, form: AnswerForm, status: int = 200) -> HttpResponse:
    by = actor(request)
    every = queries.replies(one)
    row = next((reply for reply, _ in every if reply.user_id == by.user), None)
    context = {
        "one": one,
        "state": ResponseState(one.state),
        "is_sent": one.state == ResponseState.SENT,
        "saved": "saved" in request.GET,
        "history": history(by, one),
        "history_columns": HISTORY,
        **_writing(one, form, by, row),
        **_asked(one, form, every, row),
    }
    return render(request, "sheets/response.html", context, status=status)


def _writing(one: Response, form: AnswerForm, by: Actor, row: Reply | None) -> dict[str, Any]:
    """What a page needs of a form that somebody may send."""
    may_write = RESPONSES.may(by, Verb.ANSWER, one)
    return {
        "form": form,
        "revision": row.revision if row else 0,
        "window": form.data.get("window") or forms.window(),
        "turn": forms.turn(form.data.get("turn", "")) + 1,
        "writes": may_write and queries.is_open(one),
        "may_reopen": may_write and one.state == ResponseState.SENT,
        "autosave": reverse("sheets:autosave", args=[one.pk]),
    }


def _asked(one: Response, form: AnswerForm, every: Told, row: Reply | None) -> dict[str, Any]:
    """The questions for who writes, and the answers for who reads."""
    shown = {key: verdict is not Verdict.NO for key, verdict in _verdicts(one, form.questions).items()}
    others = {question.key: _others(question, every) for question in form.questions}
    groups = forms.groups(form, shown, queries.attachments(row), others)
    return {"groups": groups, "readings": _readings(form.questions, every, shown)}


def _verdicts(one: Response, asked: Questions) -> dict[str, Verdict]:
    """Whether each question is asked of the body, by what its people say together."""
    told = [said for _, said in queries.replies(one)]
    settled = {question.key: tallies.settled(question.key, told) for question in asked}
    values = {key: said.value for key, said in settled.items() if said.standing is Standing.GIVEN}
    return showing.verdicts(asked, values)


def _others(
    question: Question,
    every: Told,
) -> list[tuple[Reply, str]]:
    """Who says what, where the people of a body do not agree."""
    return [(who, _told(question, said)) for who, said in tallies.divided(every, question.key)]


def _told(question: Question, said: Said) -> str:
    return forms.told(question, said, answers.shown(question, said.value))


def _readings(
    asked: Questions, every: Told, shown: Mapping[str, bool]
) -> list[tuple[Question, str, list[tuple[Reply, str]]]]:
    """The answers of the body for readers: each question, what the body says to it, and who differs."""
    told = [said for _, said in every]
    found = []
    for question in asked:
        if shown[question.key]:
            settled = tallies.settled(question.key, told)
            found.append((question, _told(question, settled), _others(question, every)))
    return found
