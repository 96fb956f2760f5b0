"""Two entries of people are searched, seen side by side with what would become of them, joined, and parted again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tsunagu.access.addresses import actor, private_form
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.organizations import actions
from tsunagu.organizations.enums import Verb
from tsunagu.organizations.forms import JoiningForm
from tsunagu.organizations.models import Person
from tsunagu.organizations.queries import entries
from tsunagu.organizations.rights import PEOPLE

MOST_SENT = 16 * 1024  # bytes of a reason and the rest of its form
_LONGEST = 100  # characters of what is searched


@private_form(PEOPLE, Verb.JOIN_ENTRIES, most_sent=MOST_SENT)
def joining(request: HttpRequest) -> HttpResponse:
    """The search, the two entries that were chosen, what they would be as one, and what was joined before."""
    form = JoiningForm(request.POST if request.method == "POST" else None, label_suffix="")
    pair = _pair(request)
    if not form.is_bound or pair is None:
        return _shown(request, form, pair)
    if not form.is_valid():
        return _shown(request, form, pair, status=422)
    try:
        actions.join_people(*pair, by=actor(request), reason=form.cleaned_data["reason"])
    except Rejected as refused:
        form.refuse(refused)
        return _shown(request, form, pair, status=422)
    return _back("joined", pair[1])


@private_form(PEOPLE, Verb.PART_ENTRIES, most_sent=MOST_SENT)
def parting(request: HttpRequest) -> HttpResponse:
    """Where it is taken back that two entries are one; who opens it sees what was joined."""
    other = Person.objects.filter(key=request.POST.get("other", "")).first()
    if request.method != "POST":
        return HttpResponseRedirect(reverse("organizations:joining"))
    try:
        if other is None:
            raise Rejected([Problem("not-joined", "there is no such entry", "other")])
        actions.part_people(other, by=actor(request))
    except Rejected as refused:
        form = JoiningForm({"reason": "―"})  # nothing is wrong with it but what follows
        form.refuse(refused)
        return _shown(request, form, None, status=422)
    return _back("parted", other)


def _pair(request: HttpRequest) -> tuple[Person, Person] | None:
    """The two entries that the address names."""
    by, told = actor(request), request.GET
    first = entries.chosen(by, told.get("first", ""))
    second = entries.chosen(by, told.get("second", ""))
    return (first, second) if first and second else None


def _shown(
    request: HttpRequest, form: JoiningForm, pair: tuple[Person, Person] | None, status: int = 200
) -> HttpResponse:
    by, words = actor(request), request.GET.get("q", "")[:_LONGEST]
    kept = {name: request.GET.get(name, "") for name in ("first", "second")}
    shown = {
        "form": form,
        "words": words,
        "kept": kept,
        "picked": {name: entries.chosen(by, key) for name, key in kept.items()},
        "rows": entries.found(by, words),
        "most": entries.MOST,
        "joinings": entries.joinings(by),
        "done": {name: request.GET.get(name, "") for name in ("joined", "parted")},
        **(_compared(request, pair, form) if pair else {}),
    }
    return render(request, "organizations/joining.html", shown, status=status)


def _compared(request: HttpRequest, pair: tuple[Person, Person], form: JoiningForm) -> dict[str, Any]:
    """Both entries beside what they would be as one, or why they cannot be."""
    first, second = (entries.told(one) for one in pair)
    shown: dict[str, Any]
    try:
        joined = actions.preview_joining(*pair, by=actor(request), told=entries.told)
    except Rejected as refused:
        shown = {"lines": entries.sides(first, second, []), "hindrances": form.said(refused)}
    else:
        shown = {"lines": entries.sides(first, second, joined), "may_join": True}
    return {**shown, "columns": entries.SIDES}


def _back(done: str, other: Person) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('organizations:joining')}?{urlencode({done: other.key})}")
