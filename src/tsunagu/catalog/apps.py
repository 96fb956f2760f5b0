"""Django's name for this room."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """総合振興パッケージ・関連事業マップ."""

    name = "tsunagu.catalog"
    verbose_name = "総合振興パッケージ・関連事業マップ"
