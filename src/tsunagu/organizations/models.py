"""Ministries, agencies and their offices."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tsunagu.kernel.labels import language
from tsunagu.organizations.enums import OrganizationKind


class Organization(models.Model):
    """A ministry, an agency or a funding agency."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=200, unique=True)
    name_en = models.CharField(max_length=200)
    short = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=20, choices=OrganizationKind.choices())
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if language() == "en" else self.name


class Office(models.Model):
    """A department of an organization, by its path of names."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="offices")
    path = ArrayField(models.CharField(max_length=200))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "path"], name="office_path_once")]

    def __str__(self) -> str:
        return " ".join([self.organization.name, *self.path])
