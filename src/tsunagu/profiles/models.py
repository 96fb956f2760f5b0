"""Claims to entries of the directory."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.kernel import clock
from tsunagu.profiles.enums import State
from tsunagu.profiles.rules import LONGEST


class Claim(models.Model):
    """Somebody says that an entry of the directory is theirs: one that everybody may see, or the one of a number.

    person: none where the number is nobody's, which the claimant is not told. organization: whose administrators
    decide; without one, those of the platform. verified: whether a provider of sign-in vouches for the number.
    answer: what was said with the decision. gave: whether confirming it wrote the number into the claimant's own entry.
    A claim is to one entry, and does not come over to one to which that is joined.
    """

    stays_with_entry: ClassVar = True
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="claims")
    person = models.ForeignKey(
        "organizations.Person", null=True, blank=True, on_delete=models.CASCADE, related_name="claims"
    )
    scheme = models.CharField(max_length=20, blank=True)
    number = models.CharField(max_length=40, blank=True)
    organization = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.SET_NULL, related_name="claims"
    )
    verified = models.BooleanField(default=False)
    words = models.CharField(max_length=LONGEST, blank=True)
    state = models.CharField(max_length=10, choices=State.choices(), default=State.WAITING)
    made = models.DateTimeField(default=clock.now)
    decided = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=LONGEST, blank=True)

    gave = models.BooleanField(default=False)

    class Meta:
        ordering = ["-made", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(state=State.WAITING), name="claim_waits_once"),
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(number=""), name="claim_of_something"),
        ]

    def __str__(self) -> str:
        return f"{gettext('本人の申出')} {self.pk}"

    def get_absolute_url(self) -> str:
        """Where it is decided."""
        return reverse("profiles:claim", args=[self.pk])

    @property
    def of_state(self) -> State:
        """The state as a word of both languages."""
        return State(self.state)
