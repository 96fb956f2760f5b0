"""Django's name for this room."""

from django.apps import AppConfig


class IntroductionsConfig(AppConfig):
    """紹介."""

    name = "tsunagu.introductions"
    verbose_name = "紹介"
