"""What two officers say of a program in the place of its file."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from tsunagu.catalog.enums.corrections import CorrectedField, CorrectionState, PlaceKind
from tsunagu.catalog.models.programs import Program
from tsunagu.catalog.models.sources import Document, words
from tsunagu.catalog.rules.corrections import PROGRAM, kind_of, named
from tsunagu.kernel.merging import Facts


class Correction(models.Model):
    """Some fields of one place of a program, as one officer proposed and another approved them, with their source.

    place: what is corrected, by its natural key in the program's file (``rules.corrections``). before: the fields as
    readers saw them when it was proposed; after: as they are to be, as forms write them. standing: those that readers
    see by it. filed: what the file says of these; clashing: those of which it says something else than when it was
    approved. document: the source; of one that stands at an official address alone it is made when it is approved.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="corrections")
    place = models.CharField(max_length=300, default=PROGRAM)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    standing = words(20)
    filed = models.JSONField(default=dict)
    clashing = words(20)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    page = models.CharField(max_length=20, blank=True)
    printed = models.TextField(help_text="the text as the source prints it")
    url = models.URLField(max_length=500, blank=True, help_text="the official address, where it is no document here")
    title = models.CharField(max_length=300, blank=True, help_text="what the page at the address is called")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=CorrectionState.choices(), default=CorrectionState.PROPOSED)
    proposed_by = models.BigIntegerField(help_text="the number of a user")
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True, blank=True, help_text="the number of a user")
    instead_of = models.BigIntegerField(null=True, blank=True, help_text="in whose place it was decided (代決)")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.program.key} {self.place} #{self.pk}"

    def get_absolute_url(self) -> str:
        """Its page on the desk."""
        return reverse("catalog:correction", args=[self.pk])

    @property
    def kind(self) -> PlaceKind:
        """What of the program it corrects."""
        return kind_of(self.place)

    @property
    def about(self) -> str:
        """What of the program it corrects, in the reader's language."""
        return named(self.place)

    @property
    def fields(self) -> list[CorrectedField]:
        """The fields that it corrects."""
        return [CorrectedField(name) for name in self.after]

    @property
    def standing_fields(self) -> list[CorrectedField]:
        """The fields that readers see by it."""
        return [CorrectedField(name) for name in self.standing]

    @property
    def clashing_fields(self) -> list[CorrectedField]:
        """The fields of which the file says something else by now."""
        return [CorrectedField(name) for name in self.clashing]

    @property
    def quoted(self) -> str:
        """The words of the source, to find them there."""
        return self.printed

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state == CorrectionState.PROPOSED

    @property
    def is_shown(self) -> bool:
        """Whether readers see it."""
        return self.state == CorrectionState.STANDING

    @property
    def clashes(self) -> bool:
        """Whether readers see it though its file says something else by now."""
        return self.is_shown and bool(self.clashing)

    @property
    def can_end(self) -> bool:
        """Whether it can be taken back."""
        return self.is_open or self.is_shown

    @property
    def can_be_approved(self) -> bool:
        """Whether a second person can say that it holds: anew, or although its file changed since."""
        return self.is_open or self.clashes

    def overlaps(self, fields: Facts) -> bool:
        """Whether readers see one of these fields by it."""
        return not fields.keys().isdisjoint(self.standing)
