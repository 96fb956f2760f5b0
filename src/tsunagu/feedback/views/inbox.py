"""What readers wrote, for those who may read it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.access.addresses import actor, private_form, private_page
from tsunagu.access.queries import HISTORY, history
from tsunagu.feedback import actions, queries
from tsunagu.feedback.enums import Verb
from tsunagu.feedback.forms import RemovalForm
from tsunagu.feedback.models import Message
from tsunagu.feedback.rights import RIGHTS
from tsunagu.kernel.problems import Rejected

MOST_SENT = 64 * 1024  # bytes of the numbers of messages


@private_form(RIGHTS, Verb.REMOVE, reading=Verb.READ, most_sent=MOST_SENT)
def inbox(request: HttpRequest) -> HttpResponse:
    """The messages, and those that were chosen removed."""
    if request.method != "POST":
        return _shown(request, RemovalForm(label_suffix=""))
    form = RemovalForm(request.POST, label_suffix="")
    if form.is_valid():
        _remove(request, form)
    return _shown(request, form) if form.errors else HttpResponseRedirect(reverse("feedback:inbox"))


@private_page(RIGHTS, Verb.READ, of=queries.message)
def message(request: HttpRequest, message: Message) -> HttpResponse:
    """One message, and what was done to it."""
    shown = {"message": message, "history": history(actor(request), message), "history_columns": HISTORY}
    return render(request, "feedback/message.html", shown)


def _remove(request: HttpRequest, form: RemovalForm) -> None:
    """Remove what was chosen, or write into the form why not."""
    try:
        actions.remove(by=actor(request), numbers=form.cleaned_data["numbers"])
    except Rejected as refused:
        for problem in refused.problems:
            form.add_error(None, gettext("%(number)s 番のご意見はありません。") % {"number": problem.where})


def _shown(request: HttpRequest, form: RemovalForm) -> HttpResponse:
    by = actor(request)
    shown = {
        "form": form,
        "columns": queries.INBOX,
        "messages": queries.messages(by),
        "may_remove": RIGHTS.may_anywhere(by, Verb.REMOVE),
    }
    return render(request, "feedback/inbox.html", shown, status=422 if form.errors else 200)
