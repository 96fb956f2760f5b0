"""Indicators, their definitions one after the other, and the figures of bodies, of which none is ever overwritten."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tsunagu.indicators.enums import Aggregation, Direction, Kind, Level, Origin, Status
from tsunagu.indicators.rules.figures import Figure, Period
from tsunagu.kernel.fields import FiscalYearField
from tsunagu.kernel.labels import language, worded

LONGEST_KEY = 80
LONGEST_NAME = 300
LONGEST_TEXT = 2000
_DIGITS, _DECIMALS = 20, 4


class Sourced(models.Model):
    """A fact: the key of its document with the page and the text as printed there, or the address of a page."""

    document = models.CharField(max_length=LONGEST_KEY, blank=True)
    page = models.CharField(max_length=20, blank=True)
    printed = models.TextField(max_length=LONGEST_TEXT, blank=True)
    link = models.URLField(max_length=500, blank=True)

    class Meta:
        abstract = True


class Indicator(models.Model):
    """What is measured. The files say which there are."""

    key = models.SlugField(max_length=LONGEST_KEY, unique=True)
    name = models.CharField(max_length=LONGEST_NAME)
    name_en = models.CharField(max_length=LONGEST_NAME, blank=True)
    level = models.CharField(max_length=10, choices=Level.choices())
    direction = models.CharField(max_length=10, choices=Direction.choices())
    aggregation = models.CharField(max_length=10, choices=Aggregation.choices())
    order = models.PositiveSmallIntegerField(default=0)

    definitions: ClassVar[Any]

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        """The page of the indicator."""
        return reverse("indicators:indicator", args=[self.key])

    @property
    def display_name(self) -> str:
        """The name in the reader's language, Japanese where no English one is known."""
        return (self.name_en if language() == "en" else "") or self.name

    @property
    def is_ratio(self) -> bool:
        """Whether its figures have a numerator and a denominator."""
        return self.aggregation == Aggregation.RATIO


class Definition(Sourced):
    """How an indicator is measured from a day on. A version never changes once figures rest on it.

    assumed: whether it is an assumption of ours; its document then says why there is one, not what it says.
    bridge: what figures of the version before are multiplied by to stand beside these, and where that is said.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="definitions")
    version = models.PositiveSmallIntegerField()
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    text = models.TextField(max_length=LONGEST_TEXT)
    text_en = models.TextField(max_length=LONGEST_TEXT, blank=True)
    unit = models.CharField(max_length=40)
    unit_en = models.CharField(max_length=40, blank=True)
    formula = models.CharField(max_length=LONGEST_NAME, blank=True)
    formula_en = models.CharField(max_length=LONGEST_NAME, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    assumed = models.BooleanField(default=False)
    bridge = models.DecimalField(max_digits=_DIGITS, decimal_places=8, null=True, blank=True)
    bridge_source = models.CharField(max_length=LONGEST_NAME, blank=True)

    class Meta:
        ordering = ["indicator", "version"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "version"], name="definition_version_once"),
            models.CheckConstraint(
                condition=Q(bridge__isnull=True) | (Q(bridge__gt=0) & ~Q(bridge_source="")), name="bridge_has_a_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} v{self.version}"

    @property
    def display_text(self) -> str:
        """What it says, in the reader's language; Japanese where no English one is known."""
        return worded(self.text, self.text_en or self.text)

    @property
    def display_unit(self) -> str:
        """Its unit in the reader's language."""
        return worded(self.unit, self.unit_en or self.unit)

    @property
    def display_formula(self) -> str:
        """How it is computed, in the reader's language."""
        return worded(self.formula, self.formula_en or self.formula)


class Observation(Sourced):
    """A figure of a body for a period, as somebody wrote it down. A row is never changed, as a trigger sees to.

    supersedes: the row in whose place it stands. known: since which day it is known. writer: the number of the user.
    public: whether it counts for everybody, as what a file says or an officer confirmed does. reason: why it was
    corrected or taken back.
    """

    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="observations")
    subject = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    year = FiscalYearField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices())
    value = models.DecimalField(max_digits=_DIGITS, decimal_places=_DECIMALS, null=True, blank=True)
    numerator = models.DecimalField(max_digits=_DIGITS, decimal_places=_DECIMALS, null=True, blank=True)
    denominator = models.DecimalField(max_digits=_DIGITS, decimal_places=_DECIMALS, null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices())
    public = models.BooleanField()
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    reason = models.CharField(max_length=500, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices())
    writer = models.BigIntegerField(null=True, blank=True)
    known = models.DateField()
    written = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["known", "id"]
        indexes = [models.Index(fields=["subject", "definition"], name="observation_of_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__isnull=True, day__isnull=False) | Q(year__isnull=False, day__isnull=True),
                name="observation_one_period",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, numerator__isnull=True, denominator__isnull=True)
                | Q(value__isnull=True, numerator__isnull=False, denominator__gt=0),
                name="observation_one_figure",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.TAKEN_BACK) | (Q(supersedes__isnull=False) & ~Q(reason="")),
                name="taken_back_with_reason",
            ),
            models.UniqueConstraint(
                fields=["definition", "subject", "year", "day", "kind"],
                condition=Q(supersedes__isnull=True),
                nulls_distinct=False,
                name="observation_begins_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition} {self.subject} {self.period.code}"

    @property
    def period(self) -> Period:
        """For which period it is."""
        return Period(self.year, self.day)

    @property
    def figure(self) -> Figure:
        """What it says."""
        return Figure(self.value, self.numerator, self.denominator)

    @property
    def state(self) -> Status:
        """How sure it is."""
        return Status(self.status)

    @property
    def place(self) -> tuple[Any, ...]:
        """Whose figure it is, for what: the rows of one place are its history."""
        return self.definition_id, self.subject_id, self.period, self.kind


class Load(models.Model):
    """The text files that were loaded last, by their checksum: without a change there is nothing to do."""

    checksum = models.CharField(max_length=64)
    loaded = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.checksum
