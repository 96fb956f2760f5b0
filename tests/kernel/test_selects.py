"""A list of choices is what Django's own template makes of it."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from tsunagu.kernel.selects import Renderer

PLAIN = [("", "―"), ("a", "甲 & <b>"), ('"', "引用符"), (3, "三")]
GROUPED = [("", "―"), ("大学", [("n", "国立"), ("p", "私立")]), ("c", "企業")]


class Form(forms.Form):
    """Selects of every make."""

    plain = forms.ChoiceField(choices=PLAIN, help_text="x", required=False)
    needed = forms.ChoiceField(choices=PLAIN[1:])
    grouped = forms.ChoiceField(choices=GROUPED, widget=forms.Select(attrs={"data-x": "1 & 2"}), disabled=True)
    several = forms.MultipleChoiceField(choices=GROUPED)
    truth = forms.NullBooleanField()


@pytest.mark.parametrize("name", Form.base_fields)
@pytest.mark.parametrize("data", [None, {"plain": '"', "needed": "3", "grouped": "p", "several": ["n", "c"]}])
def test_a_select_is_as_django_writes_it(name: str, data):
    ours, theirs = (Form(data, renderer=renderer)[name].as_widget() for renderer in (Renderer(), DjangoTemplates()))
    assert "<option" in ours
    assert parse_html(ours) == parse_html(theirs)


def test_the_site_writes_its_forms_so():
    assert isinstance(Form().renderer, Renderer)
