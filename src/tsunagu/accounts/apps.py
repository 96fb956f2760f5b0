"""Django's name for this room, and what is checked of its settings."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


class AccountsConfig(AppConfig):
    """利用者."""

    name = "tsunagu.accounts"
    verbose_name = "利用者"

    def ready(self) -> None:
        """Have the settings of this room checked at every start, and a session know of the factor that it added."""
        from allauth.mfa.signals import authenticator_added

        from tsunagu.accounts import factors

        checks.register(_strict_roles)
        authenticator_added.connect(factors.note_added)


def _strict_roles(**_: Any) -> list[checks.Error]:
    """A mistyped role would be asked for nothing, and nobody would notice."""
    from tsunagu.access.enums import WITHOUT_MEMBERSHIP, Role

    held = {role.value for role in Role if role not in WITHOUT_MEMBERSHIP}
    unknown = sorted(settings.SECOND_FACTOR - held)
    hint = f"the roles are {' '.join(sorted(held))}"
    return [checks.Error(f"TSUNAGU_SECOND_FACTOR: there is no role {name}", hint=hint) for name in unknown]
