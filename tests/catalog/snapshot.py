"""What the database holds of the catalog, to compare before and after."""

from __future__ import annotations

from typing import Any

from django.apps import apps


def catalog() -> dict[str, list[dict[str, Any]]]:
    """Every row of the catalog's and the organizations' tables; packages' rows are written anew by each load and have
    new numbers.
    """
    models = [*apps.get_app_config("organizations").get_models(), *apps.get_app_config("catalog").get_models()]
    return {model.__name__: _rows(model) for model in models}


def _rows(model: Any) -> list[dict[str, Any]]:
    rows = list(model.objects.order_by("pk").values())
    if model.__name__ == "PackageItem":
        rows = [{name: value for name, value in row.items() if name != "id"} for row in rows]
    return rows


def changed(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> set[str]:
    """The tables whose rows differ."""
    return {name for name in before if before[name] != after[name]}
