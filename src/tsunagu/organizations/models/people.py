"""People, their posts and parts, and what of it they agreed to show."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tsunagu.organizations.enums import PersonalField, Purpose
from tsunagu.organizations.models.bodies import Organization, Unit
from tsunagu.organizations.models.evidence import LONGEST_KEY, Dated, Sourced, forward
from tsunagu.organizations.rules.days import WHOLE
from tsunagu.organizations.rules.names import LONGEST


class Person(Sourced):
    """Somebody in the directory; who signs in is a user. What is neither printed nor agreed to is not shown.

    said: what a text file says of them, where they say something else of themselves. before: what was kept of them
    before they were recognized as a user, which comes back when that is taken back. joined: the entry of the same
    person to which this one was joined; it is shown nowhere as long as it is.
    """

    key = models.SlugField(max_length=LONGEST_KEY, unique=True)
    name = models.CharField(max_length=LONGEST)
    kana = models.CharField(max_length=LONGEST, blank=True)
    latin = models.CharField(max_length=LONGEST, blank=True)
    fields = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    user = models.BigIntegerField(null=True, blank=True, unique=True, help_text="the number of the user who they are")
    said = models.JSONField(default=dict, blank=True)
    before = models.JSONField(default=dict, blank=True)
    joined = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    def called(self, agreed: Collection[PersonalField]) -> str:
        """The name: their own word where they agreed to show it, else the printed one."""
        return self.name if PersonalField.NAME in agreed else self.said.get("name", self.name)

    def working_in(self, agreed: Collection[PersonalField]) -> tuple[str, ...]:
        """The fields of work: their own words where they agreed to show them, else the printed ones."""
        return tuple(self.fields if PersonalField.FIELDS in agreed else self.said.get("fields", self.fields))


class Appointment(Dated, Sourced):
    """A post of a person. ``share``: of their effort, in percent; the sum on any day is 100 at most."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="appointments")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    share = models.PositiveSmallIntegerField(null=True, blank=True)
    own = models.BooleanField(default=False, help_text="whether the person wrote it themselves")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization", "unit", "title", "valid_from"],
                nulls_distinct=False,
                name="appointment_once",
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__range=(1, WHOLE)), name="appointment_share"
            ),
            forward("appointment_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.title}"


class NetworkRole(Dated, Sourced):
    """What a person is in a network, consortium or hub (キーパーソン); one person may have several."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="network_roles")
    network = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="people")
    role = models.CharField(max_length=200)
    role_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "network", "role", "valid_from"], nulls_distinct=False, name="network_role_once"
            ),
            forward("network_role_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.role}"


class Consent(models.Model):
    """A person agreed on a day that one field is shown, for a purpose; it holds until they withdraw it.

    It is for the entry for which it was given, and does not come over to one to which that is joined.
    """

    stays_with_entry: ClassVar = True
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    field = models.CharField(max_length=10, choices=PersonalField.choices())
    purpose = models.CharField(max_length=200)
    given = models.DateField()
    withdrawn = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["given", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "field"], condition=Q(withdrawn__isnull=True), name="consent_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn__isnull=True) | Q(withdrawn__gte=F("given")), name="consent_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.field}"

    @property
    def label(self) -> str:
        """What of the person is shown, in the language of the reader."""
        return PersonalField(self.field).label

    @property
    def purpose_label(self) -> str:
        """What for, in the language of the reader where it is one of the site's own purposes."""
        known = {purpose.value: purpose for purpose in Purpose}
        return known[self.purpose].label if self.purpose in known else self.purpose


class Joining(models.Model):
    """An entry was joined to another of the same person, with all that is needed to part them again.

    moved: the numbers of the rows that came over, by their table. made: the pairs of registers of which the other
    was made. before, after: the facts of the person that changed. user: who the other was recognized as.
    """

    stays_with_entry: ClassVar = True
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="joinings")
    other = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="joining")
    moved = models.JSONField(default=dict)
    made = ArrayField(models.BigIntegerField(), default=list)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    user = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.other.key} → {self.person.key}"
