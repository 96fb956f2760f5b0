"""Whether anything tells of what somebody may not see: every address is asked with a hidden thing there and without it.

Two things are looked for. An answer differs, though the thing is hidden: a count, an order, a facet, an ETag. Or a word
of the thing (a canary) stands in an answer: a text, a name, a suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.test import Client
from django.urls import resolve, translate_url
from django.utils import translation
from django.utils.translation import get_language_from_path

from tests.access.doors import at_the_door, in_role
from tests.browser import real_site
from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.access.matrix import AT_THE_DOOR
from tsunagu.cli.matrix import addresses
from tsunagu.kernel import policies

CANARY = "kanaria7391"
# What is another at each answer, and says nothing: the token of a form, and the number of the request.
_OWN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
_OF_THE_SERVER = {"/health", "/ready", "/metrics"}  # say how long it runs and what it was asked; no canary either
_OWN_HEADERS = {"X-Request-Id", "Set-Cookie", "Date", "Expires", "Content-Length"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered, without what is another each time."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


Answers = dict[tuple[Role, str], Answer]


def answers(paths: Iterable[str], roles: Iterable[Role] = AT_THE_DOOR) -> Answers:
    """What each address answers to somebody in each role, of another organization and another user."""
    clients = {role: at_the_door(asking(role)) for role in roles}
    asked = list(paths)
    return {(role, path): _answer(client, path) for role, client in clients.items() for path in asked}


def _answer(client: Client, path: str) -> Answer:
    response = client.get(path)
    body = b"".join(response) if response.streaming else response.content
    headers = sorted((name, value) for name, value in response.headers.items() if name not in _OWN_HEADERS)
    return Answer(response.status_code, tuple(headers), _OWN.sub(b"", body))


def differing(without: Answers, beside: Answers) -> list[str]:
    """The answers that a hidden thing changed."""
    return [
        f"{role.value} {path}"
        for (role, path), answer in without.items()
        if path not in _OF_THE_SERVER and beside[role, path] != answer
    ]


def telling(beside: Answers) -> list[str]:
    """The answers in which a canary stands."""
    return [f"{role.value} {path}" for (role, path), answer in beside.items() if CANARY in _text(answer)]


def _text(answer: Answer) -> str:
    return answer.body.decode("utf-8", "replace") + repr(answer.headers)


def differing_for_whoever_asks(without: Answers, beside: Answers) -> list[str]:
    """The public addresses that say something else than anybody was told before a hidden thing was there.

    What stands around the main part is not compared: it greets those who signed in.
    """
    told = {path: _main(answer) for (role, path), answer in without.items() if role is Role.ANYBODY}
    return [
        f"{role.value} {path}"
        for (role, path), answer in beside.items()
        if path not in _OF_THE_SERVER and _main(answer) != told[path]
    ]


def _main(answer: Answer) -> tuple[int, bytes]:
    return answer.status, answer.body.partition(b"<main")[2].partition(b"</main>")[0] or answer.body


def leaks(paths: Iterable[str], make: Callable[[], object], roles: Iterable[Role] = AT_THE_DOOR) -> list[str]:
    """Which addresses tell those in these roles that a thing is there, or what it says. make: makes the thing."""
    asked, able = list(paths), list(roles)
    without = answers(asked, able)
    make()
    beside = answers(asked, able)
    return sorted({*differing(without, beside), *telling(beside)})


def private_paths() -> Iterator[str]:
    """The private addresses, of the first thing where they are of one."""
    for address, promise in addresses():
        if promise.right:
            yield re.sub(r"<[^>]+>", "1", address)


def reachable() -> list[str]:
    """Pages, files, endpoints and private addresses, in both languages where they have two."""
    pages = [f"/{path}" for path in real_site.pages()]
    files = [f"{path}{'&' if '?' in path else '?'}format=csv" for path in pages]
    fixed = [
        address for address, promise in addresses() if promise.is_open and "<" not in address and "^" not in address
    ]
    japanese = [*pages, *files, *private_paths(), *fixed]
    english = [translate_url(path, "en") for path in japanese]
    return list(dict.fromkeys([*japanese, *english]))


def is_public(path: str) -> bool:
    """Whether an address promises the same answer to whoever asks."""
    with translation.override(get_language_from_path(path)):  # the addresses below /en/ are found in English only
        promise = policies.declared(resolve(urlsplit(path).path).func)
    return promise is not None and promise.public


def who_may_not(allowed: Iterable[Role]) -> list[Role]:
    """All roles but these."""
    those = set(allowed)
    return [role for role in AT_THE_DOOR if role not in those]


def asking(role: Role) -> Actor:
    """Somebody in a role, of another organization and another user than the things that tests make."""
    return in_role(role, user=77, organization=77)
