"""Bodies, their meetings, what was asked there and what became of it; documents and milestones."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tsunagu.governance.enums import (
    BodyKind,
    Course,
    DocumentState,
    Measure,
    Outcome,
    PointKind,
    Tie,
)
from tsunagu.kernel.labels import language

LONGEST_KEY = 80
LONGEST_NAME = 300
LONGEST_TEXT = 2000
_GIVEN = [(status.value, status.ja) for status in Outcome if status is not Outcome.UNANSWERED]


class Sourced(models.Model):
    """A fact: the key of its document, the page there and the text as printed. Without a document it is ours.

    What a text file says (``filed``) is replaced when the files change; what somebody recorded here stays.
    """

    document = models.CharField(max_length=LONGEST_KEY, blank=True)
    page = models.CharField(max_length=20, blank=True)
    printed = models.TextField(max_length=LONGEST_TEXT, blank=True)
    note = models.TextField(max_length=LONGEST_TEXT, blank=True, help_text="what the editors say of it")
    filed = models.BooleanField(default=False, editable=False, help_text="whether a text file says it")

    class Meta:
        abstract = True


class _Named(Sourced):
    """What has a key and a name in both languages."""

    key = models.SlugField(max_length=LONGEST_KEY, unique=True)
    name = models.CharField(max_length=LONGEST_NAME)
    name_en = models.CharField(max_length=LONGEST_NAME, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name in the reader's language, Japanese where no English one is known."""
        return (self.name_en if language() == "en" else "") or self.name


class Body(_Named):
    """Who meets or is asked. organization: the key of the organization that it is, if it is one of the directory."""

    kind = models.CharField(max_length=20, choices=BodyKind.choices())
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    organization = models.CharField(max_length=LONGEST_KEY, blank=True)

    class Meta:
        ordering = ["order", "id"]

    def get_absolute_url(self) -> str:
        """The page of the body."""
        return reverse("governance:body", args=[self.key])


class Member(Sourced):
    """Who takes part in a body, as printed. organization: its key in the directory."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(max_length=LONGEST_NAME)
    organization = models.CharField(max_length=LONGEST_KEY, blank=True)
    role = models.CharField(max_length=100, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["body", "order"]
        constraints = [models.UniqueConstraint(fields=["body", "order"], name="member_place_once")]

    def __str__(self) -> str:
        return self.name


class Meeting(Sourced):
    """A meeting of a body. number: its place in the series, where one is printed."""

    key = models.SlugField(max_length=LONGEST_KEY, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    day = models.DateField()
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    agenda = models.TextField(max_length=LONGEST_TEXT, blank=True)

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["body", "day"], name="meeting_day_once"),
            models.UniqueConstraint(
                fields=["body", "number"], condition=Q(number__isnull=False), name="meeting_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.day}"

    def get_absolute_url(self) -> str:
        """The page of the meeting."""
        return reverse("governance:meeting", args=[self.key])


class Heading(_Named):
    """Under what a document prints points."""

    class Meta:
        ordering = ["order", "id"]


class Point(Sourced):
    """Something that was asked: ``printed`` is its text, ``title`` a short one of ours.

    meeting: in which one, if a document says so. by: who asked, where that is not the body as a whole.
    day: when, where no meeting says it; day_text: as a document prints it.
    """

    key = models.SlugField(max_length=LONGEST_KEY, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="points")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="points")
    heading = models.ForeignKey(Heading, on_delete=models.PROTECT, related_name="points")
    kind = models.CharField(max_length=20, choices=PointKind.choices())
    title = models.CharField(max_length=LONGEST_NAME)
    title_en = models.CharField(max_length=LONGEST_NAME, blank=True)
    by = models.CharField(max_length=LONGEST_NAME, blank=True)
    by_en = models.CharField(max_length=LONGEST_NAME, blank=True)
    day = models.DateField(null=True, blank=True)
    day_text = models.CharField(max_length=100, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    answers: ClassVar[Any]

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        """The page of the point."""
        return reverse("governance:point", args=[self.key])

    @property
    def display_name(self) -> str:
        """The short text in the reader's language, Japanese where no English one is known."""
        return (self.title_en if language() == "en" else "") or self.title


class Document(_Named):
    """What was decided or written. version: the key of the version of the package that it is, if it is one."""

    state = models.CharField(max_length=10, choices=DocumentState.choices())
    day = models.DateField(null=True, blank=True)
    day_text = models.CharField(max_length=100, blank=True)
    version = models.CharField(max_length=LONGEST_KEY, blank=True, db_index=True)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="decided")
    derives_from = models.ManyToManyField(
        "self", through="Derivation", symmetrical=False, related_name="derived", blank=True
    )

    class Meta:
        ordering = ["order", "id"]


class Derivation(models.Model):
    """One document was made from another; never in a circle, as a trigger sees to."""

    derived = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    origin = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["derived", "origin"], name="derivation_once")]

    def __str__(self) -> str:
        return f"{self.origin_id} → {self.derived_id}"


class Answer(Sourced):
    """What became of a point: a measure, how far it is, and in which document it stands.

    tie: whether the document itself says that it answers the point. programs: keys of programs of the catalog.
    """

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="answers")
    given_in = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    status = models.CharField(max_length=10, choices=_GIVEN)
    tie = models.CharField(max_length=10, choices=Tie.choices(), default=Tie.OURS)
    day = models.DateField(null=True, blank=True)
    text = models.CharField(max_length=LONGEST_TEXT)
    text_en = models.CharField(max_length=LONGEST_TEXT, blank=True)
    programs = ArrayField(models.CharField(max_length=LONGEST_KEY), default=list, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["day", "order", "id"]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """The page of its point."""
        return self.point.get_absolute_url()


class Milestone(_Named):
    """Something that has to happen or happened: due as announced, done as reported, each as its document prints it."""

    course = models.CharField(max_length=10, choices=Course.choices())
    due = models.DateField(null=True, blank=True)
    due_text = models.CharField(max_length=100, blank=True)
    done = models.DateField(null=True, blank=True)
    done_text = models.CharField(max_length=100, blank=True)
    done_document = models.CharField(max_length=LONGEST_KEY, blank=True)
    done_page = models.CharField(max_length=20, blank=True)
    done_printed = models.TextField(blank=True)
    waits_for = models.ManyToManyField(
        "self", through="Dependency", symmetrical=False, related_name="awaited_by", blank=True
    )

    class Meta:
        ordering = ["order", "id"]


class Dependency(models.Model):
    """One milestone waits for another; never in a circle, as a trigger sees to."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="+")
    before = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["milestone", "before"], name="dependency_once")]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.milestone_id}"


class PrintedCount(_Named):
    """A number to be found here again. stated: whether the document prints it, or only what is counted."""

    number = models.PositiveIntegerField()
    stated = models.BooleanField(default=True)
    measure = models.CharField(max_length=20, choices=Measure.choices())
    body = models.CharField(max_length=LONGEST_KEY, blank=True)
    kind = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["order", "id"]


class Load(models.Model):
    """The text files that were loaded last, by their checksum: without a change there is nothing to do."""

    checksum = models.CharField(max_length=64)
    loaded = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.checksum
