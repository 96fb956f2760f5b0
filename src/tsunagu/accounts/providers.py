"""Who else may say who somebody is: OpenID providers as data, read before Django is there."""

from __future__ import annotations

import json
import os
import re
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_KNOWN = {
    "id",
    "name",
    "server",
    "client_id",
    "client_secret",
    "client_secret_env",
    "scopes",
    "registers",
    "origins",
    "claims",
    "token_auth_method",
}
_NEEDED = ("id", "name", "server", "client_id")
_CLAIMS = {"uid", "email", "name", "domain"}
_ID = re.compile(r"[a-z0-9-]{1,40}")


class Unreadable(Exception):
    """What is wrong with the file of providers."""


def read(path: str) -> list[dict[str, Any]]:
    """The providers of a TOML or JSON file, as allauth wants them; none where there is no file."""
    if not path:
        return []
    try:
        text = Path(path).read_text(encoding="utf-8")
        told = json.loads(text) if path.endswith(".json") else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise Unreadable(f"TSUNAGU_SIGN_IN: {path} cannot be read ({error}).") from None
    return _providers(told.get("provider", []) if isinstance(told, dict) else [])


def _providers(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    providers = [_provider(entry, f"TSUNAGU_SIGN_IN: provider {place}") for place, entry in enumerate(entries, 1)]
    if len({provider["provider_id"] for provider in providers}) < len(providers):
        raise Unreadable("TSUNAGU_SIGN_IN: two providers have the same id.")
    return providers


def origins(providers: list[dict[str, Any]]) -> list[str]:
    """The sites to which the forms of sign-in may lead."""
    return sorted(set(chain.from_iterable(provider["settings"]["origins"] for provider in providers)))


def _provider(entry: dict[str, Any], place: str) -> dict[str, Any]:
    if missing := [name for name in _NEEDED if not entry.get(name)]:
        raise Unreadable(f"{place} has no {', '.join(missing)}.")
    of_claims = entry.get("claims", {}).keys() - _CLAIMS
    if unknown := sorted((entry.keys() - _KNOWN) | of_claims):
        raise Unreadable(f"{place} has {', '.join(unknown)}, which nobody reads.")
    if not _ID.fullmatch(entry["id"]):
        raise Unreadable(f"{place}: an id has small letters, digits and hyphens, not {entry['id']!r}.")
    server = urlsplit(entry["server"])
    if server.scheme != "https" and server.hostname not in {"127.0.0.1", "localhost"}:
        raise Unreadable(f"{place}: its server must be reached by https://, not {entry['server']}.")
    claims = dict(entry.get("claims", {}))
    return {
        "provider_id": entry["id"],
        "name": entry["name"],
        "client_id": entry["client_id"],
        "secret": entry.get("client_secret") or os.environ.get(entry.get("client_secret_env", ""), ""),
        "settings": {
            "server_url": entry["server"],
            "scope": entry.get("scopes", ["openid", "profile", "email"]),
            "uid_field": claims.pop("uid", "sub"),
            "claims": claims,
            "registers": entry.get("registers", True),
            "origins": entry.get("origins", [f"{server.scheme}://{server.netloc}"]),
            "oauth_pkce_enabled": True,
            **({"token_auth_method": entry["token_auth_method"]} if "token_auth_method" in entry else {}),
        },
    }
