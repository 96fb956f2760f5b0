"""My entry: what is kept of me, what of it I show, and how everybody sees me."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tsunagu.access.addresses import actor, private_form, private_page
from tsunagu.access.queries import HISTORY, history
from tsunagu.kernel import clock
from tsunagu.kernel.merging import Stale
from tsunagu.kernel.problems import Rejected
from tsunagu.organizations import actions
from tsunagu.organizations.enums import PersonalField, Purpose, Verb
from tsunagu.organizations.queries import oneself, people
from tsunagu.organizations.rights import PEOPLE
from tsunagu.profiles import queries
from tsunagu.profiles.forms import BeginForm, ConsentForm, EndForm, EntryForm, PostForm, RemoveForm, said

MOST_SENT = 64 * 1024  # bytes of a form, with what it carries of the record
_SAVED = "?saved=1"
View = Callable[..., HttpResponse]


def _of_mine(view: View) -> View:
    """A page of one's own entry; whoever has none is led to where they come by one."""

    @wraps(view)
    def answering(request: HttpRequest) -> HttpResponse:
        person = oneself.mine(actor(request))
        if person is None:
            return HttpResponseRedirect(reverse("profiles:ask"))
        return view(request, person)

    return answering


_reading = private_page(PEOPLE, Verb.SEE_PERSON)
_writing = private_form(PEOPLE, Verb.EDIT_PERSON, reading=Verb.SEE_PERSON, most_sent=MOST_SENT)
_agreeing = private_form(PEOPLE, Verb.AGREE, reading=Verb.SEE_PERSON, most_sent=MOST_SENT)
_removing = private_form(PEOPLE, Verb.REMOVE_PERSON, reading=Verb.SEE_PERSON, most_sent=MOST_SENT)


@_reading
@_of_mine
def entry(request: HttpRequest, person: Any) -> HttpResponse:
    """All that is kept, field by field, and what of it is shown."""
    by = actor(request)
    states = oneself.states(person)
    shown = {
        "states": states,
        "named": any(state.is_name_shown for state in states),
        "posts": oneself.posts(person),
        "roles": oneself.roles(person),
        "numbers": person.identifiers.all(),
        "entries": people.entries(person),
        "claims": queries.mine(by),
        "history": history(by, person, since=Verb.RECOGNIZE),
        "history_columns": HISTORY,
    }
    return _page(request, "entry", person, **shown)


@_writing
@_of_mine
def edit(request: HttpRequest, person: Any) -> HttpResponse:
    """Names and fields of work."""

    def shown(form: EntryForm, status: int = 200) -> HttpResponse:
        return _page(request, "edit", person, form=form, entries=people.entries(person), status=status)

    if request.method != "POST":
        return shown(EntryForm.drawn(oneself.facts(person)))
    form = EntryForm.sent(request.POST)
    if not form.is_valid():
        return shown(form, 422)
    try:
        actions.edit_person(person, by=actor(request), began=form.began, wrote=form.wrote)
    except Stale as stale:
        return shown(form.against(stale.merged), 409)
    except Rejected as refused:
        form.refuse(refused)
        return shown(form, 422)
    return _saved()


@_writing
@_of_mine
def posts(request: HttpRequest, person: Any) -> HttpResponse:
    """A form for a post that one writes oneself, and a day for one that ends."""
    if request.method == "POST" and "post" in request.POST:
        return _ended(request, person)
    form = _post_form(request, request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.appoint(person, by=actor(request), **form.asked)
        except Rejected as refused:
            said(form, refused)
        else:
            return HttpResponseRedirect(request.path + _SAVED)
    return _posts(request, person, form)


def _ended(request: HttpRequest, person: Any) -> HttpResponse:
    form = EndForm(request.POST)
    post = oneself.own_post(person, form.cleaned_data["post"]) if form.is_valid() else None
    if post is not None:
        try:
            actions.end_post(post, by=actor(request), last=form.cleaned_data["last"])
        except Rejected as refused:
            said(form, refused)
        else:
            return HttpResponseRedirect(request.path + _SAVED)
    return _posts(request, person, _post_form(request), troubles=form)


def _post_form(request: HttpRequest, data: Any = None) -> PostForm:
    return PostForm(data, places=oneself.places(actor(request)))


def _posts(request: HttpRequest, person: Any, form: PostForm, troubles: Any = None) -> HttpResponse:
    status = 422 if form.errors or troubles else 200
    shown = {"form": form, "posts": oneself.posts(person), "troubles": troubles, "today": clock.today()}
    return _page(request, "posts", person, status=status, **shown)


@_agreeing
@_of_mine
def consent(request: HttpRequest, person: Any) -> HttpResponse:
    """Agree that one field is shown, or take that back; both hold at once."""
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        field = PersonalField(form.cleaned_data["field"])
        _settle(request, person, field, agrees=form.cleaned_data["agrees"])
        return HttpResponseRedirect(f"{reverse('profiles:entry')}#consent-{field}")
    return HttpResponseRedirect(reverse("profiles:entry"))


def _settle(request: HttpRequest, person: Any, field: PersonalField, *, agrees: bool) -> None:
    by = actor(request)
    if agrees:
        purpose = Purpose.ASK if field is PersonalField.REQUESTS else Purpose.FIND
        actions.agree(person, by=by, fields=[field], purpose=purpose.value)
    else:
        actions.withdraw(person, by=by, fields=[field])


@_reading
@_of_mine
def preview(request: HttpRequest, person: Any) -> HttpResponse:
    """How everybody sees one, now."""
    return _page(request, "preview", person, shown=people.profile(person.key, clock.today()), today=clock.today())


@_reading
@_of_mine
def export(request: HttpRequest, person: Any) -> HttpResponse:
    """All that is kept, as a file to take along."""
    by = actor(request)
    told = {**people.everything(person, by=by), "claims": [queries.facts(one) for one in queries.mine(by)]}
    text = json.dumps(told, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
    headers = {"Content-Disposition": 'attachment; filename="tsunagu-entry.json"'}
    return HttpResponse(f"{text}\n", content_type="application/json; charset=utf-8", headers=headers)


@_removing
@_of_mine
def remove(request: HttpRequest, person: Any) -> HttpResponse:
    """Remove one's entry, after saying that one knows what it means."""
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.remove_person(person, by=actor(request))
        return HttpResponseRedirect(f"{reverse('profiles:ask')}?removed=1")
    status = 422 if form.errors else 200
    return _page(request, "remove", person, form=form, status=status)


@_writing
def begin(request: HttpRequest) -> HttpResponse:
    """Make an entry of one's own, of which nothing is shown before one agrees."""
    by = actor(request)
    if oneself.mine(by):
        return HttpResponseRedirect(reverse("profiles:entry"))
    form = BeginForm(request.POST if request.method == "POST" else None, initial={"name": by.name})
    if form.is_bound and form.is_valid():
        try:
            actions.enter_person(by=by, key=actions.new_key(), user=by.user, **form.cleaned_data)
        except Rejected as refused:
            said(form, refused)
        else:
            return _saved()
    return _page(request, "begin", None, form=form, status=422 if form.errors else 200)


def _saved() -> HttpResponse:
    return HttpResponseRedirect(reverse("profiles:entry") + _SAVED)


def _page(
    request: HttpRequest,
    name: str,
    person: Any,
    *,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    context = {"person": person, "here": name, "saved": "saved" in request.GET, **shown}
    return render(request, f"profiles/{name}.html", context, status=status)
