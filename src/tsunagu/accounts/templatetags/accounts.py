"""What the forms of allauth are called here, and how a post is dated."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.contrib.messages import get_messages
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from tsunagu.accounts.rules.posts import last_day

register = template.Library()

_LABELS = {
    "login": _("メールアドレス"),
    "email": _("メールアドレス"),
    "password": _("パスワード"),
    "password1": _("パスワード"),
    "password2": _("新しいパスワード（確認のため、もう一度）"),
    "oldpassword": _("現在のパスワード"),
    "code": _("コード"),
    "passwordless": _("パスキーにする（この鍵だけでサインインできる）"),
}
_HINTS = {
    "password1": _("15文字以上。文字の種類は問いません。よく使われるものや、氏名などを並べたものは使えません。"),
    "passwordless": _("指紋、顔、PINなど、本人を確かめられる鍵が必要です。"),
}
_NEW = {"password1": _("新しいパスワード")}


@register.filter
def worded(form: Any, names: str = "") -> Any:
    """A form of allauth's with our labels and hints. names: ``name:label`` where a field is called otherwise."""
    changes = "password2" in form.fields
    for name, field in form.fields.items():
        if name in _LABELS:
            field.label = _NEW[name] if changes and name in _NEW else _LABELS[name]
            field.help_text = _HINTS.get(name, "")
            field.widget.attrs.pop("placeholder", None)
    if "name" in form.fields and names:
        form.fields["name"].label = names
    form.label_suffix = ""
    return form


@register.filter
def begun(instant: datetime | None) -> str:
    """The day on which something begins, in Japan."""
    return f"{localtime(instant):%Y-%m-%d}" if instant else ""


@register.filter
def ended(instant: datetime | None) -> str:
    """The last day of what ends at an instant, in Japan; empty where it is open."""
    return f"{last_day(instant):%Y-%m-%d}" if instant else ""


@register.filter
def at_time(instant: datetime | None) -> str:
    """An instant in Japan, to the minute."""
    return f"{localtime(instant):%Y-%m-%d %H:%M}" if instant else ""


@register.filter
def at_second(instant: datetime | None) -> str:
    """An instant in Japan, to the second."""
    return f"{localtime(instant):%Y-%m-%d %H:%M:%S}" if instant else ""


@register.filter
def said(request: Any) -> list[Any]:
    """What the page before had to say; a request that failed early has none."""
    return list(get_messages(request))


@register.filter
def way(method: str) -> str:
    """How somebody can prove again who they are, by allauth's name of it."""
    return str(_WAYS.get(method, method))


_WAYS = {
    "reauthenticate": _("パスワードで確認する"),
    "mfa_reauthenticate": _("認証アプリか回復コードで確認する"),
    "mfa_reauthenticate:webauthn": _("パスキーで確認する"),
}
