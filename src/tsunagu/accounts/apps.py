"""Django's name for this room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """利用者."""

    name = "tsunagu.accounts"
    verbose_name = "利用者"
