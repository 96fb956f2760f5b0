"""``tsunagu openapi``: the committed OpenAPI file."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.conf import settings


def openapi_text() -> str:
    """The OpenAPI document as committed."""
    from tsunagu.api.urls import api

    return json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), ensure_ascii=False, indent=1) + "\n"


def openapi_path() -> Path:
    """Where the committed document stands."""
    return Path(settings.PROJECT) / "docs" / "openapi.json"


@click.command()
@click.option("--check", is_flag=True, help="Only compare; fail when the file is not up to date.")
def openapi(check: bool) -> None:
    """Write docs/openapi.json from the code, or check that it is up to date."""
    text, path = openapi_text(), openapi_path()
    if check:
        if not path.exists() or path.read_text() != text:
            raise click.ClickException("docs/openapi.json is not up to date; run `tsunagu openapi`")
        return
    path.write_text(text)
    click.echo(f"wrote {path.relative_to(settings.PROJECT)}")
