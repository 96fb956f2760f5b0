"""Django's name for this room."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    """質問票."""

    name = "tsunagu.sheets"
    verbose_name = "質問票"
