"""Which entries of registers are which bodies, as far as it was found or decided."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tsunagu.organizations.enums import MatchState
from tsunagu.organizations.models.bodies import Organization
from tsunagu.organizations.models.people import Person
from tsunagu.registers.enums import PeopleRegister, RegisterKind


class Match(models.Model):
    """An entry of a register and a body that may be the same, with what speaks for it, and what a person decided.

    name: of the entry, when it was compared. number: the identifier that joining gave to the body; it goes when the two
    are parted.
    """

    register = models.CharField(max_length=20, choices=RegisterKind.choices())
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="matches")
    state = models.CharField(max_length=10, choices=MatchState.choices(), default=MatchState.PROPOSED)
    points = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    number = models.OneToOneField(
        "organizations.Identifier", null=True, on_delete=models.SET_NULL, related_name="match"
    )
    decided = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-points", "id"]
        constraints = [
            models.UniqueConstraint(fields=["register", "code", "organization"], name="match_once"),
            models.UniqueConstraint(
                fields=["register", "code"], condition=Q(state=MatchState.JOINED), name="match_joined_once"
            ),
        ]
        indexes = [models.Index(fields=["state", "-points"], name="match_state")]

    def __str__(self) -> str:
        return f"{self.get_register_display()} {self.code} {self.name} = {self.organization.name}"

    def get_absolute_url(self) -> str:
        """Where it is decided."""
        return reverse("organizations:match", args=[self.pk])


class PersonMatch(models.Model):
    """An entry of a register of researchers and a person who may be the same, and what was decided.

    name, told: of the entry and its posts, when it was compared. made: whether the person was made of this entry.
    digest: of the entry as it was last brought in. numbers, posts: the identifiers and appointments that came of it;
    they go when the two are parted.
    """

    register = models.CharField(max_length=20, choices=PeopleRegister.choices())
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    told = models.TextField(blank=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="matches")
    state = models.CharField(max_length=10, choices=MatchState.choices(), default=MatchState.PROPOSED)
    points = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    made = models.BooleanField(default=False)
    digest = models.BigIntegerField(default=0)
    numbers = ArrayField(models.BigIntegerField(), default=list)
    posts = ArrayField(models.BigIntegerField(), default=list)
    decided = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-points", "id"]
        constraints = [
            models.UniqueConstraint(fields=["register", "code", "person"], name="person_match_once"),
            models.UniqueConstraint(
                fields=["register", "code"], condition=Q(state=MatchState.JOINED), name="person_match_joined_once"
            ),
        ]
        indexes = [models.Index(fields=["state", "-points"], name="person_match_state")]

    def __str__(self) -> str:
        return f"{self.get_register_display()} {self.code} {self.name} = {self.person.name}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for a first decision."""
        return self.state == MatchState.PROPOSED and self.decided is None
