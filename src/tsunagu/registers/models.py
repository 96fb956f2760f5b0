"""What registers publish, and how far their files were read."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from tsunagu.registers.enums import Closing, CorporationKind, PeopleRegister, State


class Corporation(models.Model):
    """A corporation as the register of corporate numbers has it (S44).

    key: its name for comparing. pairs: what an index finds its names by. digest: of all that the register says.
    """

    number = models.BigIntegerField(primary_key=True)
    digest = models.BigIntegerField()
    successor = models.BigIntegerField(null=True)
    updated = models.DateField()
    assigned = models.DateField(null=True)
    changed = models.DateField(null=True)
    closed = models.DateField(null=True)
    hidden = models.BooleanField()
    kind = models.CharField(max_length=3, choices=CorporationKind.choices())
    closing = models.CharField(max_length=2, blank=True, choices=Closing.choices())
    place = models.CharField(max_length=5, blank=True)
    postcode = models.CharField(max_length=7, blank=True)
    name = models.CharField(max_length=150)
    # in the order of their letters' numbers, so that one index gives what begins so, sorted
    key = models.CharField(max_length=300, db_collation="C")
    kana = models.CharField(max_length=500, blank=True, db_collation="C")
    name_en = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=330, blank=True)
    pairs = ArrayField(models.IntegerField())

    class Meta:
        indexes = [
            models.Index(fields=["key"], name="corporation_key"),
            models.Index(fields=["kana"], name="corporation_kana", condition=~models.Q(kana="")),
            GinIndex(fields=["pairs"], name="corporation_pairs"),
        ]

    def __str__(self) -> str:
        return self.name


class Record(models.Model):
    """An entry of one of the smaller registers, such as school codes, local governments or ROR.

    code: its number there. kind: as the register says it. numbers: those of other registers that it names, as pairs of
    scheme and value. digest: of all that the register says.
    """

    register = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    kana = models.CharField(max_length=300, blank=True)
    others = ArrayField(models.CharField(max_length=300), default=list)
    kind = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=5, blank=True)
    numbers = models.JSONField(default=list)
    ended = models.BooleanField(default=False)
    digest = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["register", "code"], name="record_once")]

    def __str__(self) -> str:
        return self.name


class Researcher(models.Model):
    """An entry of a register of researchers; nothing of it is shown to anybody but the person and the keepers.

    code: its number there. numbers, posts: as ``rules.researchers`` has them. digest: of all that the register says.
    file, mark, line: where it was read last. as_of: for which day the register says it, where it does.
    """

    register = models.CharField(max_length=20, choices=PeopleRegister.choices())
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    kana = models.CharField(max_length=300, blank=True)
    latin = models.CharField(max_length=300, blank=True)
    fields = ArrayField(models.CharField(max_length=100), default=list)
    numbers = models.JSONField(default=list)
    posts = models.JSONField(default=list)
    digest = models.BigIntegerField()
    file = models.CharField(max_length=200)
    mark = models.CharField(max_length=64)
    line = models.BigIntegerField()
    as_of = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["register", "code"], name="researcher_once")]

    def __str__(self) -> str:
        return self.name


class Unlisted(models.Model):
    """An entry of a register that is not read in again, since all that was kept of the person was removed.

    entry: a digest of register and number, so that this table names nobody.
    """

    entry = models.CharField(primary_key=True, max_length=64)

    def __str__(self) -> str:
        return self.entry


class Register(models.Model):
    """A register, and as of which day it is here. A change of this row renders pages anew, not every single entry."""

    key = models.SlugField(primary_key=True)
    as_of = models.DateField(null=True)
    entries = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.key


class Reading(models.Model):
    """The reading of one file of a register.

    file: its name. mark: what tells it from another of the same name. position: bytes that are read and kept.
    problems: the first lines that could not be taken, with their numbers. unknown: fields that nobody knows here, with
    how often they stand in the file.
    """

    register = models.CharField(max_length=20)
    file = models.CharField(max_length=200)
    mark = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices(), default=State.RUNNING)
    began = models.DateTimeField(db_default=Now())
    ended = models.DateTimeField(null=True)
    position = models.BigIntegerField(default=0)
    lines = models.BigIntegerField(default=0)
    new = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    same = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    problems = models.JSONField(default=list)
    unknown = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.register} {self.file}"
