"""J-PEAKS の特定領域: how far a university is in its own domain from a reference group.

地域中核・特色ある研究大学強化促進事業 asks that the top 10% papers of a university in a domain of its own come up to
those of a university for international research excellence. A domain is a saved set of fields of a scheme.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import pyarrow as pa

from tsunagu.kernel import spreadsheets
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.strengths.tables import INT16, ONE

COLUMNS = ("domain", "scheme", "field")
COLUMNS_JA = ("領域", "分野の体系", "分野番号")  # of the same file as Japanese pages export it
DOMAIN = ibis.schema(dict(zip(COLUMNS, ("string", "string", "int16"), strict=True)))


@dataclass(frozen=True, slots=True)
class Domain:
    """A university's own domain: fields of one scheme under a name."""

    name: str
    scheme: str
    fields: tuple[int, ...]


def read_domains(path: Path, known: Mapping[str, Collection[int]] | None = None) -> list[Domain]:
    """The domains of a CSV file with the columns domain, scheme and field, a row for each field.

    In the order of their first rows.

    known: the fields of each scheme, to be checked against. Raises ``Rejected`` with every problem of the file at once.
    """
    rows = next(iter(spreadsheets.read(path).values()))
    japanese = dict(zip(COLUMNS_JA, COLUMNS, strict=True))
    head = [japanese.get(cell.strip(), cell.strip()) for cell in rows[0]] if rows else []
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        raise Rejected(
            [
                Problem("no_column", f"the column {name} is missing; the columns are {', '.join(COLUMNS)}", path.name)
                for name in missing
            ]
        )
    problems: list[Problem] = []
    domains: dict[str, Domain] = {}
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            cells = dict(zip(head, (cell.strip() for cell in row), strict=False))
            name, scheme, field = (cells.get(column, "") for column in COLUMNS)
            domain = domains.get(name, Domain(name, scheme, ()))
            found = _row_problems(domain, scheme, field, known)
            problems += [Problem(code, message, f"{path.name}, row {number}") for code, message in found]
            domains[name] = domain if found else Domain(name, scheme, (*domain.fields, int(field)))
    if not domains and not problems:
        problems.append(Problem("no_rows", "no domain is named; write a row for each field", path.name))
    if problems:
        raise Rejected(problems)
    return list(domains.values())


def _row_problems(
    domain: Domain, scheme: str, field: str, known: Mapping[str, Collection[int]] | None
) -> list[tuple[str, str]]:
    """What is wrong with one row, given what is known of its domain: codes and messages."""
    found = [
        (f"no_{column}", f"the {column} is empty; write its name")
        for column, text in (("domain", domain.name), ("scheme", scheme))
        if not text
    ]
    if domain.scheme and scheme and domain.scheme != scheme:
        found.append(
            (
                "two_schemes",
                f"{domain.name} has fields of {domain.scheme} already; "
                "a domain is of one scheme, so give this row another name",
            )
        )
    return found + _field_problems(field, domain.fields, scheme, known)


def _field_problems(
    field: str, before: Sequence[int], scheme: str, known: Mapping[str, Collection[int]] | None
) -> list[tuple[str, str]]:
    if not (field.isascii() and field.isdigit() and 1 <= int(field) <= INT16):
        return [("wrong_field", f"a field is its number in the scheme, not “{field}”")]
    if int(field) in before:
        return [("repeated", f"the field {field} is in this domain already; leave one of the rows out")]
    if known is not None and scheme and scheme not in known:
        return [("unknown_scheme", f"there is no scheme {scheme}; there are {', '.join(sorted(known))}")]
    if known is not None and scheme and int(field) not in known[scheme]:
        return [("unknown_field", f"the scheme {scheme} has no field {field}")]
    return []


def domain_rows(domains: Sequence[Domain]) -> pa.Table:
    """Domains as the small table that the measures take: domain, scheme and field, one row a field."""
    rows = [
        dict(zip(COLUMNS, (domain.name, domain.scheme, field), strict=True))
        for domain in domains
        for field in domain.fields
    ]
    return pa.Table.from_pylist(rows, schema=DOMAIN.to_pyarrow())


@dataclass(frozen=True, slots=True)
class Amount:
    """Papers and top papers of a university or a group in a domain.

    Whole papers, and papers and top papers by one way of counting (units of 2^-40).
    """

    n: int
    papers: int
    top: int

    @classmethod
    def together(cls, members: Sequence[Amount]) -> Amount:
        """The amount of a reference group.

        By whole counting a paper of two members is in it twice; the other countings add up.
        """
        return cls(sum(one.n for one in members), sum(one.papers for one in members), sum(one.top for one in members))

    @property
    def q(self) -> float | None:
        """Top papers per paper, as ``counting.quality`` rounds it; None without papers."""
        return float(self.top) / float(self.papers) if self.papers else None


@dataclass(frozen=True, slots=True)
class Gap:
    """How far a university's Q in a domain is from that of a reference, and what would close the gap.

    gap: the reference's Q less the university's, negative above the reference. more_top: how many more of its papers
    must be top papers, its papers staying as many: ceil(P Q' - T). more_papers: how many papers must come in addition
    if every one of them is a top paper:
    ceil((P Q' - T) / (1 - Q')), None where the reference's Q is 1 or more. Both are whole numbers, 0 at or above the
    reference, and exact of the amounts as stored, in which a third of a paper is rounded to 2^-40.
    """

    gap: float
    more_top: int
    more_papers: int | None


def gap(own: Amount, reference: Amount) -> Gap | None:
    """The gap between a university and its reference; None where one of them has no papers.

    In whole numbers, not as an expression: engines take longer to plan than to compute so little.
    """
    if own.q is None or reference.q is None:
        return None
    short = reference.top * own.papers - own.top * reference.papers
    others = reference.papers - reference.top
    return Gap(
        reference.q - own.q, _papers_up(short, reference.papers), _papers_up(short, others) if others > 0 else None
    )


def _papers_up(amount: int, den: int) -> int:
    """The least whole number of papers x >= 0 with x * 2^40 * den >= amount."""
    return max(0, -(-amount // (den * ONE)))
