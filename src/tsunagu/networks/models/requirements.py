"""What programs ask of networks."""

from __future__ import annotations

from django.db import models

from tsunagu.kernel.labels import worded
from tsunagu.networks.enums import NetworkKind, Required
from tsunagu.networks.models.evidence import LONGEST, LONGEST_KEY, Sourced


class Requirement(Sourced):
    """One fact that a document asks of all networks of a kind. fact: what is looked up to tell whether it is there."""

    kind = models.CharField(max_length=20, choices=NetworkKind.choices())
    key = models.SlugField(max_length=LONGEST_KEY)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LONGEST)
    name_en = models.CharField(max_length=LONGEST, blank=True)
    fact = models.CharField(max_length=20, choices=Required.choices())

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="network_requirement_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"

    @property
    def display_name(self) -> str:
        """What is asked for, in the reader's language."""
        return worded(self.name, self.name_en or self.name)
