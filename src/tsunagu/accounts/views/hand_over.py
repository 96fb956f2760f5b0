"""Hand-over: choose posts and successors, look at what would happen, do it, undo it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.access.enums import Role
from tsunagu.accounts.actions import hand_overs
from tsunagu.accounts.actions.hand_overs import Line
from tsunagu.accounts.enums import Standing
from tsunagu.accounts.forms import DayForm
from tsunagu.accounts.queries import hand_overs as queries
from tsunagu.accounts.queries import posts
from tsunagu.accounts.rules import posts as rules
from tsunagu.accounts.views.private import actor, private
from tsunagu.kernel import announced, clock
from tsunagu.kernel.problems import Hidden, Problem, Rejected


@private
def hand_over(request: HttpRequest, number: int) -> HttpResponse:
    """The posts of an organization with their successors; a preview first, and then the change."""
    by, now = actor(request), clock.now()
    if number not in by.organizations([Role.ADMINISTRATOR]):
        raise Hidden
    form = DayForm(request.POST or None, initial={"day": _next_april(clock.today())})
    held = [post for post in posts.members(by, number) if posts.standing(post, now) is Standing.HELD]
    people = {post.user_id: post.user for post in held if post.user}
    shown: dict[str, Any] = {
        "form": form,
        "organization": posts.organization(number),
        "posts": [(post, request.POST.get(f"post-{post.pk}", "")) for post in held],
        "people": list(people.values()),
    }
    if request.method == "POST" and form.is_valid():
        lines = _lines(request, held, people)
        if "do" in request.POST:
            answer = _done(request, number, lines, form)
            if answer:
                return answer
        shown |= _preview(number, lines, form)
    status = 422 if form.errors else 200
    return render(request, "accounts/hand_over.html", shown, status=status)


def _next_april(today: date) -> date:
    return date(today.year + (today.month >= 4), 4, 1)


def _lines(request: HttpRequest, held: list[Any], people: dict[Any, Any]) -> list[Line]:
    """What was chosen for each post: nothing, ``end``, or the number of a successor."""
    lines = []
    by_number = {str(number): user for number, user in people.items()}
    for post in held:
        chosen = request.POST.get(f"post-{post.pk}", "")
        if chosen == "end":
            lines.append(Line(post))
        elif chosen in by_number:
            lines.append(Line(post, by_number[chosen]))
    return lines


def _preview(number: int, lines: list[Line], form: DayForm) -> dict[str, Any]:
    """What would happen, and which tasks nobody would have; what is wrong stands in the form."""
    day = form.cleaned_data["day"]
    if not form.errors:
        _refuse(form, hand_overs.problems(organization=number, lines=lines, day=day))
    ending = [line.ending for line in lines if line.successor is None]
    orphans = [] if form.errors else posts.orphans(ending, rules.first_instant(day), announced.waiting)
    return {"lines": lines, "orphans": orphans, "day": day}


def _refuse(form: DayForm, problems: Iterable[Problem]) -> None:
    """Say what is wrong with a hand-over: of the day at its field, of a post with whose it is."""
    for problem in problems:
        is_of_field = problem.where in form.fields
        told = problem.message if is_of_field or not problem.where else f"{problem.where}：{problem.message}"
        form.add_error(problem.where if is_of_field else None, told)


def _done(request: HttpRequest, number: int, lines: list[Line], form: DayForm) -> HttpResponse | None:
    day = form.cleaned_data["day"]
    try:
        hand_overs.plan(by=actor(request), organization=number, lines=lines, day=day)
    except Rejected as refused:
        _refuse(form, refused.problems)
        return None
    messages.success(request, gettext("引き継ぎを登録しました。その日までは取り消せます。"))
    return HttpResponseRedirect(reverse("accounts:organization", args=[number]))


@private
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take a hand-over back."""
    over = queries.hand_over(actor(request), number)
    if over is None or request.method != "POST":
        raise Hidden
    try:
        hand_overs.undo(by=actor(request), over=over)
        messages.success(request, gettext("引き継ぎを取り消しました。"))
    except Rejected as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
    return HttpResponseRedirect(reverse("accounts:organization", args=[over.organization_id]))
