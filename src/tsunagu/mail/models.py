"""Messages."""

from __future__ import annotations

from django.db import models

from tsunagu.mail.enums import State

LONGEST_SUBJECT = 200  # characters
LONGEST_TEXT = 20_000
LONGEST_KEY = 200
LONGEST_ERROR = 500


class Message(models.Model):
    """One message to one address.

    key: what it is about; there is one message of a key. hold: what it goes with, as a membership; queued mail is
    cancelled with it. secret: whether the text opens something to whoever reads it; it is then kept until it is sent.
    """

    message_id = models.CharField(max_length=120, unique=True, editable=False)
    key = models.CharField(max_length=LONGEST_KEY, unique=True)
    hold = models.CharField(max_length=LONGEST_KEY, blank=True, db_index=True)
    to = models.EmailField()
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    text = models.CharField(max_length=LONGEST_TEXT, blank=True)
    secret = models.BooleanField(default=False)
    language = models.CharField(max_length=2)
    created = models.DateTimeField(db_index=True)
    expires = models.DateTimeField(null=True, blank=True)
    sent = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices(), default=State.QUEUED.value, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=LONGEST_ERROR, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(secret=False) | models.Q(expires__isnull=False), name="mail_secrets_expire"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
