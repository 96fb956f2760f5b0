"""``tsunagu check``: what no linter sees."""

from __future__ import annotations

import os
import subprocess
import sys

import click
from django.core.management import call_command

from tsunagu.api.cli import openapi
from tsunagu.cli import permissions


@click.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Check migrations, the generated files and, as on a server with HTTPS, Django's deployment rules."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    ctx.invoke(openapi, check=True)
    permissions.compare()
    # The rules for a server behind HTTPS need its settings, which are read once a process.
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    result = subprocess.run(
        command, env={**os.environ, "TSUNAGU_HTTPS": "1"}, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise click.ClickException(result.stderr.strip())
    click.echo("migrations, generated files and deployment settings are in order")
