"""How bodies stand to one another: what followed what, and who set up, leads or belongs to what."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tsunagu.organizations.enums import OrganizationKind, Side, SuccessionKind, TieKind
from tsunagu.organizations.models.bodies import Organization
from tsunagu.organizations.models.evidence import Dated, Sourced, forward
from tsunagu.organizations.rules import sides


class Succession(Sourced):
    """One body followed another. ``day``: the first day of the one that followed. Circles are refused by a trigger."""

    predecessor = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="followed_by")
    successor = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="follows")
    day = models.DateField()
    kind = models.CharField(max_length=20, choices=SuccessionKind.choices())

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Tie(Dated, Sourced):
    """What one body is to another: who set up a center, who is in a network, and as what."""

    body = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="ties")
    of = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="tied")
    kind = models.CharField(max_length=10, choices=TieKind.choices())
    part = models.CharField(max_length=200, blank=True, help_text="as what, such as 学, 官 or 産")
    role = models.CharField(max_length=200, blank=True, help_text="what it does there, such as 代表機関 or 会頭")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["body", "of", "kind", "valid_from"], nulls_distinct=False, name="tie_once"),
            models.CheckConstraint(condition=~Q(body=F("of")), name="tie_of_two"),
            forward("tie_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.body} – {self.of}"

    @property
    def side(self) -> Side | None:
        """On which side the body stands there; none where that is not known."""
        return sides.side(self.part, OrganizationKind(self.body.kind))

    @property
    def printed_side(self) -> str:
        """The side that the document has, in the reader's language, where we count the body on another one."""
        printed = sides.PRINTED.get(self.part)
        return printed.label if printed and printed is not self.side else ""
