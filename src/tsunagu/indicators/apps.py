"""Django's name for this room."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """指標."""

    name = "tsunagu.indicators"
    verbose_name = "指標"
