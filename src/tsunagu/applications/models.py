"""Applications, and what of them was submitted."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tsunagu.applications.enums import ApplicationState
from tsunagu.applications.rules import dossiers
from tsunagu.applications.rules.forms import LONGEST_TITLE
from tsunagu.kernel import clock

LONGEST_KEY = 100
LONGEST_TEXT = 2000


class Application(models.Model):
    """What a body writes for a call. answers: by the key of the question, see ``sheets.rules.answers.Said``.

    revision: grows with each change. window, turn: the page that wrote last, and how often it had written.
    """

    call = models.ForeignKey("calls.Call", on_delete=models.PROTECT, related_name="applications")
    body = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="applications")
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    state = models.CharField(max_length=10, choices=ApplicationState.choices(), default=ApplicationState.DRAFT)
    answers: models.JSONField[Any, Any] = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    window = models.CharField(max_length=40, blank=True)
    turn = models.PositiveIntegerField(default=0)
    made = models.DateTimeField(default=clock.now)
    saved = models.DateTimeField(default=clock.now)
    saved_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["call", "state"], name="applications_by_call")]

    def __str__(self) -> str:
        return self.title or f"{self.pk}"

    def get_absolute_url(self) -> str:
        """Where it is written."""
        return reverse("applications:application", args=[self.pk])


class Submission(models.Model):
    """What was submitted, and when; the rows are added only. decided: the instant that counts.

    key: of the request that submitted, so that the same one sent again is the same submission. draft: the revision of
    the draft that it holds. withdrawn: when it was taken back.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    key = models.CharField(max_length=LONGEST_KEY)
    decided = models.DateTimeField()
    by = models.CharField(max_length=200)
    dossier = models.TextField()
    fingerprint = models.CharField(max_length=64)
    draft = models.PositiveIntegerField()
    withdrawn = models.DateTimeField(null=True)
    withdrawn_for = models.CharField(max_length=LONGEST_TEXT, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="applications_submitted_once"),
            models.CheckConstraint(
                condition=Q(withdrawn__isnull=True) | ~Q(withdrawn_for=""), name="applications_withdrawn_for"
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

    @cached_property
    def receipt(self) -> str:
        """The number that is given to who submitted."""
        return dossiers.receipt(self.pk)

    @property
    def is_intact(self) -> bool:
        """Whether the dossier still has the fingerprint that it was given."""
        return dossiers.fingerprint(self.dossier) == self.fingerprint
