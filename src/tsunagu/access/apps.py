"""Django's name for this room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """権限・監査."""

    name = "tsunagu.access"
    verbose_name = "権限・監査"
