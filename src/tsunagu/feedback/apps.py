"""Django's name for this room."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """ご意見."""

    name = "tsunagu.feedback"
    verbose_name = "ご意見"
