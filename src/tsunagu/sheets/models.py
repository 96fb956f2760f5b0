"""Sheets, their versions, and what bodies answer."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tsunagu.kernel import clock
from tsunagu.kernel.labels import language
from tsunagu.sheets.enums import ResponseState, VersionState

LONGEST_KEY = 60
LONGEST_NAME = 200
LONGEST_FILE_NAME = 120


class Sheet(models.Model):
    """A set of questions that is asked again and again."""

    key = models.SlugField(max_length=LONGEST_KEY, unique=True)
    name = models.CharField(max_length=LONGEST_NAME)
    name_en = models.CharField(max_length=LONGEST_NAME, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        """Its name in the language of the reader."""
        return self.name_en if self.name_en and language() == "en" else self.name


class Version(models.Model):
    """A version of a sheet. questions: as data, see ``rules.reading``; once live, they never change."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=VersionState.choices(), default=VersionState.DRAFT)
    questions = models.JSONField()
    made = models.DateTimeField(default=clock.now)
    live_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sheet__key", "-number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="sheets_version_once")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.number}"

    def get_absolute_url(self) -> str:
        """Where it is previewed."""
        return reverse("sheets:version", args=[self.pk])


class Response(models.Model):
    """What a body is asked on an occasion, and answers through its people.

    occasion: what it is asked for, in the words of the room that asks: ``surveys.Survey:mic-2026``.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="responses")
    occasion = models.CharField(max_length=LONGEST_NAME)
    title = models.CharField(max_length=LONGEST_NAME)
    title_en = models.CharField(max_length=LONGEST_NAME, blank=True)
    body = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="responses")
    state = models.CharField(max_length=10, choices=ResponseState.choices(), default=ResponseState.OPEN)
    made = models.DateTimeField(default=clock.now)
    closes = models.DateTimeField()
    sent = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["closes", "id"]
        constraints = [
            models.UniqueConstraint(fields=["occasion", "body"], name="sheets_response_once"),
            models.CheckConstraint(
                condition=Q(state=ResponseState.OPEN, sent__isnull=True)
                | Q(state=ResponseState.SENT, sent__isnull=False),
                name="sheets_response_sent_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.body}"

    def get_absolute_url(self) -> str:
        """Where it is answered."""
        return reverse("sheets:response", args=[self.pk])

    @property
    def display_title(self) -> str:
        """Its title in the language of the reader."""
        return self.title_en if self.title_en and language() == "en" else self.title


class Reply(models.Model):
    """What one person of the body says. answers: by the key of the question, see ``rules.answers.Said``.

    revision: grows with each change. window, turn: the page that wrote last, and how often it had written.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="replies")
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    answers: models.JSONField[Any, Any] = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    window = models.CharField(max_length=40, blank=True)
    turn = models.PositiveIntegerField(default=0)
    saved = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["response", "user"], name="sheets_reply_once")]

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A file that a person adds to a question, as its answer or as evidence."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="attachments")
    question = models.CharField(max_length=LONGEST_KEY)
    name = models.CharField(max_length=LONGEST_FILE_NAME)
    size = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64)
    content = models.BinaryField()
    added = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["reply", "question", "checksum"], name="sheets_attachment_once")]

    def __str__(self) -> str:
        return self.name


class Load(models.Model):
    """Which state of the text files was loaded last."""

    checksum = models.CharField(max_length=64)
    loaded = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="sheets_load_once")]

    def __str__(self) -> str:
        return self.checksum
