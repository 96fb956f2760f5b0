"""Database columns for the kernel's words."""

from __future__ import annotations

from typing import Any

from django.db import models

from tsunagu.kernel.money import Yen
from tsunagu.kernel.years import FiscalYear


class YenField(models.BigIntegerField):  # type: ignore[type-arg]
    """Whole yen; empty means that no figure is known."""

    description = "whole yen"

    def from_db_value(self, value: int | None, *_: Any) -> Yen | None:
        """Give the column's value as Yen."""
        return None if value is None else Yen(value)


class FiscalYearField(models.SmallIntegerField):  # type: ignore[type-arg]
    """A Japanese fiscal year by the calendar year in which it begins."""

    description = "fiscal year"

    def from_db_value(self, value: int | None, *_: Any) -> FiscalYear | None:
        """Give the column's value as FiscalYear."""
        return None if value is None else FiscalYear(value)
