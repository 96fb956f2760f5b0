"""Django's name for this room."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """メール."""

    name = "tsunagu.mail"
    verbose_name = "メール"

    def ready(self) -> None:
        """Refuse settings by which nothing could be sent, before something is to be."""
        from tsunagu.mail import carriers

        carriers.check()
