"""What Procrastinate's own tables do not hold."""

from __future__ import annotations

from django.db import models

LONGEST_ERROR = 500  # characters


class Effect(models.Model):
    """Something that was done and must not be done again, written in the transaction that did it."""

    key = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.key


class Trouble(models.Model):
    """Why a job failed when it was tried last; Procrastinate keeps only that it did."""

    job = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(auto_now=True)
    error = models.CharField(max_length=LONGEST_ERROR)

    def __str__(self) -> str:
        return self.error
