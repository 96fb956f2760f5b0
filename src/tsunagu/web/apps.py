"""Django's name for this room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages."""

    name = "tsunagu.web"
    verbose_name = "Web"

    def ready(self) -> None:
        """Load the English of every room."""
        from tsunagu.web import translations

        translations.load()
