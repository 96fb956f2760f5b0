"""Lists as documents print them, and the counts printed beside them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tsunagu.kernel.labels import language
from tsunagu.organizations.enums import Measure, TieKind
from tsunagu.organizations.models.bodies import Organization
from tsunagu.organizations.models.evidence import LONGEST_KEY, Dated, Sourced, forward
from tsunagu.organizations.rules.names import LONGEST


class Listing(Dated, Sourced):
    """A list that a document prints, as the centers of one kind. It is dated by when what it says holds."""

    key = models.SlugField(max_length=LONGEST_KEY, unique=True)
    name = models.CharField(max_length=LONGEST)
    name_en = models.CharField(max_length=LONGEST, blank=True)
    network = models.ForeignKey(
        Organization,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lists",
        help_text="whose list it is",
    )
    complete = models.BooleanField(default=True, help_text="whether all names that the document prints could be read")
    figures = ArrayField(models.PositiveIntegerField(), default=list, blank=True, help_text="printed parts of a count")

    class Meta:
        ordering = ["id"]
        constraints = [forward("listing_forward")]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        """The name in the reader's language, Japanese where no English one is known."""
        return (self.name_en if language() == "en" else "") or self.name


class Entry(Sourced):
    """A body in a printed list. ``group``: under which heading, such as 第３グループ. ``role``: as what, if said."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="entries")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="entries")
    order = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10, choices=TieKind.choices(), blank=True)
    group = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["listing", "order"]
        constraints = [models.UniqueConstraint(fields=["listing", "order"], name="entry_place_once")]

    def __str__(self) -> str:
        return f"{self.listing}: {self.organization}"


class Criterion(Sourced):
    """What a document asks of those in a list, as the 70 to 100 people of a WPI center."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(max_length=LONGEST_KEY)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LONGEST)
    name_en = models.CharField(max_length=LONGEST, blank=True)
    least = models.PositiveIntegerField(help_text="1 where the answer is yes or no")
    unit = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["listing", "order"]
        constraints = [models.UniqueConstraint(fields=["listing", "key"], name="criterion_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        """The name in the reader's language."""
        return (self.name_en if language() == "en" else "") or self.name

    @property
    def display_unit(self) -> str:
        """The unit as the reader reads it; what a counting word (人) counts, English says in the name."""
        return "" if language() == "en" and not self.unit.isascii() else self.unit


class PrintedCount(Sourced):
    """A count that a document prints, and what of which lists must be counted to come to it."""

    key = models.SlugField(max_length=LONGEST_KEY, unique=True)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LONGEST)
    name_en = models.CharField(max_length=LONGEST, blank=True)
    number = models.PositiveIntegerField()
    measure = models.CharField(max_length=20, choices=Measure.choices())
    listings = models.ManyToManyField(Listing, related_name="counts")

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.name}: {self.number}"


class Load(models.Model):
    """The text files that were loaded last, by their checksum: without a change there is nothing to do."""

    checksum = models.CharField(max_length=64)
    loaded = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.checksum
