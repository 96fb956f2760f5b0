"""The form, and the page that says a message has arrived."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac

from tsunagu.feedback import actions
from tsunagu.feedback.enums import Kind
from tsunagu.feedback.forms import MessageForm
from tsunagu.kernel.labels import language
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.rendering import form as takes_form
from tsunagu.kernel.rendering import page

MOST_SENT = 64 * 1024  # bytes of a message and the rest of its form


@takes_form(most_sent=MOST_SENT)
def feedback(request: HttpRequest) -> HttpResponse:
    """The form; what was written stays in it until it has been kept."""
    if request.method != "POST":
        return _shown(
            request, MessageForm(initial={"kind": Kind.MISTAKE, "page": _came_from(request)}, label_suffix="")
        )
    form = MessageForm(request.POST, label_suffix="")
    if form.is_valid():
        _send(form, _sender(request))
    return _shown(request, form) if form.errors else HttpResponseRedirect(reverse("feedback:sent"))


@page
def sent(request: HttpRequest) -> HttpResponse:
    """Thanks."""
    return render(request, "feedback/sent.html")


def _sender(request: HttpRequest) -> str:
    """A keyed hash of the address that a message comes from: of what the proxy saw, where there is one."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    address = forwarded.rpartition(",")[2].strip() or request.META["REMOTE_ADDR"]
    return salted_hmac("feedback", address, algorithm="sha256").hexdigest()


def _send(form: MessageForm, sender: str) -> None:
    """Keep the message, or write into the form why not."""
    given = {name: form.cleaned_data[name] for name in ("kind", "text", "page", "reply_to")}
    try:
        actions.send(
            **given,
            language=language(),
            most_an_hour=settings.FEEDBACK_PER_HOUR,
            sender=sender,
            most_of_a_sender=settings.FEEDBACK_PER_SENDER,
        )
    except Rejected as refused:
        for problem in refused.problems:
            form.add_error(problem.where or None, problem.message)


def _shown(request: HttpRequest, form: MessageForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "feedback/feedback.html", {"form": form}, status=status)


def _came_from(request: HttpRequest) -> str:
    """The page of this site that led here."""
    try:
        origin = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # what a program sends need not be an address
        return ""
    if origin.netloc != request.get_host() or origin.path == request.path:
        return ""
    return f"{origin.path}?{origin.query}" if origin.query else origin.path
