"""Note that a call opened or closed, so that the pages kept for everybody are rendered anew."""

from __future__ import annotations

from django.db.models import F, Q

from tsunagu.calls.models import Call
from tsunagu.kernel import clock


def note() -> None:
    """Note what has turned since it was last looked at; one statement where nothing has."""
    now = clock.now()
    turned = Q()
    for name in ("opens", "closes"):
        is_new = Q(noted__isnull=True) | Q(noted__lt=F(name))
        turned |= Q(**{f"{name}__lte": now}) & is_new
    if numbers := list(Call.objects.filter(turned).values_list("pk", flat=True)):
        Call.objects.filter(pk__in=numbers).update(noted=now)
