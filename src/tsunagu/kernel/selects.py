"""Lists of choices in forms, written by one function: a template for each option took a third of a search page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.forms.widgets import Select
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    """Django's own templates of forms, save that of a select."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """What a form, a field or a widget looks like."""
        if template_name == Select.template_name:
            return select(context["widget"])
        return str(super().render(template_name, context, request))


def select(widget: Widget) -> SafeString:
    """A select as Django's template writes it."""
    groups = ((_group(name, options),) for name, options, _ in widget["optgroups"])
    every = format_html_join("", "{}", groups)
    return format_html('<select name="{}"{}>{}\n</select>', widget["name"], flatatt(widget["attrs"]), every)


def _group(name: str | None, options: list[Widget]) -> SafeString:
    written = ((one["value"], flatatt(one["attrs"]), one["label"]) for one in options)
    every = format_html_join("", '\n  <option value="{}"{}>{}</option>', written)
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, every) if name else every
