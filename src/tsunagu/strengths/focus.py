"""J-PEAKS の特定領域: how far a university is in its own domain from a reference group.

地域中核・特色ある研究大学強化促進事業 asks that the top 10% papers of a university in a domain of its own come up to those of a university for
international research excellence. A domain is a saved set of fields of a scheme.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tsunagu.kernel import spreadsheets
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.strengths.counting import sums as added
from tsunagu.strengths.fixed import whole
from tsunagu.strengths.ratios import measured, wide
from tsunagu.strengths.tables import INT16, ONE

COLUMNS = ("domain", "scheme", "field")
DOMAIN = ibis.schema(dict(zip(COLUMNS, ("string", "string", "int16"), strict=True)))


@dataclass(frozen=True, slots=True)
class Domain:
    """A university's own domain: fields of one scheme under a name."""

    name: str
    scheme: str
    fields: tuple[int, ...]


def read_domains(path: Path, known: Mapping[str, Collection[int]] | None = None) -> list[Domain]:
    """The domains of a CSV file with the columns domain, scheme and field, a row for each field; in the order of their first rows.

    known: the fields of each scheme, to be checked against. Raises ``Rejected`` with every problem of the file at once.
    """
    rows = next(iter(spreadsheets.read(path).values()))
    head = [cell.strip() for cell in rows[0]] if rows else []
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        raise Rejected([Problem("no_column", f"the column {name} is missing; the columns are {', '.join(COLUMNS)}", path.name) for name in missing])
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


def _row_problems(domain: Domain, scheme: str, field: str, known: Mapping[str, Collection[int]] | None) -> list[tuple[str, str]]:
    """What is wrong with one row, given what is known of its domain: codes and messages."""
    found = [(f"no_{column}", f"the {column} is empty; write its name") for column, text in (("domain", domain.name), ("scheme", scheme)) if not text]
    if domain.scheme and scheme and domain.scheme != scheme:
        found.append(
            ("two_schemes", f"{domain.name} has fields of {domain.scheme} already; a domain is of one scheme, so give this row another name")
        )
    return found + _field_problems(field, domain.fields, scheme, known)


def _field_problems(field: str, before: Sequence[int], scheme: str, known: Mapping[str, Collection[int]] | None) -> list[tuple[str, str]]:
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
    rows = [dict(zip(COLUMNS, (domain.name, domain.scheme, field), strict=True)) for domain in domains for field in domain.fields]
    return pa.Table.from_pylist(rows, schema=DOMAIN.to_pyarrow())


def in_domains(sums: ir.Table, domains: ir.Table, by: Sequence[str] = ()) -> ir.Table:
    """The amounts of each institution in each domain.

    sums: amounts by scheme, field, institution_id and ``by``. domains: domain, scheme and field, each field once. Returns domain, institution_id,
    ``by`` and the amounts; an institution without a paper in a domain has no row.
    """
    return added(sums.join(domains, ["scheme", "field"]), ("domain", "institution_id", *by))


def of_group(amounts: ir.Table, members: ir.Table, by: Sequence[str] = ()) -> ir.Table:
    """The amounts of a reference group in each domain: the sums over its members.

    amounts: what ``in_domains`` returns. members: institution_id. Returns domain, ``by`` and the amounts. By whole counting a paper of two members is
    counted twice, as in their sum of papers; the other countings add up.
    """
    return added(amounts.semi_join(members, "institution_id"), ("domain", *by))


def gap(
    amounts: ir.Table, reference: ir.Table, intervals: ir.Table | None = None, share: str = "top", counting: str = "frac", by: Sequence[str] = ()
) -> ir.Table:
    """How far each university's Q in a domain is from that of the reference, and what would close the gap.

    amounts: what ``in_domains`` returns, of the universities in question. reference: what ``of_group`` returns. intervals: domain, institution_id,
    ``by``, low and high (float64) of the same share and counting. A domain or window that the reference lacks has unknown gaps. Returns domain,
    institution_id, ``by``, n (int64, whole papers), papers and top (int64, units of 2^-40), q, low, high, reference_q (the Q needed) and gap =
    reference_q - q (float64, negative above the reference), gap_low and gap_high (with the ends of the interval), and two whole numbers (int64, 0
    at or above the reference): more_top, how many more of the university's papers must be top papers, its papers staying as many: ceil(P Q' - T);
    and more_papers, how many papers must come in addition if every one of them is a top paper: ceil((P Q' - T) / (1 - Q')), null where the
    reference's Q is 1 or more. Both are exact of the sums as stored, in which a third of a paper is rounded to 2^-40. Exact while papers times
    papers of the reference stays below 8 * 10^13, and with more_top times papers of the reference, too.
    """
    keys = ["domain", "institution_id", *by]
    rows = measured(amounts, share, counting)
    their = measured(reference, share, counting).select("domain", *by, their_papers="papers", their_top="top", reference_q="q")
    rows = rows.left_join(their, ["domain", *by]).select(*rows.columns, "their_papers", "their_top", "reference_q")
    if intervals is None:
        rows = rows.mutate(low=ibis.null("float64"), high=ibis.null("float64"))
    else:
        rows = rows.left_join(intervals.select(*keys, "low", "high"), keys).select(*rows.columns, "low", "high")
    short = wide(rows.their_top) * wide(rows.papers.nullif(0)) - wide(rows.top) * wide(rows.their_papers)
    rows = rows.mutate(
        gap=rows.reference_q - rows.q,
        gap_low=rows.reference_q - rows.high,
        gap_high=rows.reference_q - rows.low,
        more_top=_papers_up(short, rows.their_papers),
        more_papers=_papers_up(short, (rows.their_papers > rows.their_top).ifelse(rows.their_papers - rows.their_top, ibis.null("int64"))),
    )
    return rows.select(*keys, *"n papers top q low high reference_q gap gap_low gap_high more_top more_papers".split())


def _papers_up(amount: ir.DecimalValue, den: ir.IntegerValue) -> ir.IntegerValue:
    """The least whole number of papers x >= 0 with x * 2^40 * den >= amount, exact.

    A floating-point quotient is at most one off after the floor, which the comparisons of whole numbers then settle.
    """
    step = wide(den.nullif(0)) * wide(whole(ONE))
    guess = ibis.greatest((amount.cast("float64") / step.cast("float64")).floor().cast("int64"), whole(0))
    fits = [(wide(guess + whole(more)) * step >= amount, guess + whole(more)) for more in (0, 1)]
    return ibis.cases(*fits, (step.notnull() & amount.notnull(), guess + whole(2)), else_=ibis.null("int64"))
