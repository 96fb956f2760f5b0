"""Django's validator of passwords, by the rules of this room."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from tsunagu.accounts.rules import passwords


class PasswordValidator:
    """15 characters or more, none of the common ones, not made of what others know; no kinds of characters asked."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password with everything that is wrong with it."""
        known = [*_OF_THE_SITE, *_of_the_operator(), *_of_the_person(user)]
        if problems := list(passwords.problems(password, common=_common(), known=known)):
            raise ValidationError([problem.message for problem in problems])

    def get_help_text(self) -> str:
        """What a form says beforehand."""
        return gettext("15文字以上。文字の種類は問いません。よく使われるものや、氏名などを並べたものは使えません。")


# The name of the site as people would write it.
_OF_THE_SITE = ("tsunagu", "繋ぐ", "つなぐ", "ツナグ", "j-peaks", "地域中核", "特色ある研究大学", "大学", "university")


def _of_the_operator() -> list[str]:
    hosts = [host for host in settings.ALLOWED_HOSTS if not host.startswith(("127.", "["))]
    return [name for name in (settings.OPERATOR.ja, settings.OPERATOR.en, *hosts) if name]


def _of_the_person(user: Any) -> list[str]:
    return [text for text in (getattr(user, "email", ""), getattr(user, "name", "")) if text]


@cache
def _common() -> frozenset[str]:
    """Django's list of 20,000, in small letters."""
    return frozenset(CommonPasswordValidator().passwords)
