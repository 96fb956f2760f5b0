"""How a page takes a file: done as a whole, or every mistake shown with its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from tsunagu.kernel.problems import Rejected
from tsunagu.sheets import forms

Act = Callable[[Any], str]


def taken(request: HttpRequest, form: Form, act: Act, template: str, **shown: Any) -> HttpResponse:
    """Do with a file what ``act`` does, and lead to where it says; else the form with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            return HttpResponseRedirect(act(form.cleaned_data))
        except Rejected as refused:
            forms.refuse(form, refused)
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"form": form, **shown}, status=status)
