"""Django's name for this room."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """ジョブ."""

    name = "tsunagu.jobs"
    verbose_name = "ジョブ"
