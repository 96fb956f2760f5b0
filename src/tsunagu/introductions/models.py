"""Requests to be introduced."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.introductions.enums import State
from tsunagu.introductions.rules import LONGEST
from tsunagu.kernel import clock


class Introduction(models.Model):
    """Somebody asks to be introduced to a person.

    body: on behalf of which organization. asked: the user who the person is; where they have no account, none, and
    through: the organization whose window answers in their place. Contacts are passed on only where it was agreed, as
    they are then: contact of who was asked, asker_contact of who asked.
    """

    person = models.ForeignKey("organizations.Person", on_delete=models.CASCADE, related_name="introductions")
    asker = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="introductions")
    body = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.CASCADE, related_name="introductions_asked"
    )
    through = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.CASCADE, related_name="introductions"
    )
    address = models.EmailField(help_text="to which the request was written")
    reason = models.CharField(max_length=LONGEST)
    state = models.CharField(max_length=10, choices=State.choices(), default=State.WAITING)
    made = models.DateTimeField(default=clock.now)
    expires = models.DateTimeField()
    answered = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=LONGEST, blank=True, help_text="what was said with the answer")
    contact = models.EmailField(blank=True)
    asker_contact = models.EmailField(blank=True)

    class Meta:
        ordering = ["-made", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "asker"], condition=Q(state=State.WAITING), name="introduction_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(asked__isnull=False) | Q(through__isnull=False), name="introduction_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{gettext('紹介の依頼')} {self.pk}"

    def get_absolute_url(self) -> str:
        """Where it is answered."""
        return reverse("introductions:introduction", args=[self.pk])
