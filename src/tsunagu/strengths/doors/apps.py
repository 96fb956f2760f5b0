"""Django's name for this room."""

from django.apps import AppConfig


class StrengthsConfig(AppConfig):
    """強みを知る."""

    name = "tsunagu.strengths.doors"
    verbose_name = "強み"
