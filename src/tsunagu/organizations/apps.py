"""Django's name for this room."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """機関."""

    name = "tsunagu.organizations"
    verbose_name = "機関"
