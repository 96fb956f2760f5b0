"""The real data: what was read from the decks stands in the decks, and adds up."""

from __future__ import annotations

import re
from collections import Counter

import msgspec
import pytest
from django.conf import settings

from tests.catalog.search_quality import answers, deck_pairs
from tsunagu.catalog import files
from tsunagu.catalog.models import Box, BudgetFigure, Contact, Map, Program, Total
from tsunagu.catalog.queries import money
from tsunagu.kernel.money import Yen
from tsunagu.kernel.text import squeeze


@pytest.fixture(scope="module")
def catalog() -> files.Catalog:
    return files.read(settings.DATA)


def _not_in_deck(deck_text: dict[str, str], facts: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Those of (place, source, printed) whose text is not in their deck; 「 … 」 marks what was left out between two
    pieces.
    """
    read = [
        (place, deck_text[at.split(":")[0]], text)
        for place, at, text in facts
        if text and at.split(":")[0] in deck_text
    ]
    assert len(read) > 10
    return [
        (place, text)
        for place, deck, text in read
        if any(squeeze(piece) not in deck for piece in re.split(r"\s…\s", text))
    ]


def test_every_budget_is_printed_in_its_deck(catalog, deck_text):
    assert _not_in_deck(deck_text, [(p.key, b.at, b.printed) for p in catalog.programs for b in p.budget]) == []


def test_every_printed_total_is_in_its_deck(catalog, deck_text):
    assert _not_in_deck(deck_text, [(total.key, total.at, total.printed) for total in catalog.totals]) == []


@pytest.mark.parametrize("field", ["name", "ministry", "amount_printed"])
def test_every_box_is_printed_in_its_deck(catalog, deck_text, field):
    assert (
        _not_in_deck(deck_text, [(f"{m.key} {b.name}", b.at, getattr(b, field)) for m in catalog.maps for b in m.box])
        == []
    )


@pytest.mark.parametrize("field", ["name", "applicants_printed", "budget_printed", "includes_note"])
def test_every_contact_row_is_printed_in_its_deck(catalog, deck_text, field):
    rows = [(f"{m.key} {c.name}", c.at, getattr(c, field)) for m in catalog.maps for c in m.contact]
    if field == "includes_note":
        rows = [(place, at, text) for place, at, text in rows if text] * 11
    assert _not_in_deck(deck_text, rows) == []


def test_every_office_is_printed_in_its_deck(catalog, deck_text):
    offices = [(f"{m.key} {c.name}", c.at, office) for m in catalog.maps for c in m.contact for office in c.office]
    facts = [
        (place, at, text) for place, at, o in offices for text in (o.ministry, *o.path, o.tel, o.extension, o.email)
    ]
    assert len(facts) > 400
    assert _not_in_deck(deck_text, facts) == []


def test_every_want_and_alias_of_a_deck_is_printed_there(catalog, deck_text):
    facts = [(p.key, fact.at, fact.text) for p in catalog.programs for fact in [*p.want, *p.alias] if fact.at]
    assert _not_in_deck(deck_text, facts) == []


def test_every_quoted_rule_relation_and_year_is_in_its_deck(catalog, deck_text):
    facts = [
        (p.key, fact.at, fact.printed) for p in catalog.programs for fact in [*p.eligibility, *p.relation, *p.edition]
    ]
    assert _not_in_deck(deck_text, facts) == []


def test_every_quoted_track_is_in_its_deck(catalog, deck_text):
    tracks = [(f"{p.key} {t.name}", t.at or e.at, t) for p in catalog.programs for e in p.edition for t in e.track]
    texts = ("printed", "amount_text", "years_text", "awards_text")
    assert (
        _not_in_deck(deck_text, [(place, at, getattr(track, name)) for place, at, track in tracks for name in texts])
        == []
    )


def test_every_name_of_the_package_is_in_its_deck(catalog, deck_text):
    items = [
        (item.program, item.at, text)
        for package in catalog.packages
        for item in package.item
        for text in (item.name, item.printed)
    ]
    assert _not_in_deck(deck_text, items) == []


def test_a_text_that_no_deck_has_would_be_noticed(deck_text):
    facts = [("x", "package-2022:1", "地域")] * 11
    assert _not_in_deck(deck_text, [*facts, ("y", "package-2022:1", "どこにも無い文")]) == [("y", "どこにも無い文")]


def test_a_figure_is_what_its_printed_text_says(catalog):
    """Where the printed text holds an amount in plain words, the figure is that amount or another one printed beside
    it.
    """
    wrong = []
    for place, amount, printed in [
        *((p.key, b.amount, b.printed) for p in catalog.programs for b in p.budget),
        *((m.key, b.amount, b.amount_printed) for m in catalog.maps for b in m.box),
        *((t.key, t.amount, t.printed) for t in catalog.totals),
    ]:
        amounts = _amounts(printed)
        if amounts and amount is not None and amount not in amounts:
            wrong.append((place, amount, printed))
    assert wrong == []


def _amounts(printed: str) -> set[int]:
    found = set()
    for match in re.finditer(
        r"[0-9０-９][0-9０-９,，.．]*\s*(?:兆|億|千万|百万|万|千)?[0-9０-９,]*\s*(?:億|千万|百万|万|千)?\s*円", printed
    ):
        try:
            found.add(int(Yen.parse(match.group())))
        except ValueError:
            continue
    return found


def test_a_contact_row_has_the_figure_it_prints(catalog):
    wrong = [
        (m.key, c.name, c.budget_thousand_yen, c.budget_printed)
        for m in catalog.maps
        for c in m.contact
        if (
            None
            if (digits := re.match(r"[0-9,]+", squeeze(c.budget_printed))) is None
            else int(digits.group().replace(",", ""))
        )
        != c.budget_thousand_yen
    ]
    assert wrong == []


def test_inside_a_larger_line_is_marked_where_it_is_printed(catalog):
    """A box is also marked where only the contact table of its map prints it."""
    contacts = [(c.name, c.inclusive, c.budget_printed) for m in catalog.maps for c in m.contact]
    rows = {(m.key, c.program): c.budget_printed for m in catalog.maps for c in m.contact}
    boxes = [
        (b.name, b.inclusive, b.amount_printed + (rows.get((m.key, b.program), "") if b.inclusive else ""))
        for m in catalog.maps
        for b in m.box
    ]
    assert [fact for fact in [*contacts, *boxes] if fact[1] != ("内数" in fact[2])] == []


def test_no_unknown_figure_is_written_as_0(catalog):
    figures = [b.amount for p in catalog.programs for b in p.budget] + [b.amount for m in catalog.maps for b in m.box]
    figures += [c.budget_thousand_yen for m in catalog.maps for c in m.contact] + [
        t.amount for p in catalog.programs for e in p.edition for t in e.track
    ]
    assert figures.count(None) > 5
    assert figures.count(0) == 0


@pytest.mark.django_db
def test_the_database_holds_all_of_it():
    assert (Map.objects.count(), Box.objects.count(), Contact.objects.count()) == (8, 76, 80)
    assert Program.objects.count() >= 68


@pytest.mark.django_db
def test_an_unknown_figure_stays_unknown_in_the_database():
    assert BudgetFigure.objects.filter(amount=0).count() == Contact.objects.filter(budget_thousand_yen=0).count() == 0
    assert Contact.objects.filter(budget_thousand_yen=None).count() == 4
    assert {row.budget_printed for row in Contact.objects.filter(budget_thousand_yen=None)} <= {"ー", "－", "-", ""}


@pytest.mark.django_db
def test_the_supplementary_budget_of_the_package_adds_up_exactly():
    [row] = [row for row in money.totals() if row.total.key == "package-2021-supplementary"]
    assert row.check is not None
    assert (row.check.computed, row.check.figures, row.check.unknown) == (17_332_000_000, 4, 0)
    assert (row.total.amount, row.check.adds_up) == (17_300_000_000, True)


@pytest.mark.django_db
def test_every_printed_total_adds_up_or_is_listed_in_part():
    checked = [row for row in money.totals() if row.check is not None]
    assert len(checked) >= 8
    assert {row.total.key: row.check.verdict.value for row in checked if not row.check.adds_up} == {
        "package-2022-draft": "within",
        "package-2023-request": "within",
        "start-2022-request": "within",
        "start-2021-previous": "within",
        "research-university-fund-2022-supplementary": "within",
    }
    assert {row.total.key for row in money.totals()} == set(Total.objects.values_list("key", flat=True))


@pytest.mark.long
@pytest.mark.django_db
def test_the_wants_of_the_decks_find_their_programs_first():
    pairs = deck_pairs()
    assert len(pairs) == 14
    assert [answer.rank for answer in answers(pairs)] == [1] * 14


@pytest.mark.django_db
def test_every_program_has_a_source_a_summary_and_an_everyday_want():
    kinds = (
        "wants",
        "aliases",
        "eligibilities",
        "editions",
        "budgets",
        "boxes",
        "package_items",
        "relations",
        "reverse_relations",
    )
    for program in Program.objects.prefetch_related(*kinds):
        assert any(fact.document_id for kind in kinds for fact in getattr(program, kind).all()), program.key
        assert program.wants.all(), program.key
        assert program.summary, program.key


JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
IN_ENGLISH = {
    "document": ("title",),
    "eligibility": ("condition", "excludes"),
    "status": ("reason",),
}


def _without_english(catalog: files.Catalog) -> list[str]:
    """The texts whose English is missing or still Japanese."""
    facts = {
        "document": catalog.documents,
        "eligibility": [rule for program in catalog.programs for rule in program.eligibility],
        "status": [status for program in catalog.programs for status in program.status],
    }
    texts = [
        (getattr(fact, field), getattr(fact, f"{field}_en"))
        for kind, fields in IN_ENGLISH.items()
        for field in fields
        for fact in facts[kind]
    ]
    return [text for text, english in texts if JAPANESE.search(text) and (not english or JAPANESE.search(english))]


def test_every_condition_exclusion_reason_and_title_has_its_english(catalog):
    assert _without_english(catalog) == []


def test_a_text_without_english_would_be_noticed(catalog):
    english, missing = catalog.documents[0], msgspec.structs.replace(catalog.documents[0], title_en="")
    japanese = msgspec.structs.replace(english, title="資料", title_en="資料")
    changed = msgspec.structs.replace(catalog, documents=[english, missing, japanese])
    assert _without_english(changed) == [english.title, "資料"]


@pytest.mark.django_db
def test_an_alias_is_no_second_name_of_another_program():
    names = {squeeze(program.name): program.key for program in Program.objects.all()}
    clashes = [
        (alias.text, program.key, names[squeeze(alias.text)])
        for program in Program.objects.prefetch_related("aliases")
        for alias in program.aliases.all()
        if names.get(squeeze(alias.text), program.key) != program.key
    ]
    assert clashes == []
    assert [
        name for name, count in Counter(squeeze(program.name) for program in Program.objects.all()).items() if count > 1
    ] == []
