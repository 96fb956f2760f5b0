"""The 関連事業マップ: boxes and contact tables."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from tsunagu.catalog.enums import ApplicantType, Axis, Confidence, EditionState, Phase
from tsunagu.catalog.models.programs import Program
from tsunagu.catalog.models.sources import Sourced, words
from tsunagu.kernel.fields import FiscalYearField, YenField
from tsunagu.kernel.labels import language


class Map(Sourced):
    """An edition of one 関連事業マップ: a theme or a framework in one fiscal year.

    A map may have several editions of one year: that of the files and those that were brought in from spreadsheets.
    """

    named_as_printed = "title"

    key = models.SlugField(max_length=60)
    fiscal_year = FiscalYearField()
    number = models.PositiveSmallIntegerField(
        default=0, help_text="0: of the files; from 1: brought in from a spreadsheet, the last one highest"
    )
    state = models.CharField(max_length=10, choices=EditionState.choices(), default=EditionState.PUBLISHED)
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=300)
    axis = models.CharField(max_length=20, choices=Axis.choices())
    headings = models.JSONField(default=list)
    budget_note = models.TextField(blank=True)
    results_note = models.TextField(blank=True)
    band = models.CharField(max_length=200, blank=True)
    band_program = models.ForeignKey(Program, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    checksum = models.CharField(max_length=64, editable=False)
    brought_by = models.BigIntegerField(
        null=True, blank=True, help_text="the number of the user who brought it in; none at the terminal"
    )
    updated = models.DateTimeField(auto_now=True, help_text="when it was last taken in with a change")

    class Meta:
        ordering = ["-fiscal_year", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "fiscal_year", "number"], name="edition_once"),
            models.UniqueConstraint(
                fields=["key", "fiscal_year"],
                condition=models.Q(state__in=[EditionState.DRAFT, EditionState.PREVIEWED]),
                name="draft_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.fiscal_year} #{self.number}"

    def get_absolute_url(self) -> str:
        """The map's page."""
        return reverse("catalog:map", args=[self.key])

    @property
    def display_name(self) -> str:
        """The name in the reader's language."""
        return (self.name_en if language() == "en" else "") or self.name

    @property
    def mark(self) -> str:
        """What is another as soon as anybody does something with the edition."""
        return f"{self.state} {self.updated.isoformat()}"


class Box(Sourced):
    """A program's box on a map."""

    named_as_printed = "name"

    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="boxes")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="boxes")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    ministry_printed = models.CharField(max_length=100, blank=True)
    phase = models.CharField(max_length=20, choices=Phase.choices())
    lane = models.CharField(max_length=200, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence.choices())
    amount = YenField(null=True)
    amount_printed = models.CharField(max_length=200, blank=True)
    inclusive = models.BooleanField(default=False)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["map", "order"]
        verbose_name_plural = "boxes"
        constraints = [models.UniqueConstraint(fields=["map", "order"], name="box_order_once")]

    def __str__(self) -> str:
        return self.name


class Contact(Sourced):
    """A row of a map's contact table."""

    named_as_printed = "name"

    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="contacts")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="contacts")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    applicants = words(1)
    partial = words(1)
    consortium = models.BooleanField(default=False)
    applicants_printed = models.CharField(max_length=200)
    budget_thousand_yen = models.BigIntegerField(null=True)
    budget_printed = models.CharField(max_length=200, blank=True)
    inclusive = models.BooleanField(default=False)
    includes_note = models.CharField(max_length=200, blank=True)
    new_call = models.BooleanField()

    class Meta:
        ordering = ["map", "order"]
        constraints = [models.UniqueConstraint(fields=["map", "order"], name="contact_order_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def applicant_types(self) -> list[ApplicantType]:
        """申請主体 in the order ① to ④."""
        return [ApplicantType(value) for value in sorted(self.applicants)]


class ContactPoint(models.Model):
    """Where to call: an office with telephone and mail. The department is kept as printed beside the office."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="points")
    order = models.PositiveSmallIntegerField()
    office = models.ForeignKey("organizations.Office", on_delete=models.PROTECT, related_name="contact_points")
    ministry = models.CharField(max_length=100)
    department = words()
    tel = models.CharField(max_length=40, blank=True)
    extension = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["contact", "order"]
        constraints = [models.UniqueConstraint(fields=["contact", "order"], name="point_order_once")]

    def __str__(self) -> str:
        return "/".join([self.ministry, *self.department])
