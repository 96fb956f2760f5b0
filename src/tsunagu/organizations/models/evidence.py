"""What many tables share: from when to when something holds, and what it rests on."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from tsunagu.organizations.rules.days import Span

LONGEST_KEY = 80


class DatedQuerySet(models.QuerySet[Any]):
    """Rows that hold from a day to a day."""

    def on(self, day: date) -> Self:
        """Those that hold on a day; an unknown first or last day does not stand against it."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self.filter(begun & lasting)


class Dated(models.Model):
    """Something that holds from ``valid_from`` to ``valid_to``, both days included; empty is unknown or open."""

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def span(self) -> Span:
        """From when to when it holds."""
        return Span(self.valid_from, self.valid_to)


class Sourced(models.Model):
    """A fact: the key of its document, the page there and the text as printed. Without a document it is ours."""

    document = models.CharField(max_length=LONGEST_KEY, blank=True)
    page = models.CharField(max_length=20, blank=True)
    printed = models.TextField(blank=True)
    note = models.TextField(blank=True, help_text="what the editors say of it")

    class Meta:
        abstract = True


def forward(name: str) -> models.CheckConstraint:
    """No span of days ends before it begins."""
    open_ended = Q(valid_from__isnull=True) | Q(valid_to__isnull=True)
    return models.CheckConstraint(condition=open_ended | Q(valid_to__gte=F("valid_from")), name=name)
