"""Django's name for this room."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """公募."""

    name = "tsunagu.calls"
    verbose_name = "公募"
