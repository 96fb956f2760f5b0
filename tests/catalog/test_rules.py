import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalog import frozen_answers
from tsunagu.catalog.enums import BodyKind, Check, State, Verdict
from tsunagu.catalog.rules.eligibility import EligibilityRule, Present, by_rules, may_apply
from tsunagu.kernel.years import FiscalYear

B = BodyKind
V = Verdict


def _rule(source: str = "r", **facts) -> EligibilityRule[str]:
    return EligibilityRule(
        source, **{name: frozenset(value) if isinstance(value, set) else value for name, value in facts.items()}
    )


def _codes(answer) -> list[tuple[str, str]]:
    return [(line.code, line.check.value) for line in answer.lines]


# body, partners, rules → verdict, missing, lines
TABLE = [
    pytest.param(B.UNIVERSITY, [], [], V.UNKNOWN, [], [], id="no rule is known"),
    pytest.param(B.UNIVERSITY, [], [_rule(lead={B.UNIVERSITY})], V.YES, [], ["lead:satisfied"], id="the lead is named"),
    pytest.param(
        B.PREFECTURE,
        [],
        [_rule(lead={B.LOCAL_GOVERNMENT})],
        V.YES,
        [],
        ["lead:satisfied"],
        id="the lead's broader kind is named",
    ),
    pytest.param(
        B.STARTUP, [], [_rule(lead={B.UNIVERSITY, B.COMPANY})], V.YES, [], ["lead:satisfied"], id="one of several leads"
    ),
    pytest.param(
        B.COMPANY,
        [],
        [_rule(lead={B.UNIVERSITY})],
        V.NO,
        [],
        ["not_lead:failed", "partner_unstated:unknown"],
        id="somebody else leads",
    ),
    pytest.param(
        B.UNIVERSITY,
        [],
        [_rule(lead={B.NATIONAL_UNIVERSITY})],
        V.UNKNOWN,
        [],
        ["narrower:unknown", "partner_unstated:unknown"],
        id="some of this kind",
    ),
    pytest.param(
        B.PUBLIC_UNIVERSITY,
        [],
        [_rule(lead={B.NATIONAL_UNIVERSITY})],
        V.NO,
        [],
        ["not_lead:failed", "partner_unstated:unknown"],
        id="another kind of university",
    ),
    pytest.param(
        B.UNIVERSITY,
        [],
        [_rule(lead={B.NATIONAL_UNIVERSITY, B.PUBLIC_UNIVERSITY, B.PRIVATE_UNIVERSITY})],
        V.YES,
        [],
        ["lead:satisfied"],
        id="every kind of university is named",
    ),
    pytest.param(
        B.UNIVERSITY,
        [],
        [_rule(lead={B.NATIONAL_UNIVERSITY, B.PUBLIC_UNIVERSITY})],
        V.UNKNOWN,
        [],
        ["narrower:unknown", "partner_unstated:unknown"],
        id="two of three kinds of university",
    ),
    pytest.param(
        B.COMPANY, [], [_rule(partial={B.COMPANY})], V.IF, [], ["partial:satisfied"], id="a part of the program only"
    ),
    pytest.param(
        B.COMPANY,
        [],
        [_rule(lead={B.COMPANY, B.UNIVERSITY}, partial={B.COMPANY})],
        V.IF,
        [],
        ["partial:satisfied"],
        id="a lead, with 一部",
    ),
    pytest.param(
        B.UNIVERSITY,
        [],
        [_rule(lead={B.UNIVERSITY}, partial={B.COMPANY})],
        V.YES,
        [],
        ["lead:satisfied"],
        id="another one is named with 一部",
    ),
    pytest.param(
        B.COMPANY,
        [],
        [_rule(partial={B.STARTUP})],
        V.UNKNOWN,
        [],
        ["narrower:unknown", "partner_unstated:unknown"],
        id="a part of the program only, and some of this kind",
    ),
    pytest.param(
        B.UNIVERSITY,
        [],
        [_rule(consortium={B.UNIVERSITY, B.COMPANY})],
        V.WITH_PARTNER,
        [B.COMPANY],
        ["lead:satisfied", "consortium:failed"],
        id="a consortium without the company",
    ),
    pytest.param(
        B.UNIVERSITY,
        [B.STARTUP],
        [_rule(consortium={B.UNIVERSITY, B.COMPANY})],
        V.YES,
        [],
        ["lead:satisfied", "consortium:satisfied"],
        id="a consortium with the company",
    ),
    pytest.param(
        B.UNIVERSITY,
        [],
        [_rule(consortium={B.UNIVERSITY, B.COMPANY, B.CITY})],
        V.WITH_PARTNER,
        [B.COMPANY, B.CITY],
        ["lead:satisfied", "consortium:failed"],
        id="two partners are missing",
    ),
    pytest.param(
        B.UNIVERSITY,
        [],
        [_rule(lead={B.UNIVERSITY}, requires={B.LOCAL_GOVERNMENT})],
        V.WITH_PARTNER,
        [B.LOCAL_GOVERNMENT],
        ["lead:satisfied", "requires:failed"],
        id="a required partner is missing",
    ),
    pytest.param(
        B.UNIVERSITY,
        [B.CITY],
        [_rule(lead={B.UNIVERSITY}, requires={B.LOCAL_GOVERNMENT})],
        V.YES,
        [],
        ["lead:satisfied", "requires:satisfied"],
        id="the required partner is there",
    ),
    pytest.param(
        B.UNIVERSITY,
        [B.LOCAL_GOVERNMENT],
        [_rule(lead={B.UNIVERSITY}, requires={B.CITY})],
        V.WITH_PARTNER,
        [B.CITY],
        ["lead:satisfied", "requires:failed"],
        id="some local government is not yet a city",
    ),
    pytest.param(
        B.UNIVERSITY,
        [],
        [_rule(lead={B.LOCAL_GOVERNMENT}, partners={B.UNIVERSITY})],
        V.WITH_PARTNER,
        [B.LOCAL_GOVERNMENT],
        ["not_lead:failed", "partner:satisfied"],
        id="may take part under a city's lead",
    ),
    pytest.param(
        B.UNIVERSITY,
        [B.CITY],
        [_rule(lead={B.LOCAL_GOVERNMENT}, partners={B.UNIVERSITY})],
        V.WITH_PARTNER,
        [],
        ["not_lead:failed", "partner:satisfied"],
        id="takes part, the lead is at hand",
    ),
    pytest.param(
        B.UNIVERSITY,
        [],
        [_rule(lead={B.LOCAL_GOVERNMENT}, requires={B.UNIVERSITY, B.COMPANY})],
        V.WITH_PARTNER,
        [B.LOCAL_GOVERNMENT, B.COMPANY],
        ["not_lead:failed", "partner:satisfied", "requires:failed"],
        id="is itself the required partner",
    ),
    pytest.param(
        B.UNIVERSITY,
        [],
        [_rule(lead={B.UNIVERSITY}, condition="中核となる大学")],
        V.IF,
        [],
        ["lead:satisfied", "condition:unknown"],
        id="a condition in words",
    ),
    pytest.param(
        B.UNIVERSITY,
        [],
        [_rule(lead={B.UNIVERSITY}, excludes="申請中の大学")],
        V.IF,
        [],
        ["lead:satisfied", "excludes:unknown"],
        id="an exclusion in words",
    ),
    pytest.param(
        B.UNIVERSITY,
        [],
        [_rule(lead={B.UNIVERSITY}, requires={B.COMPANY}, condition="x")],
        V.WITH_PARTNER,
        [B.COMPANY],
        ["lead:satisfied", "requires:failed", "condition:unknown"],
        id="a missing partner weighs more than a condition",
    ),
    pytest.param(
        B.UNIVERSITY,
        [],
        [_rule(condition="x")],
        V.UNKNOWN,
        [],
        ["partner_unstated:unknown", "condition:unknown"],
        id="a condition alone",
    ),
    pytest.param(
        B.UNIVERSITY,
        [],
        [_rule(partners={B.UNIVERSITY})],
        V.WITH_PARTNER,
        [],
        ["partner:satisfied"],
        id="may take part, the lead is not said",
    ),
    pytest.param(
        B.UNIVERSITY,
        [],
        [_rule("a", lead={B.COMPANY}), _rule("b", lead={B.UNIVERSITY})],
        V.YES,
        [],
        ["lead:satisfied"],
        id="one rule of two admits",
    ),
    pytest.param(
        B.COMPANY,
        [],
        [_rule("a", lead={B.UNIVERSITY}), _rule("b", partners={B.COMPANY})],
        V.WITH_PARTNER,
        [B.UNIVERSITY],
        ["not_lead:failed", "partner:satisfied"],
        id="a second rule speaks of partners",
    ),
]


@pytest.mark.parametrize(("body", "partners", "rules", "verdict", "missing", "lines"), TABLE)
def test_the_answer_and_the_lines_it_rests_on(body, partners, rules, verdict, missing, lines):
    answer = by_rules(rules, body, partners)
    assert (answer.verdict, list(answer.missing)) == (verdict, missing)
    assert [f"{line.code}:{line.check.value}" for line in answer.lines] == lines


def _present(state: State, call_year: int | None = None) -> Present[str]:
    year = FiscalYear(call_year) if call_year else None
    return Present(state=state, source="row 3", this_year=FiscalYear(2026), call_year=year)


def test_a_program_that_is_over_is_no_and_says_what_would_hold_otherwise():
    answer = may_apply([_rule(lead={B.UNIVERSITY})], B.UNIVERSITY, present=_present(State.CONTINUING))
    assert (answer.verdict, answer.missing, answer.confirmed) == (V.NO, (), True)
    assert [(line.code, line.source) for line in answer.lines] == [("continuing", "row 3"), ("lead", "r")]


def test_a_program_that_is_over_is_so_without_rules_too():
    answer = may_apply([], B.UNIVERSITY, present=_present(State.ENDED))
    assert (answer.verdict, _codes(answer)) == (V.NO, [("ended", "failed")])


@pytest.mark.parametrize(
    ("rules_year", "present", "verdict"),
    [
        pytest.param(2026, _present(State.UNKNOWN), V.YES, id="rules of this fiscal year"),
        pytest.param(2027, _present(State.PLANNED, 2027), V.YES, id="rules of the call that is planned"),
        pytest.param(2025, _present(State.CLOSED, 2025), V.CHECK, id="rules of the call that closed now"),
        pytest.param(2022, _present(State.OPEN, 2026), V.CHECK, id="a call is open, its rules are not known"),
        pytest.param(2022, _present(State.UNKNOWN, 2022), V.CHECK, id="the newest that is known is old"),
    ],
)
@pytest.mark.parametrize("worded", ["", "中核となる大学"])
def test_rules_of_an_earlier_year_never_give_a_yes(rules_year, present, verdict, worded):
    rule = _rule(lead={B.UNIVERSITY}, condition=worded, fiscal_year=FiscalYear(rules_year))
    answer = may_apply([rule], B.UNIVERSITY, present=present)
    expected = V.IF if worded and verdict is V.YES else verdict
    assert (answer.verdict, answer.rules_year, answer.confirmed) == (expected, rules_year, verdict is V.YES)


def test_every_line_carries_its_source_and_bodies_and_words():
    answer = by_rules([_rule("rule 7", lead={B.CITY, B.UNIVERSITY}, condition="一部")], B.CITY)
    assert [(line.source, line.bodies, line.text) for line in answer.lines] == [
        ("rule 7", (B.UNIVERSITY, B.CITY), ""),
        ("rule 7", (), "一部"),
    ]


bodies = st.sampled_from(list(BodyKind))
kinds = st.frozensets(bodies, max_size=3)
rules = st.lists(
    st.builds(
        EligibilityRule,
        source=st.just("r"),
        lead=kinds,
        partial=kinds,
        consortium=kinds,
        requires=kinds,
        partners=kinds,
        excludes=st.sampled_from(["", "x"]),
        condition=st.sampled_from(["", "y"]),
    ),
    max_size=3,
)
partner_lists = st.lists(bodies, max_size=3)
# How good an answer is. IF and WITH_PARTNER both need something; a partner found turns the one into the other.
WORTH = {V.YES: 3, V.IF: 3, V.WITH_PARTNER: 2, V.UNKNOWN: 1, V.NO: 0}


@pytest.mark.long
@given(rules, bodies, partner_lists)
def test_a_yes_rests_on_a_rule_that_names_the_body(rules, body, partners):
    answer = by_rules(rules, body, partners)
    named = frozenset().union(*(rule.lead | rule.consortium | rule.partial for rule in rules))
    every_university = {B.NATIONAL_UNIVERSITY, B.PUBLIC_UNIVERSITY, B.PRIVATE_UNIVERSITY}
    if answer.verdict in (V.YES, V.IF):
        assert any(kind.covers(body) for kind in named) or (body is B.UNIVERSITY and named >= every_university)
        assert answer.missing == ()


@given(rules, bodies, partner_lists)
def test_what_is_unknown_never_becomes_a_yes(rules, body, partners):
    answer = by_rules(rules, body, partners)
    if answer.verdict is V.YES:
        assert {line.check for line in answer.lines} == {Check.SATISFIED}
    if answer.verdict is V.IF:
        assert Check.FAILED not in {line.check for line in answer.lines}


@given(rules, bodies, partner_lists)
def test_a_condition_in_words_never_gives_a_plain_yes(rules, body, partners):
    worded = [*rules, EligibilityRule("w", condition="中核となる大学")]
    assert by_rules(worded, body, partners).verdict is not V.YES


@given(rules, bodies, partner_lists, bodies)
def test_one_more_partner_never_makes_the_answer_worse(rules, body, partners, another):
    before, after = by_rules(rules, body, partners), by_rules(rules, body, [*partners, another])
    assert WORTH[after.verdict] >= WORTH[before.verdict]
    assert set(after.missing) <= set(before.missing)


@given(rules, bodies, partner_lists)
def test_with_all_missing_partners_found_nobody_is_missing_any_more(rules, body, partners):
    missing = by_rules(rules, body, partners).missing
    assert by_rules(rules, body, [*partners, *missing]).missing == ()


@given(rules, bodies, partner_lists)
def test_a_closed_program_is_never_open(rules, body, partners):
    for state in (State.CONTINUING, State.ENDED):
        assert may_apply(rules, body, partners, present=_present(state)).verdict is V.NO


@given(rules, bodies, partner_lists)
def test_the_order_of_the_partners_does_not_matter(rules, body, partners):
    assert by_rules(rules, body, partners) == by_rules(rules, body, partners[::-1])


@pytest.mark.long
def test_the_answers_of_the_catalog_are_those_that_were_frozen(settings):
    """Where the machinery changes, they stay; where the catalog does, they are written anew (see frozen_answers)."""
    assert list(frozen_answers.lines(settings.DATA)) == frozen_answers.FROZEN.read_text().splitlines()
