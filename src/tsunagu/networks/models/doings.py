"""What networks do: services of smart cities, strategies, what alliances share, agreements, meetings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tsunagu.kernel.labels import worded
from tsunagu.networks.enums import Measure, OfferKind, ServiceField, ServiceStage
from tsunagu.networks.models.evidence import LONGEST, LONGEST_KEY, Sourced
from tsunagu.networks.models.networks import Network


class Service(Sourced):
    """A service of a smart city."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="services")
    field = models.CharField(max_length=20, choices=ServiceField.choices())
    name = models.CharField(max_length=LONGEST)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["network", "name"], name="service_once")]

    def __str__(self) -> str:
        return self.name


class Step(Sourced):
    """Since which day a service has been in a stage."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=20, choices=ServiceStage.choices())
    since = models.DateField()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["service", "stage"], name="step_stage_once"),
            models.UniqueConstraint(fields=["service", "since"], name="step_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.stage}"


class Strategy(Sourced):
    """One of the seven strategies for hub cities of startups."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=LONGEST)
    name_en = models.CharField(max_length=LONGEST, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "strategies"

    def __str__(self) -> str:
        return f"{self.number} {self.display_name}"

    @property
    def display_name(self) -> str:
        """What it is called, in the reader's language."""
        return worded(self.name, self.name_en or self.name)


class StrategyAction(Sourced):
    """What is done under a strategy: by the government, or by the network of a city."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="actions")
    network = models.ForeignKey(
        Network, null=True, blank=True, on_delete=models.CASCADE, related_name="strategy_actions"
    )
    order = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["strategy", "order", "id"]

    def __str__(self) -> str:
        return self.text


class Offer(Sourced):
    """What an alliance shares. mark: how the document counts it, as Ⓐ."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="offers")
    order = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=4, blank=True)
    kind = models.CharField(max_length=10, choices=OfferKind.choices())
    name = models.CharField(max_length=LONGEST)
    points = models.TextField(blank=True, help_text="one a line")

    class Meta:
        ordering = ["network", "order"]
        constraints = [models.UniqueConstraint(fields=["network", "order"], name="offer_place_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def lines(self) -> list[str]:
        """Its points, one by one."""
        return self.points.splitlines()


class Agreement(Sourced):
    """An agreement within a network. signed: the day, or the first of its month where ``when`` says the month."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="agreements")
    name = models.CharField(max_length=LONGEST)
    signed = models.DateField(null=True, blank=True)
    when = models.CharField(max_length=100, blank=True, help_text="as printed, where that is no day")
    parties = models.ManyToManyField("organizations.Organization", related_name="agreements", blank=True)

    class Meta:
        ordering = ["-signed", "id"]

    def __str__(self) -> str:
        return self.name


class Meeting(Sourced):
    """A meeting of a network."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="meetings")
    held = models.DateField()
    topic = models.CharField(max_length=LONGEST, blank=True)

    class Meta:
        ordering = ["-held", "-id"]
        constraints = [models.UniqueConstraint(fields=["network", "held", "topic"], name="network_meeting_once")]

    def __str__(self) -> str:
        return f"{self.held} {self.topic}".rstrip()


class PrintedCount(Sourced):
    """A number that a document prints, or the length of a list of its, counted by hand.

    of: what is counted: a standing, the key of a network, the code of a prefecture, or the keys of two programs.
    """

    key = models.SlugField(max_length=LONGEST_KEY, unique=True)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LONGEST)
    name_en = models.CharField(max_length=LONGEST, blank=True)
    number = models.PositiveIntegerField()
    measure = models.CharField(max_length=20, choices=Measure.choices())
    of = models.CharField(max_length=LONGEST, blank=True)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.name}: {self.number}"


class Load(models.Model):
    """The text files that were loaded last, by their checksum: without a change there is nothing to do."""

    checksum = models.CharField(max_length=64)
    loaded = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="network_load_one")]

    def __str__(self) -> str:
        return self.checksum
