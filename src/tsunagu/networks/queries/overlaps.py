"""Bodies that are in several networks of a prefecture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tsunagu.kernel.tables import Column, Columns
from tsunagu.networks.models import Network
from tsunagu.networks.queries.directory import Listed, NetworkQuery, cited, networks
from tsunagu.organizations.queries import memberships


@dataclass(frozen=True, slots=True)
class Shared:
    """A body in several networks: by which memberships, and in which networks, in the same order."""

    body: Any
    ties: Sequence[Any]
    networks: Sequence[Network]

    @property
    def documents(self) -> list[str]:
        """The documents that say so, with their pages; each once."""
        return list(dict.fromkeys(map(cited, self.ties)))


OVERLAPS = Columns[Shared](
    Column("body", "機関", "Body", lambda row: row.body.name),
    Column("networks", "座組", "Networks", lambda row: "|".join(network.body.name for network in row.networks)),
    Column("document", "資料", "Document", lambda row: "|".join(row.documents)),
)


def overlaps(question: NetworkQuery) -> list[Shared]:
    """The bodies in more than one of the networks that fit, those in most first; in a fixed number of statements."""
    rows = networks(question)
    ties = members(rows, question)
    return shared(ties, {row.network.body_id: row.network for row in rows})


def members(rows: Iterable[Listed], question: NetworkQuery) -> list[Any]:
    """The memberships of networks at the time that is asked about."""
    held = memberships.between(*question.moment.days)
    return list(memberships.memberships([row.network.body_id for row in rows]).filter(held))


def shared(ties: Iterable[Any], networks: Mapping[int, Network]) -> list[Shared]:
    """Those who are in several networks, by how many; then in the order of the memberships."""
    of_bodies: dict[int, dict[int, Any]] = {}
    for tie in ties:
        of_bodies.setdefault(tie.body_id, {}).setdefault(tie.of_id, tie)
    several = [list(held.values()) for held in of_bodies.values() if len(held) > 1]
    rows = [_shared(held, networks) for held in several]
    return sorted(rows, key=lambda row: -len(row.networks))


def _shared(held: Sequence[Any], networks: Mapping[int, Network]) -> Shared:
    return Shared(held[0].body, held, [networks[tie.of_id] for tie in held])
