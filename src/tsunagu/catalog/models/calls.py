"""When a program takes applications, and on which terms: typed rows that states, calendars and plans are made from."""

from __future__ import annotations

from django.db import models

from tsunagu.catalog.enums import Evidence, State, TermKind
from tsunagu.catalog.models.programs import Program
from tsunagu.catalog.models.sources import Correctable, Sourced
from tsunagu.kernel.fields import FiscalYearField, YenField


class Call(Correctable):
    """One round of applications. ``closes`` is the last day, ``closes_at`` the hour in Japan."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="calls")
    fiscal_year = FiscalYearField()
    track = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=100, blank=True)
    opens = models.DateField(null=True)
    closes = models.DateField(null=True)
    closes_at = models.TimeField(null=True)
    evidence = models.CharField(max_length=20, choices=Evidence.choices())
    applied = models.PositiveIntegerField(null=True)
    selected = models.PositiveIntegerField(null=True)
    decided = models.DateField(null=True)

    class Meta:
        ordering = ["-fiscal_year", "-closes", "id"]

    def __str__(self) -> str:
        return f"{self.program} {self.fiscal_year} {self.name}".rstrip()


class Status(Sourced):
    """What a document says of new applications from a day on; without one the word of an editor, with a reason."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="statuses")
    state = models.CharField(max_length=20, choices=State.choices())
    since = models.DateField()
    until = models.DateField(null=True)
    track = models.CharField(max_length=60, blank=True)
    reason = models.TextField()
    reason_en = models.TextField(blank=True, help_text="ours")
    by_operator = models.BooleanField(default=False, help_text="said by command; `tsunagu load` leaves it alone")

    class Meta:
        ordering = ["-since", "-id"]
        verbose_name_plural = "statuses"

    def __str__(self) -> str:
        return f"{self.program} {self.state} {self.since}"


class Term(Sourced):
    """A condition of a way to apply as numbers. Years are those of an award, from 1; empty means every year."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="terms")
    track = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, choices=TermKind.choices())
    first_year = models.PositiveSmallIntegerField(null=True)
    last_year = models.PositiveSmallIntegerField(null=True)
    amount = YenField(null=True)
    percent = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    to = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["track", "kind", "first_year", "id"]

    def __str__(self) -> str:
        return f"{self.program} {self.track} {self.kind}"
