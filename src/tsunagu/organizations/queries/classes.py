"""The class of the Carnegie classification for the degrees somebody tells (S11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from tsunagu.kernel import clock
from tsunagu.kernel.conditions import Verdict
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked, parameters
from tsunagu.kernel.tables import Columns, file_column
from tsunagu.organizations.rules import classes as rules
from tsunagu.organizations.rules.classes import Classified, University

_MOST = 10**6


def _number(label: Label, help_text: str, most: int = _MOST) -> int | None:
    found: int | None = asked(label, None, least=0, most=most, help=help_text)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassQuery:
    """The degrees that a university conferred in one year; what is left out is unknown."""

    doctorates: int | None = _number(
        Label("博士（研究による学位）", "Doctorates by research"), "doctorates by research conferred in the year"
    )
    professional: int | None = _number(
        Label("博士（専門職）", "Professional doctorates"), "professional doctorates conferred in the year"
    )
    professional_programs: int | None = _number(
        Label("専門職の博士を授与した課程", "Programs with professional doctorates"),
        "in how many programs professional doctorates were conferred",
    )
    masters: int | None = _number(Label("修士", "Master’s degrees"), "master's degrees conferred in the year")
    bachelors: int | None = _number(Label("学士", "Bachelor’s degrees"), "bachelor's degrees conferred in the year")
    associates: int | None = _number(
        Label("短期大学士・準学士", "Associate’s degrees"), "associate's degrees conferred in the year"
    )
    field_share: int | None = _number(
        Label("最も多い分野が占める割合（%）", "Share of the largest field (%)"),
        "how many percent of all degrees are in one field or in fields akin",
        most=100,
    )


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class, and how it comes out."""

    university: University
    verdict: Verdict

    @property
    def rule(self) -> str:
        """What it asks, in words."""
        return str(rules.RULES[self.university])


CLASSES = Columns[ClassRow](
    file_column("class", lambda row: row.university.value),
    file_column("verdict", lambda row: row.verdict.value),
    file_column("rule", lambda row: row.rule),
    file_column("source", lambda row: rules.SOURCE),
)


def classified(question: ClassQuery) -> Classified:
    """How a university with these degrees comes out today."""
    return rules.classify(asdict(question), clock.today())


def missing(found: Classified) -> list[str]:
    """The names of the figures that could still change the class."""
    names = {parameter.field: str(parameter.asked.label) for parameter in parameters(ClassQuery)}
    return [names[fact] for fact in found.missing]


def rows(found: Classified) -> Sequence[ClassRow]:
    """Every class with its verdict, in the order of the deck."""
    return [ClassRow(one, checked.verdict) for one, checked in found.verdicts.items()]
