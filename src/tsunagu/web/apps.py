"""Django's name for this room."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class WebConfig(AppConfig):
    """Pages."""

    name = "tsunagu.web"
    verbose_name = "Web"

    def ready(self) -> None:
        """Load the English of every room, tell rooms of one another, check addresses, have the tables watched."""
        from tsunagu.web import addresses, announcing, changes, translations

        translations.load()
        announcing.announce()
        checks.register(addresses.check)
        post_migrate.connect(changes.watch, sender=self)
