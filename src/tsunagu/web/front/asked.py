"""A request as it is announced, before anything of its body is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from tsunagu.web.front import refusals
from tsunagu.web.front.refusals import Refused

MOST_PARAMETERS = 200
LONGEST_QUERY = 8 * 1024  # bytes
_READING = {"GET", "HEAD"}
_NOT_IN_ADDRESSES = re.compile(rb"[^\x21-\x7e]")

Scope = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. path: without its escapes. headers: in small letters, of several of a name the last."""

    method: str
    path: str
    query: bytes
    scheme: str
    client: str
    headers: Mapping[bytes, bytes]

    @classmethod
    def of(cls, scope: Scope) -> Self:
        """What a scope of ASGI announces."""
        client = scope.get("client") or ("", 0)
        return cls(
            scope["method"], scope["path"], scope["query_string"], scope["scheme"], client[0], dict(scope["headers"])
        )

    @property
    def is_reading(self) -> bool:
        """Whether it wants to see something and sends nothing."""
        return self.method in _READING

    def header(self, name: bytes) -> bytes:
        """A header; empty where it is not there."""
        return self.headers.get(name, b"")


def plain(scope: Scope) -> Scope:
    """The scope with an address that every reader of addresses understands, and without ambiguous headers.

    Programs send letters in an address that browsers would escape. Headers with an underscore would pass for those with
    a hyphen that only a proxy may set.
    """
    query = _NOT_IN_ADDRESSES.sub(lambda found: b"%%%02X" % ord(found[0]), scope["query_string"])
    headers = [pair for pair in scope["headers"] if b"_" not in pair[0]]
    return {**scope, "query_string": query, "headers": headers}


def require_sound(asked: Asked) -> None:
    """Refuse an address that nobody would ask for."""
    if not _is_ours(asked.header(b"host")):
        raise Refused(refusals.WRONG_HOST)
    if len(asked.query) > LONGEST_QUERY:
        raise Refused(refusals.TOO_LONG)
    if asked.query.count(b"&") >= MOST_PARAMETERS:
        raise Refused(refusals.TOO_MANY_PARAMETERS)


@lru_cache(maxsize=256)
def _is_ours(host: bytes) -> bool:
    """Whether the site answers to a name."""
    domain, _ = split_domain_port(host.decode("latin1"))
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
