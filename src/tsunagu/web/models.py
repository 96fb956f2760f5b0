"""What the pages' frame keeps."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Change(models.Model):
    """A mark that a transaction changed what everybody may see."""

    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.pk} {self.at:%Y-%m-%d %H:%M:%S}"
