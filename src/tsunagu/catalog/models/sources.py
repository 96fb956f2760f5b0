"""Documents, and what every fact read from one carries."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from tsunagu.catalog.models.days import Correctables, Documents, Facts
from tsunagu.kernel.labels import Label, language

SECONDARY = Label("（二次資料）", " (secondary source)")


def words(length: int = 200) -> ArrayField[list[str], list[str]]:
    """A column of several short words."""
    return ArrayField(models.CharField(max_length=length), default=list, blank=True)


class Document(models.Model):
    """A document that facts were read from."""

    key = models.SlugField(unique=True)
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True, help_text="ours")
    short = models.CharField(max_length=60, blank=True, help_text="what citations call it; ours")
    short_en = models.CharField(max_length=60, blank=True, help_text="ours")
    publisher = models.CharField(max_length=200, blank=True)
    date = models.DateField(null=True, blank=True)
    date_text = models.CharField(max_length=100, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True, help_text="where its publisher keeps it")
    read_on = models.DateField(null=True, blank=True, help_text="the day its facts were read")
    known_from = models.DateField(null=True, blank=True, help_text="the first day on which the public could know it")
    verbatim = models.BooleanField(
        default=True, help_text="whether facts quote it; of a summary nothing is shown as printed"
    )
    secondary = models.BooleanField(
        default=False, help_text="whether others than the ministry or agency in charge published it"
    )
    note = models.TextField(blank=True)

    objects = Documents["Document"]()

    class Meta:
        ordering = ["date", "id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The document's page."""
        return reverse("catalog:document", args=[self.key])

    @property
    def display_title(self) -> str:
        """The title in the reader's language, Japanese where no English one is known; marked where it is secondary."""
        return self._marked((self.title_en if language() == "en" else "") or self.title)

    @property
    def short_title(self) -> str:
        """What a citation calls it in the reader's language: the title where it has no shorter one."""
        short = self.short_en if language() == "en" else self.short
        return self._marked(short) if short else self.display_title

    def cited(self, page: str) -> str:
        """The document and a page of it in one line."""
        title = self._marked(self.title)
        return f"{title} p.{page}" if page else title

    def _marked(self, title: str) -> str:
        return f"{title}{SECONDARY}" if self.secondary else title


class Sourced(models.Model):
    """A fact: the document and page it was read from and the text as printed. Without a document it is ours."""

    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=20, blank=True)
    printed = models.TextField(blank=True)

    # The column that also holds words of the document, where ``printed`` repeats none.
    named_as_printed: ClassVar[str] = ""

    objects: ClassVar[Facts[Self]] = Facts()

    class Meta:
        abstract = True

    @property
    def cited_as(self) -> str:
        """Document and page in one line; empty where there is none."""
        return self.document.cited(self.page) if self.document else ""

    @property
    def quoted(self) -> str:
        """The words of the document that this rests on, to find them there."""
        return self.printed or (getattr(self, self.named_as_printed) if self.named_as_printed else "")

    @property
    def is_ours(self) -> bool:
        """Whether this was written by the editors of the catalog and not read from a document."""
        return self.document_id is None


class Correctable(Sourced):
    """A fact over which two officers may lay another one with a source of its own. The one below stays as it is.

    corrects: the fact that this one stands over; none for what the files say.
    """

    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.CASCADE, related_name="corrected")

    objects: ClassVar[Correctables[Self]] = Correctables()

    class Meta:
        abstract = True
