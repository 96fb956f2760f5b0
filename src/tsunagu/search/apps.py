"""Django's name for this room."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """検索."""

    name = "tsunagu.search"
    verbose_name = "検索"
