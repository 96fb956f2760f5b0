"""Messages of readers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext

from tsunagu.feedback.enums import Kind

LONGEST_TEXT = 4000  # characters
LONGEST_PAGE = 500


class Message(models.Model):
    """What one reader told the operator. Who sent it is known only so far as the reader says it."""

    received = models.DateTimeField(auto_now_add=True, db_index=True)
    kind = models.CharField(max_length=10, choices=Kind.choices())
    text = models.CharField(max_length=LONGEST_TEXT)
    page = models.CharField(max_length=LONGEST_PAGE, blank=True)
    reply_to = models.EmailField(blank=True)
    language = models.CharField(max_length=2)
    sender = models.CharField(
        max_length=64, blank=True, editable=False, help_text="a keyed hash of the address it came from, for an hour"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{gettext('ご意見')} {self.pk}"

    @property
    def kind_label(self) -> str:
        """The kind in the language of the reader."""
        return Kind(self.kind).label
