"""The review queue: a person says whether an entry of a register and a body are the same, pair after pair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from tsunagu.access.actors import Actor
from tsunagu.access.addresses import actor, private_form, private_page
from tsunagu.access.queries import HISTORY, history
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.rendering import answer
from tsunagu.organizations import rights
from tsunagu.organizations.actions import matching
from tsunagu.organizations.enums import MatchState, Verb
from tsunagu.organizations.forms import ReasonForm, ReviewFilters
from tsunagu.organizations.models import Match
from tsunagu.organizations.queries import review

MOST_SENT = 16 * 1024  # bytes of a reason and the rest of its form
_SHOWN = 50  # pairs of the list; the others come up one after the other
Decide = Callable[..., Match]


@private_page(rights.MATCHES, Verb.REVIEW)
def matches(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, and where to begin."""
    by, form = actor(request), ReviewFilters(request.GET)
    narrowed = form.asked()
    waiting = review.queue(by, narrowed)
    shown = {
        "form": form,
        "columns": review.QUEUE,
        "pairs": list(waiting[:_SHOWN]),
        "count": waiting.count(),
        "most": _SHOWN,
        "kept": urlencode(narrowed.address),
        "decided": review.decided(by, request.GET.get("decided", "")),
        "may_undo": rights.MATCHES.may_anywhere(by, Verb.UNDO),
    }
    return render(request, "organizations/matches.html", shown)


@private_page(rights.MATCHES, Verb.REVIEW, of=review.pair)
def match(request: HttpRequest, pair: Match) -> HttpResponse:
    """One pair side by side, with what speaks for it."""
    return _shown(request, pair, ReasonForm(label_suffix=""))


def _deciding(verb: Verb, decide: Decide) -> Callable[..., HttpResponse]:
    """The address at which one pair is decided, and which leads on to the next."""

    @private_form(rights.MATCHES, verb, reading=Verb.REVIEW, most_sent=MOST_SENT, of=review.pair)
    def deciding(request: HttpRequest, pair: Match) -> HttpResponse:
        form = ReasonForm(_sent(request), label_suffix="")
        if not form.is_bound:
            return _shown(request, pair, form)
        try:
            done = decide(actor(request), pair, form.told())
        except Rejected as refused:
            return _shown(request, pair, form, [str(problem) for problem in refused.problems])
        return _onward(request, done)

    return deciding


join = _deciding(Verb.JOIN, matching.join)
part = _deciding(Verb.PART, matching.part)
undo = _deciding(Verb.UNDO, matching.undo)


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was sent; it may be an empty form."""
    return request.POST if request.method == "POST" else None


def _onward(request: HttpRequest, done: Match) -> HttpResponse:
    """To the next pair; after a decision was taken back, to that pair again."""
    narrowed = ReviewFilters(request.GET).asked()
    waits = done.state == MatchState.PROPOSED
    following = done if waits else review.following(actor(request), narrowed, done)
    told = narrowed.address if waits else {**narrowed.address, "decided": str(done.pk)}
    query = f"?{urlencode(told)}" if told else ""
    if following:
        return HttpResponseRedirect(reverse("organizations:match", args=[following.pk]) + query)
    end = reverse("organizations:matches") + query
    return HttpResponseClientRedirect(end) if _is_live(request) else HttpResponseRedirect(end)


def _is_live(request: HttpRequest) -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


def _shown(request: HttpRequest, pair: Match, form: ReasonForm, troubles: Sequence[str] = ()) -> HttpResponse:
    shown = {**_compared(pair), **_queue(request, pair), **_allowed(actor(request), pair)}
    shown |= {"form": form, "troubles": troubles}
    response = answer(request, "organizations/match.html", shown, part="organizations/parts/pair.html")
    if troubles and not _is_live(request):  # htmx shows nothing of an answer with an error
        response.status_code = 422
    if troubles:
        response.headers.pop("HX-Push-Url", None)
    return response


def _compared(pair: Match) -> dict[str, Any]:
    """The two sides of a pair, and what speaks for it."""
    waits = pair.state == MatchState.PROPOSED
    lines, reasons = review.sides(pair), review.reasons(pair)
    return {"pair": pair, "waits": waits, "columns": review.SIDES, "lines": lines, "reasons": reasons}


def _queue(request: HttpRequest, pair: Match) -> dict[str, Any]:
    """What comes before and after a pair."""
    by, narrowed = actor(request), ReviewFilters(request.GET).asked()
    return {
        "left": review.queue(by, narrowed).count(),
        "following": review.following(by, narrowed, pair),
        "kept": urlencode(narrowed.address),
        "decided": review.decided(by, request.GET.get("decided", "")),
    }


def _allowed(by: Actor, pair: Match) -> dict[str, Any]:
    """What somebody may do with a pair, and what was done."""
    may_decide, may_undo = (rights.MATCHES.may(by, verb, pair) for verb in (Verb.JOIN, Verb.UNDO))
    done = {"history": history(by, pair), "history_columns": HISTORY}
    return {"may_decide": may_decide, "may_undo": may_undo, **done}
