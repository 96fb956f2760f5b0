"""Programs and what is known of them year by year; versions of the package; printed totals."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from tsunagu.catalog.enums import (
    AmountIs,
    Basis,
    BodyKind,
    BudgetKind,
    Counting,
    Per,
    Pillar,
    ProgramKind,
    RelationKind,
    Stage,
    TotalRule,
)
from tsunagu.catalog.models.days import Programs
from tsunagu.catalog.models.sources import Correctable, Sourced, words
from tsunagu.kernel.fields import FiscalYearField, YenField
from tsunagu.kernel.labels import language


class Total(Sourced):
    """A printed total that listed figures can be added up against."""

    key = models.SlugField(unique=True, max_length=80)
    name = models.CharField(max_length=200)
    fiscal_year = FiscalYearField()
    kind = models.CharField(max_length=20, choices=BudgetKind.choices())
    amount = YenField()
    unit = YenField(help_text="yen per printed unit")
    rule = models.CharField(max_length=10, choices=TotalRule.choices())
    ratio = models.DecimalField(max_digits=5, decimal_places=2, null=True, help_text="as printed: 1.4倍")
    ratio_to = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Package(Sourced):
    """One version of the 総合振興パッケージ."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    date = models.CharField(max_length=10, help_text="YYYY-MM-DD, or YYYY-MM where no day is known")
    complete = models.BooleanField(default=True, help_text="whether the list of what it names is known as a whole")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return self.name


class Program(models.Model):
    """A support program of a ministry."""

    key = models.SlugField(unique=True, max_length=80)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=300, blank=True)
    abbreviation = models.CharField(max_length=40, blank=True)
    ministry = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="programs")
    agency = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="run_programs"
    )
    kind = models.CharField(max_length=20, choices=ProgramKind.choices())
    stage = models.CharField(max_length=20, choices=Stage.choices())
    pillar = models.CharField(max_length=1, choices=Pillar.choices(), blank=True)
    heading = models.CharField(max_length=200, blank=True)
    summary = models.TextField(help_text="ours")
    summary_en = models.TextField(blank=True, help_text="ours")
    description = models.TextField(help_text="ours")
    description_en = models.TextField(blank=True, help_text="ours")
    keywords = words()
    wants_en = words()
    tags = words(40)
    url = models.URLField(blank=True)
    checksum = models.CharField(max_length=64, editable=False)
    updated = models.DateTimeField(auto_now=True, help_text="when its file was last taken in with a change")

    objects = Programs["Program"]()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        """The program's page."""
        return reverse("catalog:program", args=[self.key])

    @property
    def display_name(self) -> str:
        """The name in the reader's language, Japanese where no English one is known."""
        return (self.name_en if language() == "en" else "") or self.name


class Alias(Sourced):
    """Another spelling of a program's name."""

    named_as_printed = "text"

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["program", "text"], name="alias_once")]

    def __str__(self) -> str:
        return self.text


class Want(Sourced):
    """「～したい」: a need this program answers, of a document or in everyday words of ours."""

    named_as_printed = "text"

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="wants")
    text = models.CharField(max_length=300)
    applicant_note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class Relation(Sourced):
    """How a program stands to another."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=20, choices=RelationKind.choices())
    to = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="reverse_relations")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["program", "kind", "to"], name="relation_once")]

    def __str__(self) -> str:
        return f"{self.program} {self.kind} {self.to}"


class Eligibility(Correctable):
    """One rule about who may ask. All rules of the newest year hold together."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="eligibilities")
    fiscal_year = FiscalYearField()
    lead = words(40)
    partial = words(40)
    consortium = words(40)
    requires = words(40)
    partners = words(40)
    excludes = models.TextField(blank=True)
    excludes_en = models.TextField(blank=True, help_text="ours")
    condition = models.TextField(blank=True)
    condition_en = models.TextField(blank=True, help_text="ours")

    class Meta:
        ordering = ["-fiscal_year", "id"]
        verbose_name_plural = "eligibilities"

    def __str__(self) -> str:
        return f"{self.program} {self.fiscal_year}"

    @property
    def lead_kinds(self) -> list[BodyKind]:
        """Who may be the applicant, in the whole program or a part of it."""
        return [BodyKind(kind) for kind in [*(self.lead or self.consortium), *self.partial]]


class Edition(Sourced):
    """What one document says of a program in one fiscal year."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="editions")
    fiscal_year = FiscalYearField()
    basis = models.CharField(max_length=20, choices=Basis.choices())
    new_call = models.BooleanField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-fiscal_year", "id"]

    def __str__(self) -> str:
        return f"{self.program} {self.fiscal_year}"


class Track(Correctable):
    """A way to apply within an edition: 育成型, 本格型, タイプA."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="tracks")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    purpose = models.TextField(blank=True)
    amount_text = models.CharField(max_length=200, blank=True)
    amount = YenField(null=True)
    amount_is = models.CharField(max_length=10, choices=AmountIs.choices(), blank=True)
    per = models.CharField(max_length=10, choices=Per.choices(), blank=True)
    years_text = models.CharField(max_length=200, blank=True)
    years = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    awards_text = models.CharField(max_length=200, blank=True)
    awards = models.PositiveIntegerField(null=True)
    awards_new = models.PositiveIntegerField(null=True)
    conditions = ArrayField(models.TextField(), default=list, blank=True)
    gate = models.TextField(blank=True)
    leads_to = models.CharField(max_length=60, blank=True)
    matching = models.TextField(blank=True)
    tapering = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "key"], condition=models.Q(corrects__isnull=True), name="track_once"
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name in the reader's language."""
        return (self.name_en if language() == "en" else "") or self.name


class BudgetFigure(Correctable):
    """One printed amount of one program, year and kind. Empty when the document prints none (「ー」)."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="budgets")
    fiscal_year = FiscalYearField()
    kind = models.CharField(max_length=20, choices=BudgetKind.choices())
    amount = YenField(null=True)
    inclusive = models.BooleanField(
        default=False, help_text="内数: the amount is that of a larger line; this program's own part is not printed"
    )
    part = models.BooleanField(default=False, help_text="うち: inside another figure of the program that is listed")
    approximate = models.BooleanField(default=False)
    estimate = models.BooleanField(default=False, help_text="運営費交付金中の推計額")
    is_new = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    counts_in = models.ForeignKey(Total, null=True, blank=True, on_delete=models.SET_NULL, related_name="figures")

    counting: Counting  # whether it counts in the sum of its year and kind: `queries.money` says it of those it reads

    class Meta:
        ordering = ["fiscal_year", "id"]

    def __str__(self) -> str:
        return f"{self.program} {self.fiscal_year} {self.kind}"

    @property
    def is_whole(self) -> bool:
        """Whether the amount is that of the program: neither a larger line nor a part of another figure."""
        return not self.inclusive and not self.part


class PackageItem(Sourced):
    """A program as a version of the package names it."""

    named_as_printed = "name"

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="items")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="package_items")
    pillar = models.CharField(max_length=1, choices=Pillar.choices(), blank=True)
    heading = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=300)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
