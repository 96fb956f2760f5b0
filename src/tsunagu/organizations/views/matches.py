"""The review queues: a person says whether an entry and a body, or a person, are the same, pair after pair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
from tsunagu.organizations.actions import likeness, matching
from tsunagu.organizations.enums import MatchState, Verb
from tsunagu.organizations.forms import PeopleReviewFilters, ReasonForm, ReviewFilters
from tsunagu.organizations.queries import review
from tsunagu.organizations.queries.queues import Pair, Queue

MOST_SENT = 16 * 1024  # bytes of a reason and the rest of its form
_SHOWN = 50  # pairs of the list; the others come up one after the other
View = Callable[..., HttpResponse]
Filter = type[ReviewFilters] | type[PeopleReviewFilters]


@dataclass(frozen=True, slots=True)
class Pages:
    """The addresses of one queue."""

    list: View
    one: View
    join: View
    part: View
    undo: View


def _pages(queue: Queue, filters: Filter, decisions: Any) -> Pages:
    """The pages of a queue. decisions: the module of its actions."""
    shown = _Shown(queue, filters)
    seeing = private_page(queue.rights, Verb.REVIEW)
    seeing_one = private_page(queue.rights, Verb.REVIEW, of=queue.pair)

    def deciding(verb: Verb, decide: Callable[..., Pair]) -> View:
        """The address at which one pair is decided, and which leads on to the next."""
        door = private_form(queue.rights, verb, reading=Verb.REVIEW, most_sent=MOST_SENT, of=queue.pair)
        return door(lambda request, pair: shown.decided(request, pair, decide))

    return Pages(
        list=seeing(shown.waiting),
        one=seeing_one(lambda request, pair: shown.pair(request, pair, ReasonForm(label_suffix=""))),
        join=deciding(Verb.JOIN, decisions.join),
        part=deciding(Verb.PART, decisions.part),
        undo=deciding(Verb.UNDO, decisions.undo),
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """How a queue is shown and decided, once the right is there."""

    queue: Queue
    filters: Filter

    def waiting(self, request: HttpRequest) -> HttpResponse:
        """What waits for a decision, and where to begin."""
        by, form = actor(request), self.filters(request.GET)
        narrowed = form.asked()
        waiting = self.queue.waiting(by, narrowed)
        shown = {
            "form": form,
            "columns": self.queue.listed,
            "pairs": list(waiting[:_SHOWN]),
            "count": waiting.count(),
            "most": _SHOWN,
            "kept": urlencode(narrowed.address),
            "may_undo": self.queue.rights.may_anywhere(by, Verb.UNDO),
            **self._said(request),
        }
        return render(request, "organizations/matches.html", shown)

    def pair(self, request: HttpRequest, pair: Pair, form: ReasonForm, troubles: Sequence[str] = ()) -> HttpResponse:
        """One pair side by side, with what speaks for it."""
        shown = {**self._compared(pair), **self._beside(request, pair), **self._allowed(actor(request), pair)}
        shown |= {"form": form, "troubles": troubles, **self._said(request)}
        response = answer(request, "organizations/match.html", shown, part="organizations/parts/pair.html")
        if troubles and not _is_live(request):  # htmx shows nothing of an answer with an error
            response.status_code = 422
        if troubles:
            response.headers.pop("HX-Push-Url", None)
        return response

    def decided(self, request: HttpRequest, pair: Pair, decide: Callable[..., Pair]) -> HttpResponse:
        """Decide a pair and lead on, or say why that cannot be."""
        form = ReasonForm(_sent(request), label_suffix="")
        if not form.is_bound:
            return self.pair(request, pair, form)
        try:
            done = decide(actor(request), pair, form.told())
        except Rejected as refused:
            return self.pair(request, pair, form, [str(problem) for problem in refused.problems])
        return self._onward(request, done)

    def _onward(self, request: HttpRequest, done: Pair) -> HttpResponse:
        """To the next pair; after a decision was taken back, to that pair again."""
        narrowed = self.filters(request.GET).asked()
        if done.state == MatchState.PROPOSED:
            return HttpResponseRedirect(done.get_absolute_url() + _query(narrowed.address))
        query = _query({**narrowed.address, "decided": str(done.pk)})
        if following := self.queue.following(actor(request), narrowed, done):
            return HttpResponseRedirect(following.get_absolute_url() + query)
        end = reverse(self.queue.page) + query
        return HttpResponseClientRedirect(end) if _is_live(request) else HttpResponseRedirect(end)

    def _compared(self, pair: Pair) -> dict[str, Any]:
        """The two sides of a pair, and what speaks for it."""
        waits = pair.state == MatchState.PROPOSED
        lines, reasons = self.queue.sides(pair), self.queue.said(pair)
        return {"pair": pair, "waits": waits, "columns": self.queue.compared, "lines": lines, "reasons": reasons}

    def _beside(self, request: HttpRequest, pair: Pair) -> dict[str, Any]:
        """What comes before and after a pair."""
        by, narrowed = actor(request), self.filters(request.GET).asked()
        return {
            "left": self.queue.waiting(by, narrowed).count(),
            "following": self.queue.following(by, narrowed, pair),
            "kept": urlencode(narrowed.address),
        }

    def _allowed(self, by: Actor, pair: Pair) -> dict[str, Any]:
        """What somebody may do with a pair, and what was done."""
        may_decide, may_undo = (self.queue.rights.may(by, verb, pair) for verb in (Verb.JOIN, Verb.UNDO))
        done = {"history": history(by, pair), "history_columns": HISTORY}
        return {"may_decide": may_decide, "may_undo": may_undo, **done}

    def _said(self, request: HttpRequest) -> dict[str, Any]:
        """Which queue it is, and what was decided just before."""
        decided = self.queue.decided(actor(request), request.GET.get("decided", ""))
        is_of_people = self.queue is review.PEOPLE
        return {"list_url": reverse(self.queue.page), "decided": decided, "of_people": is_of_people}


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was sent; it may be an empty form."""
    return request.POST if request.method == "POST" else None


def _query(told: dict[str, str]) -> str:
    return f"?{urlencode(told)}" if told else ""


def _is_live(request: HttpRequest) -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


BODIES = _pages(review.BODIES, ReviewFilters, matching)
PEOPLE = _pages(review.PEOPLE, PeopleReviewFilters, likeness)
