"""What many tables share: from when to when something holds, and what it rests on."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from tsunagu.kernel.spans import Span

LONGEST_KEY = 80


def holding(day: date, of: str = "") -> Q:
    """Rows that hold on a day, as far as is known. of: the relation to them, such as ``names__``."""
    begun = Q(**{f"{of}valid_from__isnull": True}) | Q(**{f"{of}valid_from__lte": day})
    lasting = Q(**{f"{of}valid_to__isnull": True}) | Q(**{f"{of}valid_to__gte": day})
    return begun & lasting


class Dated(models.Model):
    """Something that holds from ``valid_from`` to ``valid_to``, both days included; empty is unknown or open."""

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def span(self) -> Span:
        """From when to when it holds."""
        return Span(self.valid_from, self.valid_to)


class Sourced(models.Model):
    """A fact: the key of its document, the page there and the text as printed. Without a document it is ours.

    What a text file says is replaced by what it says when it is loaded again; what somebody wrote here stays.
    """

    document = models.CharField(max_length=LONGEST_KEY, blank=True)
    page = models.CharField(max_length=20, blank=True)
    printed = models.TextField(blank=True)
    note = models.TextField(blank=True, help_text="what the editors say of it")
    filed = models.BooleanField(default=False, editable=False, help_text="whether a text file says it")

    class Meta:
        abstract = True


def forward(name: str) -> models.CheckConstraint:
    """No span of days ends before it begins."""
    open_ended = Q(valid_from__isnull=True) | Q(valid_to__isnull=True)
    return models.CheckConstraint(condition=open_ended | Q(valid_to__gte=F("valid_from")), name=name)
