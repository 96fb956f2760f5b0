"""Calls as their files say them, and the deadlines that were moved."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from tsunagu.calls.enums import CallPhase, ProcedureKind, State
from tsunagu.calls.rules import stored, windows
from tsunagu.calls.rules.checking import LONGEST_NAME
from tsunagu.calls.rules.shapes import Definition
from tsunagu.kernel import clock
from tsunagu.kernel.fields import FiscalYearField
from tsunagu.kernel.labels import worded

LONGEST_KEY = 60
LONGEST_TEXT = 2000


class Call(models.Model):
    """A call. file: its text as an officer wrote it; definition: the same as data, see ``rules.reading``.

    program: its key in the catalog. opens, closes: the instants between which applications are taken; a day of which
    no hour is known counts whole.
    filed: whether only the record of a call made elsewhere is kept here. noted: until when it is noted that it opened
    or closed, so that pages kept for everybody are rendered anew.
    """

    key = models.SlugField(max_length=LONGEST_KEY, unique=True)
    name = models.CharField(max_length=LONGEST_NAME)
    name_en = models.CharField(max_length=LONGEST_NAME, blank=True)
    kind = models.CharField(max_length=20, choices=ProcedureKind.choices())
    year = FiscalYearField()
    program = models.CharField(max_length=LONGEST_KEY, blank=True)
    organization = models.ForeignKey(
        "organizations.Organization", null=True, on_delete=models.PROTECT, related_name="calls"
    )
    state = models.CharField(max_length=10, choices=State.choices(), default=State.DRAFT)
    opens = models.DateTimeField(null=True)
    closes = models.DateTimeField(null=True)
    filed = models.BooleanField(default=False)
    file = models.TextField()
    definition = models.JSONField()
    made = models.DateTimeField(default=clock.now)
    published = models.DateTimeField(null=True)
    noted = models.DateTimeField(null=True)
    withdrawn_for = models.CharField(max_length=LONGEST_TEXT, blank=True)

    class Meta:
        ordering = ["-year", "-closes", "key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__isnull=True) | Q(closes__isnull=True) | Q(opens__lt=F("closes")),
                name="calls_open_before_they_close",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(published__isnull=False), name="calls_published_has_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is shown."""
        return reverse("calls:call", args=[self.key])

    @property
    def display_name(self) -> str:
        """Its name in the language of the reader."""
        return worded(self.name, self.name_en or self.name)

    @cached_property
    def told(self) -> Definition:
        """What its file says."""
        return stored.revived(self.definition)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back."""
        return self.state == State.WITHDRAWN

    @property
    def phase(self) -> CallPhase:
        """Where it stands now."""
        return windows.phase(self.opens, self.closes, clock.now())


class Extension(models.Model):
    """A deadline that was moved; the rows of a call are never changed."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="extensions")
    before = models.DateTimeField()
    after = models.DateTimeField()
    reason = models.CharField(max_length=LONGEST_TEXT)
    made = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(after__gt=F("before")), name="calls_extension_is_later")]

    def __str__(self) -> str:
        return f"{self.call} {self.after:%Y-%m-%d %H:%M}"


class Load(models.Model):
    """Which state of the text files was loaded last."""

    checksum = models.CharField(max_length=64)
    loaded = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="calls_load_once")]

    def __str__(self) -> str:
        return self.checksum


def columns(told: Definition) -> dict[str, Any]:
    """What stands in columns of a call, so that lists can ask for it."""
    head, step = told.head, told.application
    return {
        "name": head.name,
        "name_en": head.name_en,
        "kind": head.kind,
        "year": head.year,
        "program": head.program,
        "opens": windows.begins(step.opens),
        "closes": windows.ends(step.closes),
    }
