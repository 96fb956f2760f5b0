"""Django's name for this room."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """会議・論点."""

    name = "tsunagu.governance"
    verbose_name = "会議・論点"
