"""What every fact of this room rests on."""

from __future__ import annotations

from django.db import models

LONGEST = 300
LONGEST_KEY = 80


class Sourced(models.Model):
    """A fact: the key of its document, the page there and the text as printed. Without a document it is ours.

    What a text file says (``filed``) is replaced by what it says when it is loaded again; what somebody wrote stays.
    """

    document = models.CharField(max_length=LONGEST_KEY, blank=True)
    page = models.CharField(max_length=20, blank=True)
    printed = models.TextField(blank=True)
    note = models.TextField(blank=True, help_text="what the editors say of it")
    filed = models.BooleanField(default=False, editable=False, help_text="whether a text file says it")

    class Meta:
        abstract = True
