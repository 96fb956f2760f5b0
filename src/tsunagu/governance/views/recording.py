"""Where officers record meetings, points and what became of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tsunagu.access.addresses import actor, private_form, private_page
from tsunagu.governance import actions
from tsunagu.governance.enums import Verb
from tsunagu.governance.forms import AnswerForm, MeetingForm, PointForm, RemovalForm
from tsunagu.governance.models import Answer, Body, Meeting, Point
from tsunagu.governance.queries import bodies, points
from tsunagu.governance.rights import ANSWERS, BODIES, MEETINGS, POINTS
from tsunagu.kernel.problems import Rejected

MOST_SENT = 64 * 1024  # bytes of a form with its texts
Act = Callable[..., Any]


@private_page(BODIES, Verb.ADD_MEETING)
def desk(request: HttpRequest) -> HttpResponse:
    """Where one records: the bodies, and the points with what became of them."""
    there = {"overviews": bodies.overviews(), "raised": points.points(), "recorded": bodies.recorded()}
    context = {**there, "saved": "saved" in request.GET}
    return render(request, "governance/desk.html", context)


@private_form(BODIES, Verb.ADD_MEETING, most_sent=MOST_SENT, of=bodies.body)
def record_meeting(request: HttpRequest, body: Body) -> HttpResponse:
    """Record a meeting of a body."""
    form = MeetingForm(request.POST or None)
    return _recorded(request, form, "meeting", body, lambda **told: actions.add_meeting(body, **told))


@private_form(BODIES, Verb.ADD_POINT, most_sent=MOST_SENT, of=bodies.body)
def record_point(request: HttpRequest, body: Body) -> HttpResponse:
    """Record what was asked in a body."""
    form = PointForm(request.POST or None, body=body)
    return _recorded(request, form, "point", body, lambda **told: actions.add_point(body, **told))


@private_form(POINTS, Verb.ANSWER, most_sent=MOST_SENT, of=bodies.point_row)
def record_answer(request: HttpRequest, point: Point) -> HttpResponse:
    """Record what became of a point."""
    form = AnswerForm(request.POST or None)
    return _recorded(request, form, "answer", point, lambda **told: actions.answer(point, **told))


@private_form(MEETINGS, Verb.REMOVE, most_sent=MOST_SENT, of=bodies.meeting)
def remove_meeting(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Take back a meeting that was recorded here."""
    form = RemovalForm(request.POST or None)
    return _recorded(request, form, "removal", meeting, lambda **told: actions.remove_meeting(meeting, **told))


@private_form(POINTS, Verb.REMOVE, most_sent=MOST_SENT, of=bodies.point_row)
def remove_point(request: HttpRequest, point: Point) -> HttpResponse:
    """Take back a point that was recorded here."""
    form = RemovalForm(request.POST or None)
    return _recorded(request, form, "removal", point, lambda **told: actions.remove_point(point, **told))


@private_form(ANSWERS, Verb.REMOVE, most_sent=MOST_SENT, of=bodies.answer_row)
def remove_answer(request: HttpRequest, given: Answer) -> HttpResponse:
    """Take back an answer that was recorded here."""
    form = RemovalForm(request.POST or None)
    return _recorded(request, form, "removal", given, lambda **told: actions.remove_answer(given, **told))


def _recorded(request: HttpRequest, form: Any, what: str, about: Any, act: Act) -> HttpResponse:
    """Do what a valid form says and lead to what came of it; else the form with what is wrong."""
    if form.is_bound and form.is_valid():
        try:
            made = act(by=actor(request), **form.recorded)
        except Rejected as refused:
            form.refuse(refused)
        else:
            there = made.get_absolute_url() if made else f"{reverse('governance:desk')}?saved=1"
            return HttpResponseRedirect(there)
    status = 422 if form.errors else 200
    return render(request, f"governance/record_{what}.html", {"form": form, "about": about}, status=status)
