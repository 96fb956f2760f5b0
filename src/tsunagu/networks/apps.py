"""Django's name for this room."""

from django.apps import AppConfig


class NetworksConfig(AppConfig):
    """座組・ネットワーク."""

    name = "tsunagu.networks"
    verbose_name = "座組・ネットワーク"
