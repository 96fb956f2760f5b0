"""Bodies, their names and numbers, their parts, their windows, and what they own."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from tsunagu.kernel.addresses import of_key
from tsunagu.kernel.labels import language
from tsunagu.organizations.enums import BodyField, Founder, NameKind, OrganizationKind, ResourceKind, UnitKind
from tsunagu.organizations.models.evidence import LONGEST_KEY, Dated, Sourced, forward
from tsunagu.organizations.rules.names import LONGEST
from tsunagu.registers.enums import Scheme


class Organization(Dated, Sourced):
    """A body of any kind.

    ``name`` is its official Japanese name now, or its last one; the names of other days stand in ``Name``. ``parent``
    is the body it is a part of, as an agency of its ministry.
    """

    key = models.SlugField(max_length=LONGEST_KEY, unique=True)
    name = models.CharField(max_length=LONGEST)
    name_en = models.CharField(max_length=LONGEST, blank=True)
    short = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=30, choices=OrganizationKind.choices(), db_index=True)
    founder = models.CharField(max_length=10, choices=Founder.choices(), blank=True)
    prefecture = models.CharField(max_length=2, blank=True, help_text="JIS X 0401, 01 to 47", db_index=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    url = models.URLField(max_length=500, blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(prefecture="") | Q(prefecture__regex="^(0[1-9]|[1-3][0-9]|4[0-7])$"),
                name="organization_prefecture",
            ),
            forward("organization_forward"),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        """The page of the body."""
        return of_key("organizations:organization", self.key)

    @property
    def display_name(self) -> str:
        """The name in the reader's language, Japanese where no English one is known."""
        return (self.name_en if language() == "en" else "") or self.name


class OwnWord(models.Model):
    """A field that a body, or the editors, keep themselves: no file and no register writes over it.

    printed: what these say in its place, or said before. by_itself: whether the body's own people wrote it.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="own_words")
    field = models.CharField(max_length=10, choices=BodyField.choices())
    printed = models.TextField(blank=True)
    by_itself = models.BooleanField()
    day = models.DateField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["organization", "field"], name="own_word_once")]

    def __str__(self) -> str:
        return f"{self.organization}: {self.field}"


class Name(Dated, Sourced):
    """A name of a body, and from when to when it bore it."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(max_length=LONGEST)
    normal = models.CharField(max_length=LONGEST * 2, editable=False, help_text="the form in which it is searched")
    kind = models.CharField(max_length=10, choices=NameKind.choices())
    language = models.CharField(max_length=2, default="ja")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "text", "valid_from"], nulls_distinct=False, name="name_once"
            ),
            forward("name_forward"),
        ]
        indexes = [
            GinIndex(fields=["normal"], opclasses=["gin_trgm_ops"], name="name_trigrams"),
            models.Index(fields=["normal"], name="name_normal"),
        ]

    def __str__(self) -> str:
        return self.text


class Identifier(Sourced):
    """A number of a body or of a person."""

    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.CASCADE, related_name="identifiers"
    )
    person = models.ForeignKey(
        "organizations.Person", null=True, blank=True, on_delete=models.CASCADE, related_name="identifiers"
    )
    scheme = models.CharField(max_length=20, choices=Scheme.choices())
    value = models.CharField(max_length=40)
    certain = models.BooleanField(default=True, help_text="whether nobody has to confirm that it belongs there")

    class Meta:
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_once"),
            models.CheckConstraint(
                condition=Q(organization__isnull=False, person__isnull=True)
                | Q(organization__isnull=True, person__isnull=False),
                name="identifier_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"


class Unit(Dated, Sourced):
    """A faculty, institute, laboratory or office of a body, in a tree."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="units")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    kind = models.CharField(max_length=20, choices=UnitKind.choices())
    name = models.CharField(max_length=LONGEST)
    name_en = models.CharField(max_length=LONGEST, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "parent", "name", "valid_from"], nulls_distinct=False, name="unit_once"
            ),
            forward("unit_forward"),
        ]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """A department of an organization as a contact table prints it, by its path of names."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="offices")
    path = ArrayField(models.CharField(max_length=200))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "path"], name="office_path_once")]

    def __str__(self) -> str:
        return " ".join([self.organization.name, *self.path])


class Resource(Dated, Sourced):
    """Something that a body owns and others may use: an instrument, a room, a data platform."""

    key = models.SlugField(max_length=LONGEST_KEY, unique=True)
    owner = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="resources")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="resources")
    kind = models.CharField(max_length=20, choices=ResourceKind.choices())
    name = models.CharField(max_length=LONGEST)
    name_en = models.CharField(max_length=LONGEST, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [forward("resource_forward")]

    def __str__(self) -> str:
        return self.name


class Window(Dated, Sourced):
    """Where to turn for collaboration with a body (一元的な窓口)."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="windows")
    office = models.CharField(max_length=200)
    office_en = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=100, blank=True)
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    url = models.URLField(max_length=500, blank=True)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "office", "valid_from"], nulls_distinct=False, name="window_once"
            ),
            models.CheckConstraint(condition=~Q(email="", phone="", url=""), name="window_can_be_reached"),
            forward("window_forward"),
        ]

    def __str__(self) -> str:
        return self.office
