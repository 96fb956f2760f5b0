"""Pages of one thing: a body, a corporation of the register, a person."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tsunagu.kernel import clock
from tsunagu.kernel.rendering import answer, page
from tsunagu.organizations.forms import PortraitFilters
from tsunagu.organizations.queries import directory, people, portrait
from tsunagu.organizations.queries import registered as registers
from tsunagu.organizations.queries.directory import OrganizationQuery
from tsunagu.organizations.views.days import on_day

_SIMILAR = 6  # bodies offered where none has the key


@page
def organization(request: HttpRequest, key: str) -> HttpResponse:
    """A body with everything that is known of it on a day, and what other rooms add."""
    form = PortraitFilters(request.GET)
    question = form.asked()
    shown = portrait.portrait(key, question.as_of)
    if shown is None:
        words = OrganizationQuery(words=key.replace("-", " ")[: directory.LONGEST_WORDS])
        similar = directory.organizations(words, limit=_SIMILAR).rows
        return render(request, "organizations/missing.html", {"similar": similar}, status=404)
    context = {
        "form": form,
        "shown": shown,
        "body": shown.body,
        "subject": portrait.subject(shown.body, shown.identifiers, question.as_of),
        **on_day(question.as_of),
    }
    return answer(request, "organizations/organization.html", context)


@page
def registered(request: HttpRequest, number: str) -> HttpResponse:
    """A corporation as the register of corporate numbers has it."""
    shown = registers.entry(number)
    if shown is None:
        context = {"register_day": registers.as_of()}
        return render(request, "organizations/registered_missing.html", context, status=404)
    return answer(request, "organizations/registered.html", {"shown": shown, "corporation": shown.found.corporation})


@page
def person(request: HttpRequest, key: str) -> HttpResponse:
    """A person, so far as everybody may see them."""
    today = clock.today()
    shown = people.profile(key, today)
    if shown is None:
        return _elsewhere(key, today)
    return answer(request, "organizations/person.html", {"shown": shown, "person": shown.person, "today": today})


def _elsewhere(key: str, day: date) -> HttpResponse:
    """To the entry of which another is a part by now; none such is there for any other key."""
    holder = people.standing_for(key, day)
    if holder is None:
        raise Http404
    return HttpResponseRedirect(reverse("organizations:person", args=[holder.key]))
