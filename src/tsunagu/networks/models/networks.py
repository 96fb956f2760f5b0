"""Networks, who speaks for them, and how they are linked."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Greatest, Least

from tsunagu.kernel.addresses import of_key
from tsunagu.kernel.labels import worded
from tsunagu.kernel.spans import Span
from tsunagu.networks.enums import NetworkKind, NetworkStanding, Topic
from tsunagu.networks.models.evidence import LONGEST, LONGEST_KEY, Sourced


class Network(Sourced):
    """A body of the directory as a network.

    program: the key of the program that gave rise to it. prefectures: where it works; none is the whole country.
    begun: since when, as printed, where that is no day. own: the fields that its people keep themselves, over which no
    file writes. A draft is seen by those alone who may edit it.
    """

    body = models.OneToOneField("organizations.Organization", on_delete=models.CASCADE, related_name="network")
    kind = models.CharField(max_length=20, choices=NetworkKind.choices(), db_index=True)
    program = models.CharField(max_length=LONGEST_KEY, blank=True, db_index=True)
    standing = models.CharField(max_length=20, choices=NetworkStanding.choices(), blank=True)
    plan = models.CharField(max_length=LONGEST, blank=True)
    plan_en = models.CharField(max_length=LONGEST, blank=True)
    summary = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    topics = ArrayField(models.CharField(max_length=20, choices=Topic.choices()), default=list, blank=True)
    prefectures = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    begun = models.CharField(max_length=100, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    draft = models.BooleanField(default=False)
    own = ArrayField(models.CharField(max_length=20), default=list, blank=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="network_forward",
            )
        ]

    def __str__(self) -> str:
        return self.body.display_name

    def get_absolute_url(self) -> str:
        """The page of the network."""
        return of_key("networks:network", self.body.key)

    @property
    def key(self) -> str:
        """The key of its body, by which its address is."""
        return str(self.body.key)

    @property
    def span(self) -> Span:
        """From when to when it is there."""
        return Span(self.valid_from, self.valid_to)

    @property
    def display_plan(self) -> str:
        """The name of its plan in the reader's language, Japanese where no English one is known."""
        return worded(self.plan, self.plan_en or self.plan)

    @property
    def display_summary(self) -> str:
        """Its summary in the reader's language, Japanese where no English one is known."""
        return worded(self.summary, self.summary_en or self.summary)

    @property
    def about(self) -> list[Topic]:
        """What it is about."""
        return [Topic(topic) for topic in self.topics]


class Coordinator(Sourced):
    """The body that speaks for a network (ネットワーク機関): of a network at most one on any day, by the database.

    name: where it is no body of the directory, or a part of one. mandate: what it is charged with.
    """

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="coordinators")
    body = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.CASCADE, related_name="coordinates"
    )
    name = models.CharField(max_length=LONGEST, blank=True)
    mandate = models.TextField(blank=True)
    contact = models.CharField(max_length=LONGEST, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["network", "valid_from", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(body__isnull=False) | ~Q(name=""), name="coordinator_is_somebody"),
            ExclusionConstraint(
                name="coordinator_once_a_day",
                expressions=[
                    ("network", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.body.display_name if self.body else self.name

    @property
    def span(self) -> Span:
        """From when to when it speaks for the network."""
        return Span(self.valid_from, self.valid_to)


class Link(Sourced):
    """Two networks work together. issue: what they share. outcome: what came of it, as from research to use."""

    one = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="links_out")
    other = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="links_in")
    issue = models.CharField(max_length=LONGEST)
    outcome = models.TextField(blank=True)
    since = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="link_of_two"),
            models.UniqueConstraint(Least("one", "other"), Greatest("one", "other"), "issue", name="link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.one} – {self.other}: {self.issue}"


class Candidate(models.Model):
    """A body that an editor wants to name as a member and that has not agreed to be named: seen by editors alone."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="candidates")
    body = models.ForeignKey("organizations.Organization", on_delete=models.CASCADE, related_name="candidacies")
    part = models.CharField(max_length=10, blank=True)
    role = models.CharField(max_length=200, blank=True)
    since = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=LONGEST, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["network", "body"], name="candidate_once")]

    def __str__(self) -> str:
        return f"{self.network}: {self.body}"
