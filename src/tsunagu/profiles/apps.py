"""Django's name for this room."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """本人の記載."""

    name = "tsunagu.profiles"
    verbose_name = "本人の記載"
