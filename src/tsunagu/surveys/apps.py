"""Django's name for this room."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """調査."""

    name = "tsunagu.surveys"
    verbose_name = "調査"
