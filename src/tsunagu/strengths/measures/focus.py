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

Known = Mapping[str, Collection[int]]  # the fields of each scheme
Complaint = tuple[str, str]  # a code and a message

COLUMNS = ("domain", "scheme", "field")
COLUMNS_JA = ("領域", "分野の体系", "分野番号")  # of the same file as Japanese pages export it
DOMAIN = ibis.schema(dict(zip(COLUMNS, ("string", "string", "int16"), strict=True)))


@dataclass(frozen=True, slots=True)
class Domain:
    """A university's own domain: fields of one scheme under a name."""

    name: str
    scheme: str
    fields: tuple[int, ...]


def read_domains(path: Path, known: Known | None = None) -> list[Domain]:
    """The domains of a CSV file with the columns domain, scheme and field, a row for each field.

    In the order of their first rows.

    known: the fields of each scheme, to be checked against. Raises ``Rejected`` with every problem of the file at once.
    """
    rows = _rows(path)
    problems: list[Problem] = []
    domains: dict[str, Domain] = {}
    for number, (name, scheme, field) in rows:
        domain = domains.get(name, Domain(name, scheme, ()))
        complaints = _complaints(domain, scheme, field, known)
        problems += [Problem(code, message, f"{path.name}, row {number}") for code, message in complaints]
        domains[name] = domain if complaints else Domain(name, scheme, (*domain.fields, int(field)))
    if not rows:
        problems.append(Problem("no_rows", "no domain is named; write a row for each field", path.name))
    if problems:
        raise Rejected(problems)
    return list(domains.values())


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """The rows that are not empty, each with its number: domain, scheme and field.

    Raises ``Rejected`` where one of these columns is missing.
    """
    head, *rows = next(iter(spreadsheets.read(path).values())) or [[]]
    japanese = dict(zip(COLUMNS_JA, COLUMNS, strict=True))
    names = [japanese.get(cell.strip(), cell.strip()) for cell in head]
    if missing := [name for name in COLUMNS if name not in names]:
        raise Rejected([_no_column(name, path) for name in missing])
    filled = []
    for number, row in enumerate(rows, start=2):
        if any(cell.strip() for cell in row):
            cells = dict(zip(names, map(str.strip, row), strict=False))
            filled.append((number, [cells.get(column, "") for column in COLUMNS]))
    return filled


def _no_column(name: str, path: Path) -> Problem:
    return Problem("no_column", f"the column {name} is missing; the columns are {', '.join(COLUMNS)}", path.name)


def _complaints(domain: Domain, scheme: str, field: str, known: Known | None) -> list[Complaint]:
    """What is wrong with one row, given what is known of its domain."""
    complaints = []
    if not domain.name:
        complaints.append(("no_domain", "the domain is empty; write its name"))
    if not scheme:
        complaints.append(("no_scheme", "the scheme is empty; write its name"))
    if domain.scheme and scheme and domain.scheme != scheme:
        advice = "a domain is of one scheme, so give this row another name"
        complaints.append(("two_schemes", f"{domain.name} has fields of {domain.scheme} already; {advice}"))
    return complaints + _complaints_of_field(field, domain, scheme, known)


def _complaints_of_field(field: str, domain: Domain, scheme: str, known: Known | None) -> list[Complaint]:
    if not _is_number(field):
        return [("wrong_field", f"a field is its number in the scheme, not “{field}”")]
    if int(field) in domain.fields:
        return [("repeated", f"the field {field} is in this domain already; leave one of the rows out")]
    if known is None or not scheme:
        return []
    if scheme not in known:
        return [("unknown_scheme", f"there is no scheme {scheme}; there are {', '.join(sorted(known))}")]
    if int(field) not in known[scheme]:
        return [("unknown_field", f"the scheme {scheme} has no field {field}")]
    return []


def _is_number(field: str) -> bool:
    return field.isascii() and field.isdigit() and 1 <= int(field) <= INT16


def domain_rows(domains: Sequence[Domain]) -> pa.Table:
    """Domains as the small table that the measures take: domain, scheme and field, one row a field."""
    rows = []
    for domain in domains:
        rows += [{"domain": domain.name, "scheme": domain.scheme, "field": field} for field in domain.fields]
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
        n = sum(member.n for member in members)
        papers = sum(member.papers for member in members)
        return cls(n, papers, top=sum(member.top for member in members))

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
        gap=reference.q - own.q,
        more_top=_papers_up(short, reference.papers),
        more_papers=_papers_up(short, others) if others > 0 else None,
    )


def _papers_up(amount: int, den: int) -> int:
    """The least whole number of papers x >= 0 with x * 2^40 * den >= amount."""
    return max(0, -(-amount // (den * ONE)))
