"""Django's name for this room."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """登録簿."""

    name = "tsunagu.registers"
    verbose_name = "登録簿"
