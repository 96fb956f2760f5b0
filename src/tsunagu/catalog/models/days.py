"""The catalog as it stood on a day: the one place where what became known later is left out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual

from tsunagu.catalog.enums import EditionState

M = TypeVar("M", bound=models.Model)
_day: ContextVar[date | None] = ContextVar("day", default=None)


def day() -> date | None:
    """The day on which the catalog is looked at; none where it is looked at as it is."""
    return _day.get()


@contextmanager
def known_on(chosen: date | None) -> Iterator[None]:
    """Look at the catalog as it stood on a day; without one, as before."""
    token = _day.set(chosen or day())
    try:
        yield
    finally:
        _day.reset(token)


def known_from(document: str = "") -> Coalesce:
    """The first day on which the public could know a document; one without any date was known when it was read.

    document: the way to it, as ``document__``.
    """
    return Coalesce(F(f"{document}known_from"), F(f"{document}date"), F(f"{document}read_on"))


class Facts(models.Manager[M]):
    """Facts: on a day those of documents that were known then, and those of ours."""

    corrected = False

    def get_queryset(self) -> models.QuerySet[M]:
        """The facts that are seen on the day."""
        kind = type(super().get_queryset())
        return _seen(self.model, kind, day(), self.corrected).using(self._db)


class Correctables(Facts[M]):
    """Facts that can be corrected: in the place of a corrected one, from its document's day on, its correction."""

    corrected = True


@lru_cache(maxsize=500)  # models by days
def _seen(
    model: type[models.Model],
    kind: type[models.QuerySet[Any]],
    on: date | None,
    corrected: bool,
) -> models.QuerySet[Any]:
    """The facts that are seen on a day, without those that a correction seen on it stands over.

    Built once: prefetching takes one for each row that it fetches for, and the conditions cost more than the rows.
    """
    facts = kind(model=model)
    over = model._base_manager.filter(corrects__isnull=False) if corrected else None
    if on is not None:
        facts = facts.filter(Q(document=None) | _known("document__"))
        over = over.filter(_known("document__")) if over is not None else None
    return facts if over is None else facts.exclude(pk__in=over.values("corrects"))


class Documents(models.Manager[M]):
    """Documents: on a day those that were known then."""

    def get_queryset(self) -> models.QuerySet[M]:
        """The documents that are seen on the day."""
        documents = super().get_queryset()
        return documents if day() is None else documents.filter(_known())


class Programs(models.Manager[M]):
    """Programs: on a day those of which a document said anything then."""

    def get_queryset(self) -> models.QuerySet[M]:
        """The programs that are seen on the day."""
        programs = super().get_queryset()
        return programs if day() is None else programs.filter(self._named())

    def _named(self) -> Q:
        """Whether any fact with a document names the program; of the maps only what readers see."""
        named = Q()
        for relation in self.model._meta.related_objects:
            facts = relation.related_model._default_manager
            if isinstance(facts, Facts) and relation.field.name == "program":
                named |= Q(pk__in=_public(facts).exclude(document=None).order_by().values("program"))
        return named


def _public(facts: Facts[Any]) -> models.QuerySet[Any]:
    """Facts without those of drafts and withdrawn editions."""
    of_maps = any(field.name == "map" for field in facts.model._meta.get_fields())
    return facts.filter(map__state=EditionState.PUBLISHED.value) if of_maps else facts.all()


def _known(document: str = "") -> Any:
    return LessThanOrEqual(known_from(document), Value(day()))
