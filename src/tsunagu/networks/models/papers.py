"""What bibliographic data say of two bodies."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse


class JointPapers(models.Model):
    """How many papers two bodies wrote together in a window of years, as ``strengths`` counted them last.

    one_number, other_number: by which OpenAlex knows them, and the pages of ``strengths``.
    """

    one = models.ForeignKey("organizations.Organization", on_delete=models.CASCADE, related_name="joint_papers_out")
    other = models.ForeignKey("organizations.Organization", on_delete=models.CASCADE, related_name="joint_papers_in")
    one_number = models.BigIntegerField()
    other_number = models.BigIntegerField()
    papers = models.PositiveIntegerField()
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-papers", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="joint_papers_of_two"),
            models.CheckConstraint(condition=Q(papers__gte=1), name="joint_papers_some"),
            models.UniqueConstraint(Least("one", "other"), Greatest("one", "other"), name="joint_papers_once"),
        ]

    def __str__(self) -> str:
        return f"{self.one} – {self.other}: {self.papers}"

    def get_absolute_url(self) -> str:
        """Where both are compared, with the way of counting and its source."""
        return f"{reverse('strengths:compare')}?{urlencode([('u', self.one_number), ('u', self.other_number)])}"
