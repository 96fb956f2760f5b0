"""Asking to be introduced, and answering."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tsunagu.access.actors import Actor
from tsunagu.access.addresses import actor, private_form, private_page
from tsunagu.access.queries import HISTORY, history
from tsunagu.introductions import actions, queries
from tsunagu.introductions.enums import State, Verb
from tsunagu.introductions.forms import AnswerForm, AskForm
from tsunagu.introductions.models import Introduction
from tsunagu.introductions.rights import INTRODUCTIONS
from tsunagu.kernel import clock
from tsunagu.kernel.policies import Policy
from tsunagu.kernel.problems import Hidden, Rejected
from tsunagu.kernel.rendering import PRIVATE, promising
from tsunagu.organizations.queries import keeping, people

MOST_SENT = 16 * 1024  # bytes of a reason and the rest of its form
_PLACE = 987654321  # a number that an address may have


@private_form(INTRODUCTIONS, Verb.ASK, most_sent=MOST_SENT)
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """The form in which somebody asks to be introduced to a person who agreed to be asked."""
    by, person = actor(request), people.askable(key, clock.today())
    if person is None:
        raise Hidden
    if _is_own(by, person):
        status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
        return render(request, "introductions/oneself.html", {"person": person}, status=status)
    form = AskForm(request.POST or None, bodies=keeping.own_bodies(by))
    if form.is_bound and form.is_valid():
        try:
            asked = actions.ask(key, by=by, link=_link(request), **form.asked)
        except Rejected as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(asked.get_absolute_url())
    shown = {"form": form, "person": person}
    return render(request, "introductions/ask.html", shown, status=422 if form.errors else 200)


def _is_own(by: Actor, person: Any) -> bool:
    """Whether somebody would ask themselves: their public page, which is the same for all, offers it to them too."""
    return by.user is not None and person.user == by.user


@promising(Policy(everybody=True))
@require_safe
def way(request: HttpRequest, key: str) -> HttpResponse:
    """The way to ask a person, for their page that is the same for all; for themselves, that there is none."""
    by, person = actor(request), people.askable(key, clock.today())
    if person is None:
        raise Http404
    shown = {"key": key, "is_own": _is_own(by, person)}
    response = render(request, "introductions/parts/own_way.html", shown)
    response.headers["Cache-Control"] = PRIVATE
    return response


@private_page(INTRODUCTIONS, Verb.SEE)
def introductions(request: HttpRequest) -> HttpResponse:
    """What one asked, and what one is asked."""
    by = actor(request)
    return render(request, "introductions/introductions.html", {"rows": queries.introductions(by), "by": by})


@private_page(INTRODUCTIONS, Verb.SEE, of=queries.introduction)
def introduction(request: HttpRequest, one: Introduction) -> HttpResponse:
    """One request, and what can be done with it."""
    return _shown(request, one, AnswerForm())


def _answering(agrees: bool) -> Callable[..., HttpResponse]:
    """The address at which a request is agreed to, or declined."""

    @private_form(INTRODUCTIONS, Verb.ANSWER, reading=Verb.SEE, most_sent=MOST_SENT, of=queries.introduction)
    def answering(request: HttpRequest, one: Introduction) -> HttpResponse:
        form = AnswerForm(request.POST if request.method == "POST" else None)
        if not form.is_bound or not form.is_valid():
            return _shown(request, one, form)
        told = {"agrees": agrees, "words": form.cleaned_data["words"], "link": _link(request)}
        return _done(request, one, form, lambda: actions.answer(one, by=actor(request), **told))

    return answering


agree = _answering(agrees=True)
decline = _answering(agrees=False)


@private_form(INTRODUCTIONS, Verb.WITHDRAW, reading=Verb.SEE, most_sent=MOST_SENT, of=queries.introduction)
def withdraw(request: HttpRequest, one: Introduction) -> HttpResponse:
    """Take back one's own request."""
    if request.method != "POST":
        return _shown(request, one, AnswerForm())
    form = AnswerForm(request.POST)
    return _done(request, one, form, lambda: actions.withdraw(one, by=actor(request)))


def _done(request: HttpRequest, one: Introduction, form: AnswerForm, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Rejected as refused:
        form.full_clean()
        form.refuse(refused)
        return _shown(request, one, form)
    return HttpResponseRedirect(one.get_absolute_url())


def _shown(request: HttpRequest, one: Introduction, form: AnswerForm) -> HttpResponse:
    by, stands = actor(request), queries.standing(one, clock.now())
    waits = stands is State.WAITING
    is_mine = one.asker_id == by.user
    shown = {
        "one": one,
        "form": form,
        "stands": stands,
        "may_answer": waits and not is_mine and INTRODUCTIONS.may(by, Verb.ANSWER, one),
        "may_withdraw": waits and is_mine,
        "is_mine": is_mine,
        "agreed": stands is State.AGREED,
        "contact": queries.contact(one, by),
        "history": history(by, one),
        "history_columns": HISTORY,
    }
    return render(request, "introductions/introduction.html", shown, status=422 if form.errors else 200)


def _link(request: HttpRequest) -> str:
    """The whole address of a request's page, with ``{number}`` in the place of its number."""
    address = request.build_absolute_uri(reverse("introductions:introduction", args=[_PLACE]))
    return address.replace(str(_PLACE), "{number}")
