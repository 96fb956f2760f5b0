"""The ledger: what was done, the parts of it that can be blanked, the chain over it, and the heads of its days.

Triggers and rights of the database keep all four append-only (``migrations/0001_initial.py``). Numbers of users and
organizations are no foreign keys, since a line outlives what it names.
"""

from __future__ import annotations

from django.db import models

BLANKED = "ledger.blank"
"""The verb of the lines that say what was blanked."""


class Entry(models.Model):
    """One line: somebody did something to a thing. The database writes ``at`` and ``xact``, whatever is given."""

    at = models.DateTimeField(editable=False)
    xact = models.BigIntegerField(editable=False, help_text="the transaction that wrote it; the sealer goes by it")
    actor = models.BigIntegerField(null=True, blank=True, help_text="the number of the user")
    role = models.CharField(max_length=40, help_text="in which role")
    organization = models.BigIntegerField(null=True, blank=True, help_text="for which organization")
    membership = models.BigIntegerField(null=True, blank=True)
    instead_of = models.BigIntegerField(null=True, blank=True, help_text="in whose place (代決)")
    verb = models.CharField(max_length=80)
    kind = models.CharField(max_length=80, help_text="the model of the thing")
    thing = models.CharField(max_length=64, help_text="the number of the thing")
    request = models.CharField(max_length=64, blank=True)
    digests = models.TextField(help_text="JSON: the SHA-256 of each part that can be blanked")

    class Meta:
        indexes = [
            models.Index(fields=["kind", "thing"], name="entry_of_thing"),
            models.Index(fields=["xact"], name="entry_of_transaction"),
            models.Index(fields=["actor"], name="entry_of_actor"),
            models.Index(fields=["id"], name="entry_blanking", condition=models.Q(verb=BLANKED)),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb}"


class Detail(models.Model):
    """What of a line can be personal: names, reason, before and after, each with a salt of its own in front.

    Blanking takes a part away with its salt, so that nobody can find out by guessing what it was.
    """

    entry = models.OneToOneField(
        Entry, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="detail"
    )
    parts = models.JSONField()

    def __str__(self) -> str:
        return str(self.pk)


class Seal(models.Model):
    """The place of an entry in the chain. Only the sealer writes it."""

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.DO_NOTHING, db_constraint=False, related_name="seal")
    at = models.DateTimeField()
    horizon = models.BigIntegerField(help_text="entries of older transactions all are sealed")
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.number} {bytes(self.hash).hex()}"


class Head(models.Model):
    """The last seal of a day in Japan, kept once the day is over."""

    day = models.DateField(primary_key=True)
    number = models.BigIntegerField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.day} {self.number} {bytes(self.hash).hex()}"
