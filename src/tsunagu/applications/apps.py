"""Django's name for this room."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """申請."""

    name = "tsunagu.applications"
    verbose_name = "申請"
