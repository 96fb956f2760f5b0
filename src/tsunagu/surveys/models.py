"""Surveys, whom they ask, and results that documents print."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tsunagu.kernel import clock
from tsunagu.kernel.fields import FiscalYearField
from tsunagu.kernel.labels import language
from tsunagu.surveys.enums import State

LONGEST_KEY = 60
LONGEST_NAME = 200
LONGEST_TEXT = 2000


class Source(models.Model):
    """Where something was read: document, page, and what is printed there. Without a document it is ours."""

    document = models.CharField(max_length=LONGEST_KEY, blank=True)
    page = models.CharField(max_length=20, blank=True)
    printed = models.CharField(max_length=LONGEST_TEXT, blank=True)

    class Meta:
        abstract = True


class Survey(Source):
    """A version of a sheet put to bodies in a year.

    series: under which those of other years stand, too. link: the address of a response's page, as mails give it.
    filed: whether only its printed results are at hand; base: of how many bodies these tell.
    """

    key = models.SlugField(max_length=LONGEST_KEY, unique=True)
    series = models.SlugField(max_length=LONGEST_KEY)
    name = models.CharField(max_length=LONGEST_NAME)
    name_en = models.CharField(max_length=LONGEST_NAME, blank=True)
    year = FiscalYearField()
    by = models.CharField(max_length=LONGEST_NAME, blank=True)
    by_en = models.CharField(max_length=LONGEST_NAME, blank=True)
    version = models.ForeignKey("sheets.Version", on_delete=models.PROTECT, related_name="surveys")
    state = models.CharField(max_length=10, choices=State.choices(), default=State.DRAFT)
    closes = models.DateTimeField(null=True, blank=True)
    published = models.DateTimeField(null=True, blank=True)
    made = models.DateTimeField(default=clock.now)
    filed = models.BooleanField(default=False)
    link = models.CharField(max_length=500, blank=True)
    base = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=LONGEST_TEXT, blank=True)

    class Meta:
        ordering = ["-year", "key"]
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="surveys_once_a_year"),
            models.CheckConstraint(condition=Q(filed=True) | Q(closes__isnull=False), name="surveys_closes"),
        ]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        """Where its results are."""
        return reverse("surveys:survey", args=[self.key])

    @property
    def display_name(self) -> str:
        """Its name in the language of the reader."""
        return self.name_en if self.name_en and language() == "en" else self.name

    @property
    def asked_by(self) -> str:
        """Who asks, in the language of the reader."""
        return self.by_en if self.by_en and language() == "en" else self.by

    @property
    def occasion(self) -> str:
        """How its responses are known to the room of sheets."""
        return f"surveys.Survey:{self.key}"


class Result(Source):
    """A printed result: how many gave an answer; without a count, that the answer is among those printed."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="results")
    question = models.CharField(max_length=LONGEST_KEY)
    answer = models.CharField(max_length=LONGEST_KEY)
    count = models.PositiveIntegerField(null=True, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["survey", "order"]
        constraints = [models.UniqueConstraint(fields=["survey", "question", "answer"], name="surveys_result_once")]

    def __str__(self) -> str:
        return f"{self.question} {self.answer}"


class Quote(Source):
    """An answer that a document prints as an example."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="quotes")
    question = models.CharField(max_length=LONGEST_KEY)
    name = models.CharField(max_length=LONGEST_NAME)
    name_en = models.CharField(max_length=LONGEST_NAME, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["survey", "order"]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        """Who said it, in the language of the reader."""
        return self.name_en if self.name_en and language() == "en" else self.name


class Load(models.Model):
    """Which state of the text files was loaded last."""

    checksum = models.CharField(max_length=64)
    loaded = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="surveys_load_once")]

    def __str__(self) -> str:
        return self.checksum
