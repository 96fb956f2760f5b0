"""Which index is the current one."""

from __future__ import annotations

from django.db import models


class CurrentIndex(models.Model):
    """The fingerprint of the index that fits what the database holds now; the index itself is a cache in a folder."""

    name = models.CharField(max_length=40, primary_key=True)
    fingerprint = models.CharField(max_length=40)
    built_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "current indexes"

    def __str__(self) -> str:
        return f"{self.name} {self.fingerprint}"
