"""Which entries of registers are which bodies and people, as far as it was found or decided."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tsunagu.organizations.enums import MatchState
from tsunagu.organizations.models.bodies import Organization
from tsunagu.organizations.models.people import Person
from tsunagu.registers.enums import PeopleRegister, RegisterKind


class Pair(models.Model):
    """An entry of a register and something here that may be the same, with what speaks for it, and what was decided.

    code, name: of the entry, when it was compared. page: the name of the address at which it is decided.
    """

    page: ClassVar[str]
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=MatchState.choices(), default=MatchState.PROPOSED)
    points = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    decided = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """Where it is decided."""
        return reverse(self.page, args=[self.pk])

    @property
    def join_url(self) -> str:
        """Where it is said that both are the same."""
        return reverse(f"{self.page}_join", args=[self.pk])

    @property
    def part_url(self) -> str:
        """Where it is said that they are not."""
        return reverse(f"{self.page}_part", args=[self.pk])

    @property
    def undo_url(self) -> str:
        """Where the last decision is taken back."""
        return reverse(f"{self.page}_undo", args=[self.pk])

    @property
    def of_state(self) -> MatchState:
        """What was decided, as a word of both languages."""
        return MatchState(self.state)

    @property
    def is_open(self) -> bool:
        """Whether it waits for a first decision."""
        return self.state == MatchState.PROPOSED and self.decided is None


class Match(Pair):
    """An entry of a register and a body that may be the same.

    number: the identifier that joining gave to the body; it goes when the two are parted.
    """

    page = "organizations:match"
    register = models.CharField(max_length=20, choices=RegisterKind.choices())
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="matches")
    number = models.OneToOneField(
        "organizations.Identifier", null=True, on_delete=models.SET_NULL, related_name="match"
    )

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

    @property
    def here(self) -> str:
        """What the other side is called here."""
        return self.organization.name

    @property
    def of_register(self) -> RegisterKind:
        """The register as a word of both languages."""
        return RegisterKind(self.register)


class PersonMatch(Pair):
    """An entry of a register of researchers and a person who may be the same.

    told: the posts of the entry, when it was compared. made: whether the person was made of this entry.
    digest: of the entry as it was last brought in. numbers, posts: the identifiers and appointments that came of it;
    they go when the two are parted.
    """

    page = "organizations:person_match"
    register = models.CharField(max_length=20, choices=PeopleRegister.choices())
    told = models.TextField(blank=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="matches")
    made = models.BooleanField(default=False)
    digest = models.BigIntegerField(default=0)
    numbers = ArrayField(models.BigIntegerField(), default=list)
    posts = ArrayField(models.BigIntegerField(), default=list)

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
    def here(self) -> str:
        """What the other side is called here."""
        return self.person.name

    @property
    def of_register(self) -> PeopleRegister:
        """The register as a word of both languages."""
        return PeopleRegister(self.register)
