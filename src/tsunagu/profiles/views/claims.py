"""Claims: somebody says which entry is theirs, and somebody else checks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tsunagu.access.addresses import actor, private_form, private_page
from tsunagu.access.queries import HISTORY, history
from tsunagu.accounts.queries import people as users
from tsunagu.kernel.policies import Policy
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.rendering import PRIVATE, promising
from tsunagu.organizations.queries import oneself
from tsunagu.profiles import actions, queries
from tsunagu.profiles.enums import State, Verb
from tsunagu.profiles.forms import AnswerForm, ClaimForm, ConfirmForm, said
from tsunagu.profiles.models import Claim
from tsunagu.profiles.rights import CLAIMS
from tsunagu.registers.enums import Scheme

MOST_SENT = 16 * 1024  # bytes of a reason and the rest of its form
_PLACE = 987654321  # a number that an address may have


@private_form(CLAIMS, Verb.CLAIM, most_sent=MOST_SENT)
def ask(request: HttpRequest) -> HttpResponse:
    """Where somebody finds their entry: those of their name that everybody may see, and the way by a number."""
    by = actor(request)
    user = users.user(by.user)
    orcid = users.orcid(by.user)
    form = _claim_form(request, orcid)
    if form.is_bound and form.is_valid():
        asked = form.asked
        told = asked.get("written", "").endswith(orcid) if orcid else False
        verified = told and asked.get("scheme") is Scheme.ORCID
        try:
            actions.claim(by=by, link=_link(request), verified=verified, **asked)
        except Rejected as refused:
            said(form, refused)
        else:
            return HttpResponseRedirect(f"{request.path}?sent=1")
    shown = {
        "form": form,
        "candidates": oneself.candidates(user.name) if user else [],
        "chosen": oneself.visible(request.GET.get("person", "")),
        "claims": queries.mine(by),
        "entry": oneself.mine(by),
        "sent": "sent" in request.GET,
        "removed": "removed" in request.GET,
        "orcid": orcid,
    }
    return render(request, "profiles/ask.html", shown, status=422 if form.errors else 200)


def _claim_form(request: HttpRequest, orcid: str) -> ClaimForm:
    if request.method == "POST":
        return ClaimForm(request.POST)
    return ClaimForm(initial={"scheme": Scheme.ORCID.value, "number": orcid})


@promising(Policy(everybody=True))
@require_safe
def way(request: HttpRequest, key: str) -> HttpResponse:
    """The way to claim an entry, for its page that is the same for all; for whose it is, the way to what is kept."""
    by, person = actor(request), oneself.visible(key)
    if person is None:
        raise Http404
    is_own = by.user is not None and person.user == by.user
    response = render(request, "profiles/parts/own_way.html", {"key": key, "is_own": is_own})
    response.headers["Cache-Control"] = PRIVATE
    return response


@private_page(CLAIMS, Verb.DECIDE)
def claims(request: HttpRequest) -> HttpResponse:
    """What waits for somebody's decision, and what was decided last."""
    by = actor(request)
    shown = {"waiting": queries.to_decide(by), "decided": queries.decided(by)}
    return render(request, "profiles/claims.html", shown)


@private_page(CLAIMS, Verb.SEE, of=queries.claim)
def claim(request: HttpRequest, one: Claim) -> HttpResponse:
    """One claim, with what is needed to decide it."""
    return _shown(request, one, _answer_form(one))


def _answer_form(one: Claim, data: Any = None) -> AnswerForm:
    """What is said with a decision; of a claimant who has another entry it is asked whether both are to be one."""
    asks = one.of_state is State.WAITING and queries.shown(one).own
    return ConfirmForm(data) if asks else AnswerForm(data)


def _deciding(act: Callable[..., Claim], *asked: str) -> Callable[..., HttpResponse]:
    """The address at which a claim is decided in one way. asked: what of the form the action takes."""

    @private_form(CLAIMS, Verb.DECIDE, reading=Verb.SEE, most_sent=MOST_SENT, of=queries.claim)
    def deciding(request: HttpRequest, one: Claim) -> HttpResponse:
        form = _answer_form(one, request.POST if request.method == "POST" else None)
        if not form.is_bound or not form.is_valid():
            return _shown(request, one, form)
        told = {name: form.cleaned_data[name] for name in asked if name in form.cleaned_data}
        told["link"] = request.build_absolute_uri(reverse("profiles:entry"))
        return _done(request, one, form, lambda: act(one, by=actor(request), **told))

    return deciding


confirm = _deciding(actions.confirm, "words", "joins")
refuse = _deciding(actions.refuse, "words")
take_back = _deciding(actions.take_back, "words")


@private_form(CLAIMS, Verb.WITHDRAW, reading=Verb.SEE, most_sent=MOST_SENT, of=queries.claim)
def withdraw(request: HttpRequest, one: Claim) -> HttpResponse:
    """Take back one's own claim."""
    if request.method != "POST":
        return _shown(request, one, AnswerForm())
    form = AnswerForm(request.POST)
    return _done(request, one, form, lambda: actions.withdraw(one, by=actor(request)))


def _done(request: HttpRequest, one: Claim, form: AnswerForm, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Rejected as refused:
        form.full_clean()
        said(form, refused)
        one.refresh_from_db()
        return _shown(request, one, form)
    return HttpResponseRedirect(one.get_absolute_url())


def _shown(request: HttpRequest, one: Claim, form: AnswerForm) -> HttpResponse:
    by = actor(request)
    is_mine = one.user_id == by.user
    decides = not is_mine and CLAIMS.may(by, Verb.DECIDE, one)
    state = one.of_state
    shown: dict[str, Any] = {
        "one": one,
        "form": form,
        "is_mine": is_mine,
        "told": queries.shown(one) if decides else None,
        "may_decide": decides and state is State.WAITING,
        "may_take_back": decides and state is State.CONFIRMED,
        "may_withdraw": is_mine and state is State.WAITING,
        "history": history(by, one) if decides else [],
        "history_columns": HISTORY,
    }
    return render(request, "profiles/claim.html", shown, status=422 if form.errors else 200)


def _link(request: HttpRequest) -> str:
    """The whole address of a claim's page, with ``{number}`` in the place of its number."""
    address = request.build_absolute_uri(reverse("profiles:claim", args=[_PLACE]))
    return address.replace(str(_PLACE), "{number}")
