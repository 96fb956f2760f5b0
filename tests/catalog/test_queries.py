"""What the queries find in the real data, and that they ask the database the same number of times however much they find."""

from __future__ import annotations

import pytest

from tsunagu.catalog.enums import BodyKind, BudgetKind, Phase, Verdict
from tsunagu.catalog.models import Box, Eligibility, Program
from tsunagu.catalog.queries import choices, eligibility, maps, money, packages, sources
from tsunagu.catalog.queries import program as program_queries
from tsunagu.catalog.queries.search import ProgramQuery, facets, found_table, programs, results
from tsunagu.catalog.sheets import tables
from tsunagu.kernel.years import FiscalYear

pytestmark = pytest.mark.django_db
BUS = "山あいの村で無人バスを走らせたい"


def _keys(**query) -> set[str]:
    return {one.program.key for one in programs(ProgramQuery(**query))}


# Finding programs ---------------------------------------------------------------------------------------------------


def test_without_words_every_program_is_there_in_the_order_of_the_catalog():
    found = [one.program.pk for one in programs(ProgramQuery(limit=1000))]
    assert found == list(Program.objects.order_by("pk").values_list("pk", flat=True))


def test_words_put_the_best_program_first_and_say_why():
    best, second, *_ = programs(ProgramQuery(words=BUS))
    assert best.program.key == "road-to-l4"
    assert best.score > second.score > 0
    assert {"無人", "バス"} <= set(best.matched)


FACETS = {
    "theme": ({"theme": "maas"}, lambda: set(Box.objects.filter(map__key="maas").values_list("program__key", flat=True))),
    "phase": ({"phase": Phase.DEPLOYMENT}, lambda: set(Box.objects.filter(phase="deployment").values_list("program__key", flat=True))),
    "ministry": ({"ministry": "maff"}, lambda: set(Program.objects.filter(ministry__key="maff").values_list("key", flat=True))),
    "agency": ({"ministry": "jst"}, lambda: set(Program.objects.filter(agency__key="jst").values_list("key", flat=True))),
    "tag": ({"tag": "気象"}, lambda: {program.key for program in Program.objects.all() if "気象" in program.tags}),
    "new call": ({"new_call": False}, lambda: {"medical-venture", "moonshot-agri", "opera"}),  # two rows of the contact tables, one slide
    "year": ({"fiscal_year": FiscalYear(2025)}, lambda: set(Program.objects.filter(editions__fiscal_year=2025).values_list("key", flat=True))),
}


@pytest.mark.parametrize("facet", FACETS)
def test_a_facet_keeps_what_fits_and_nothing_else(facet):
    query, expected = FACETS[facet]
    assert _keys(**query, limit=1000) == expected()
    assert 0 < len(expected()) < Program.objects.count()


@pytest.mark.parametrize("facet", ["theme", "phase", "ministry", "tag"])
def test_a_facet_narrows_a_search_by_words_too(facet):
    query, expected = FACETS[facet]
    everything = [one.program.key for one in programs(ProgramQuery(words="地域 大学 技術 気象", limit=1000))]
    narrowed = [one.program.key for one in programs(ProgramQuery(words="地域 大学 技術 気象", limit=1000, **query))]
    assert narrowed == [key for key in everything if key in expected()]
    assert 0 < len(narrowed) < len(everything)


def test_two_facets_keep_what_fits_both():
    both = _keys(ministry="mext", theme="maas", limit=1000)
    assert both == _keys(ministry="mext", limit=1000) & _keys(theme="maas", limit=1000)
    assert both >= {"coi-next", "sparc"}


def test_theme_and_phase_speak_of_the_same_box():
    both = _keys(theme="maas", phase=Phase.DEPLOYMENT)
    assert both == set(Box.objects.filter(map__key="maas", phase="deployment").values_list("program__key", flat=True))


def test_a_program_that_only_a_partner_may_apply_for_is_marked_and_not_hidden():
    found = {one.program.key: one for one in programs(ProgramQuery(words="地方大学 産業創生 交付金", applicant=BodyKind.UNIVERSITY))}
    grant = found["regional-university-grant"]
    assert (grant.only_partner_applies, grant.leads) == (True, [BodyKind.LOCAL_GOVERNMENT])
    assert {one.only_partner_applies for one in found.values()} == {True, False}


def test_nobody_is_marked_where_nobody_asks():
    assert {one.only_partner_applies for one in programs(ProgramQuery(words="地方大学 産業創生 交付金"))} == {False}


def test_a_kind_of_body_narrows_the_list_to_programs_that_name_it_in_any_role():
    found = programs(ProgramQuery(applicant=BodyKind.CITY, limit=1000))
    roles = ("lead", "partial", "consortium", "requires", "partners")
    named = {
        rule.program.key
        for rule in Eligibility.objects.select_related("program")
        if {"city", "local-government"} & {kind for role in roles for kind in getattr(rule, role)}
    }
    assert {one.program.key for one in found} == named
    assert 0 < len(found) < Program.objects.count()


@pytest.mark.parametrize(
    "query", [{"theme": "nowhere"}, {"ministry": "nowhere"}, {"tag": "無い"}, {"fiscal_year": FiscalYear(1999)}, {"words": "のをに"}]
)
def test_what_fits_nothing_finds_nothing(query):
    assert programs(ProgramQuery(**query)) == []


@pytest.mark.parametrize("words", ["", "大学 地域 技術"])
def test_pages_of_results_are_the_list_in_pieces(words):
    whole = results(ProgramQuery(words=words, limit=1000))
    pieces = [results(ProgramQuery(words=words, limit=10, offset=offset)) for offset in range(0, 100, 10)]
    assert [one.program.key for piece in pieces for one in piece.found] == [one.program.key for one in whole.found]
    assert {piece.total for piece in pieces} == {whole.total} == {len(whole.found)}


def test_facets_count_what_choosing_them_leaves():
    offered = facets(ProgramQuery())
    for name, parameter in {"ministry": "ministry", "theme": "theme"}.items():
        for facet in offered[name]:
            chosen = _keys(**{parameter: facet.value}, limit=1000)
            led = {key for key in chosen if name != "ministry" or Program.objects.get(key=key).ministry.key == facet.value}
            assert facet.count == len(led), facet
    assert [len(offered[name]) > 2 for name in ("ministry", "theme", "phase", "applicant")] == [True] * 4


@pytest.mark.parametrize("words", ["", "大学 地域"])
@pytest.mark.parametrize("limit", [1, 3, 100])
def test_finding_programs_takes_four_statements_for_one_program_and_for_all(django_assert_num_queries, words, limit):
    programs(ProgramQuery(words="温める"))
    with django_assert_num_queries(4):
        found = programs(ProgramQuery(words=words, limit=limit))
        found_table(found)
    assert len(found) in ({limit} if limit < 50 else range(50, 101))


# One program --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["coi-next", "sparc", "regional-university-grant"])
def test_a_program_and_all_that_a_page_shows_of_it_takes_13_statements(django_assert_num_queries, key):
    with django_assert_num_queries(13):
        found = program_queries.program(key)
        program_queries.links(found)
        program_queries.newest_by_kind(found)
        program_queries.bars(list(found.budgets.all()))
        assert sources.pages(found)
        assert [track.document for edition in found.editions.all() for track in edition.tracks.all()]
        assert [point for contact in found.contacts.all() for point in contact.points.all()]


def test_a_program_that_is_not_there_is_none():
    assert program_queries.program("nowhere") is None


def test_the_newest_figure_of_each_kind_is_shown():
    newest = program_queries.newest_by_kind(program_queries.program("coi-next"))
    assert newest[BudgetKind.DRAFT].fiscal_year == 2025
    assert all(figure.amount is not None for figure in newest.values())
    assert list(newest) == [kind for kind in BudgetKind if kind in newest]


def test_a_relation_is_seen_from_both_sides():
    ahead = {(link.label, link.program.key) for link in program_queries.links(program_queries.program("coi-next"))}
    back = {(link.label, link.program.key) for link in program_queries.links(program_queries.program("coi"))}
    assert ("前身", "coi") in ahead
    assert ("後継", "coi-next") in back


def test_several_programs_come_in_the_order_asked_for():
    found = program_queries.side_by_side(["sparc", "nowhere", "coi-next"])
    assert [one.key for one in found] == ["sparc", "coi-next"]


# Maps and contacts --------------------------------------------------------------------------------------------------


def test_the_maps_of_the_newest_year_are_shown_in_order():
    drawn = maps.maps(maps.MapQuery())
    assert [one.map.key for one in drawn][:2] == ["maas", "smart-agriculture"]
    assert (len(drawn), sum(one.size for one in drawn)) == (8, 76)
    assert [column.phase for column in drawn[0].columns] == list(Phase)


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ({"phase": Phase.UNIVERSITY}, lambda box: box.phase == "university"),
        ({"ministry": "meti"}, lambda box: box.program.ministry.key == "meti"),
    ],
)
def test_a_map_is_narrowed_to_the_boxes_that_fit(query, fits):
    shown = {box.pk for one in maps.maps(maps.MapQuery(**query)) for column in one.columns for box in column.boxes}
    every = Box.objects.select_related("program__ministry")
    assert shown == {box.pk for box in every if fits(box)}
    assert 0 < len(shown) < 76


def test_a_map_is_narrowed_by_who_applies_and_by_open_calls():
    def shown(**query) -> set[str]:
        return {box.program.key for one in maps.maps(maps.MapQuery(**query)) for column in one.columns for box in column.boxes}

    assert "medical-venture" in shown(new_call=False)
    assert "medical-venture" not in shown(new_call=True)
    assert "local-10000" in shown(applicant=BodyKind.CITY)
    assert "local-10000" not in shown(applicant=BodyKind.RESEARCHER)
    assert "coi-next" in shown(applicant=BodyKind.NATIONAL_UNIVERSITY)


def test_a_year_without_maps_has_none():
    assert maps.maps(maps.MapQuery(fiscal_year=FiscalYear(1999))) == []


@pytest.mark.parametrize("query", [{}, {"theme": "maas"}, {"applicant": BodyKind.CITY, "new_call": True}])
def test_maps_take_as_many_statements_for_one_as_for_all(django_assert_num_queries, query):
    with django_assert_num_queries(5):
        drawn = maps.maps(maps.MapQuery(**query))
        maps.box_table(drawn)
    assert len(drawn) == (1 if "theme" in query else 8)


# Copied by hand from the contact tables of the deck (slides 31, 33, 37, 39, 45 and 53).
PRINTED = """
MaaS・自動運転,RoAD to the L4プロジェクト,2,5846000,True,True,経済産業省,製造産業局/自動車課/ITS・自動走行推進室,03-3501-1618,,itshann@meti.go.jp
MaaS・自動運転,未来技術社会実装事業,3,77322,True,True,内閣府,地方創生推進事務局/未来技術実装担当,03-6206-6175,,
MaaS・自動運転,共創の場形成支援プログラム,1,13750508,False,True,文部科学省,科学技術・学術政策局/産業連携・地域振興課/拠点形成・地域振興室,03-5253-4111,4195,coi-next@mext.go.jp
MaaS・自動運転,地方大学・地域産業創生交付金,3,7200000,False,True,内閣府,地方創生推進事務局,03-6257-3803,,
MaaS・自動運転,産学融合拠点創出事業,2,250911,False,True,経済産業省,産業技術環境局/大学連携推進室,03-3501-0075,,s-sangi-daigakurenkeisuishin@meti.go.jp
スマート農業,スマート農業技術の開発・実証・実装プロジェクト,2,4850000,True,True,農林水産省,農林水産技術会議事務局/研究推進課,03-3502-7437,5891,smart_agri@maff.go.jp
地域脱炭素,ムーンショット型農林水産研究開発事業,2,3000000,False,False,農林水産省,農林水産技術会議事務局/研究推進課,03-3502-7462,,kensui_soukatuhan@maff.go.jp
防災・減災,河川砂防技術開発公募,1;2,,False,True,国土交通省,水管理・国土保全局/河川計画課河川情報企画室,03-5253-8446,35395,hqt-kasenkoubo@gxb.mlit.go.jp
防災・減災,消防防災科学技術研究推進制度,1;2;3,134504,False,True,消防庁,予防課（消防技術政策担当）,03-5253-7541,,gisei2@ml.soumu.go.jp
地域バイオコミュニティ,バイオコミュニティの形成に係る調査等（PRISM）,1;2;3,10000000,True,True,内閣府,科学技術・ｲﾉﾍﾞｰｼｮﾝ推進事務局/参事官（重要課題担当）付,03-6910-2049,,
地域バイオコミュニティ,バイオマス地産地消対策,2;3,836798,True,True,農林水産省,大臣官房環境バイオマス政策課,03-6738-6478,,biomass-group@maff.go.jp
地域バイオコミュニティ,みどりの食料システム戦略実現技術開発・実証事業,2,3466178,True,True,農林水産省,農林水産技術会議事務局/研究推進課;農林水産技術会議事務局/研究企画課,03-3502-7437;03-3501-4609,,smart_agri@maff.go.jp
地域バイオコミュニティ,医療系ベンチャートータルサポート事業,1;2,300000,False,False,厚生労働省,医政局/経済課,03-3595-2421,,mhlw_venture@mhlw.go.jp
""".strip().splitlines()


def test_the_contact_table_has_the_columns_and_the_rows_of_the_deck_to_the_character():
    table = maps.contact_table(maps.contacts(maps.ContactQuery()))
    assert table.columns == tuple(
        "theme program applicant_types budget_thousand_yen inclusive new_call ministry department tel extension email".split()
    )
    rows = [",".join("" if cell is None else str(cell) for cell in row) for row in table.rows]
    assert len(rows) == 80
    assert [line for line in PRINTED if line not in rows] == []
    assert rows[0] == PRINTED[0]


@pytest.mark.parametrize(
    ("query", "count"),
    [({"theme": "maas"}, 8), ({"program": "coi-next", "theme": "bio"}, 1), ({"ministry": "mhlw"}, 1), ({"words": "03-3501-1618"}, 1)],
)
def test_contacts_are_narrowed(query, count):
    assert len(maps.contacts(maps.ContactQuery(**query))) == count


@pytest.mark.parametrize("words", ["ITSHANN@meti.go.jp", "自動車課", "road to the l4"])
def test_contacts_are_found_by_mail_department_and_name(words):
    assert [row.program.key for row in maps.contacts(maps.ContactQuery(words=words))] == ["road-to-l4"]


@pytest.mark.parametrize(("query", "rows"), [({}, 80), ({"theme": "maas"}, 8), ({"program": "road-to-l4"}, 1)])
def test_contacts_take_three_statements_for_one_row_and_for_80(django_assert_num_queries, query, rows):
    with django_assert_num_queries(3):
        table = maps.contact_table(maps.contacts(maps.ContactQuery(**query)))
    assert len(table.rows) == rows


def test_an_edition_for_a_spreadsheet_takes_four_statements(django_assert_num_queries):
    with django_assert_num_queries(4):
        found = tables(maps.edition(FiscalYear(2022)))
    assert [len(table.rows) for table in found] == [8, 76, 80]


# Money --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", [{}, {"program": "coi-next"}, {"pillar": "1", "ministry": "mext", "kind": BudgetKind.DRAFT}])
def test_budget_figures_take_one_statement(django_assert_num_queries, query):
    with django_assert_num_queries(1):
        figures = money.budget_figures(money.BudgetQuery(**query))
        money.budget_table(figures)
    assert figures != []


def test_groups_take_two_statements(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert money.groups(money.BudgetQuery()) != []


def test_a_part_counts_with_its_whole_and_not_beside_it():
    group = next(g for g in money.groups(money.BudgetQuery(fiscal_year=FiscalYear(2021))) if g.kind is BudgetKind.PREVIOUS)
    amounts = {figure.program.key: figure.amount for figure in money.budget_figures(money.BudgetQuery(fiscal_year=FiscalYear(2021), kind=group.kind))}
    assert {"start", "start-ecosystem", "coi-next"} <= set(amounts)
    assert group.added == sum(amount for key, amount in amounts.items() if key != "start-ecosystem" and amount)


def test_figures_come_page_by_page_in_the_order_of_the_groups():
    query = money.BudgetQuery()
    everything = money.budget_figures(query)
    pages = [money.budget_figures(query, limit=30, offset=start) for start in range(0, len(everything), 30)]
    assert [figure.pk for page in pages for figure in page] == [figure.pk for figure in everything]
    keys = [(figure.fiscal_year, figure.kind) for figure in everything]
    assert list(dict.fromkeys(keys)) == [(group.fiscal_year, group.kind) for group in money.groups(query)]


def test_pages_of_figures_are_the_list_in_pieces():
    whole = money.budget_figures(money.BudgetQuery())
    pieces = [money.budget_figures(money.BudgetQuery(), limit=50, offset=offset) for offset in range(0, 200, 50)]
    assert [figure.pk for piece in pieces for figure in piece] == [figure.pk for figure in whole]
    assert len(whole) > 100


def test_totals_take_two_statements(django_assert_num_queries):
    with django_assert_num_queries(2):
        rows = money.totals()
        money.totals_table(rows)
    assert len(rows) > 10


def test_figures_are_narrowed_by_every_filter():
    every = money.budget_figures(money.BudgetQuery())
    for query, fits in [
        ({"pillar": "3"}, lambda f: f.program.pillar == "3"),
        ({"ministry": "maff"}, lambda f: f.program.ministry.key == "maff"),
        ({"fiscal_year": FiscalYear(2023)}, lambda f: f.fiscal_year == 2023),
        ({"kind": BudgetKind.REQUEST}, lambda f: f.kind == "request"),
        ({"program": "coi-next"}, lambda f: f.program.key == "coi-next"),
    ]:
        found = {figure.pk for figure in money.budget_figures(money.BudgetQuery(**query))}
        assert found == {figure.pk for figure in every if fits(figure)}
        assert 0 < len(found) < len(every)


def test_a_group_adds_what_may_be_added_and_counts_the_rest():
    for group in money.groups(money.BudgetQuery()):
        figures = money.budget_figures(money.BudgetQuery(fiscal_year=group.fiscal_year, kind=group.kind))
        assert group.count == len(figures)
        assert group.inside == sum(figure.inclusive for figure in figures)
        assert group.unknown == sum(figure.amount is None for figure in figures)
        assert group.added <= sum(figure.amount or 0 for figure in figures if not figure.inclusive)


# May we apply? ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["", "maas"])
def test_answers_take_eight_statements_for_one_map_and_for_all_programs(django_assert_num_queries, theme):
    with django_assert_num_queries(8):
        found = eligibility.answers(BodyKind.CITY, theme=theme)
        eligibility.answers_table(found)
    assert len(found) == (8 if theme else Program.objects.count())


def test_answers_come_with_the_usable_ones_first_and_can_be_narrowed_to_one_verdict():
    found = [one.answer.verdict for one in eligibility.answers(BodyKind.UNIVERSITY)]
    assert found == sorted(found, key=list(Verdict).index)
    assert set(found) == set(Verdict)
    for verdict in Verdict:
        assert len(eligibility.answers(BodyKind.UNIVERSITY, verdict=verdict)) == found.count(verdict)


def test_the_quick_verdicts_are_those_of_the_explained_answers():
    for body in BodyKind:
        quick = eligibility.verdicts(body, [BodyKind.CITY])
        explained = eligibility.explained([pk for pk, _ in quick], body, [BodyKind.CITY])
        assert [verdict for _, verdict in quick] == [one.answer.verdict for one in explained]


@pytest.mark.parametrize(
    ("body", "partners"),
    [(body, partners) for body in BodyKind for partners in ((), (BodyKind.CITY,), (BodyKind.COMPANY, BodyKind.NATIONAL_UNIVERSITY))][::5],
)
def test_the_quick_verdict_is_the_one_that_is_explained(body, partners):
    quick = eligibility.verdicts(body, partners)
    explained = [(one.program.pk, one.answer.verdict) for one in eligibility.explained([pk for pk, _ in quick], body, partners)]
    assert explained == quick
    assert len(quick) == Program.objects.count()


def test_a_program_without_a_rule_is_unknown():
    without = set(Program.objects.filter(eligibilities=None).values_list("key", flat=True))
    unknown = {one.program.key for one in eligibility.answers(BodyKind.UNIVERSITY, verdict=Verdict.UNKNOWN)}
    assert without
    assert without <= unknown


def test_a_program_whose_newest_contact_row_has_no_new_call_is_closed():
    [venture] = [one for one in eligibility.answers(BodyKind.UNIVERSITY, theme="bio") if one.program.key == "medical-venture"]
    assert venture.answer.verdict is Verdict.NO
    assert venture.answer.lines[0].code == "no_new_call"
    source = venture.answer.lines[0].source
    assert (source.new_call, source.document.key) == (False, "package-2022")


def test_a_partner_opens_a_program_on_the_real_rules():
    def answer(*partners: BodyKind):
        [found] = [one for one in eligibility.answers(BodyKind.UNIVERSITY, partners) if one.program.key == "coi-next"]
        return found.answer

    alone = answer()
    assert (alone.verdict, BodyKind.COMPANY in alone.missing) == (Verdict.WITH_PARTNER, True)
    assert answer(*alone.missing).missing == ()
    assert answer(*alone.missing).verdict in (Verdict.YES, Verdict.IF)


def test_every_line_of_every_answer_has_its_source():
    for one in eligibility.answers(BodyKind.COMPANY):
        for line in one.answer.lines:
            assert eligibility.source_text(line.source)


# Packages, sources, choices -----------------------------------------------------------------------------------------


def test_packages_take_two_statements(django_assert_num_queries):
    with django_assert_num_queries(2):
        found = packages.packages()
        packages.changes_table(packages.changes(found[1], found[2]))
    assert [package.date for package in found] == sorted(package.date for package in found)
    assert len(found) >= 3


def test_every_program_of_two_versions_is_in_the_changes_once():
    before, after = packages.packages()[1:3]
    found = packages.changes(before, after)
    named = {item.program_id for package in (before, after) for item in package.items.all()}
    assert sorted(change.program.pk for change in found) == sorted(named)
    for change in found:
        assert (change.before is None, change.after is None) == (change.what == "added", change.what == "dropped")


def test_a_version_against_itself_has_no_changes():
    [package, *_] = packages.packages()
    assert {change.what for change in packages.changes(package, package)} == {"same"}


def test_the_documents_are_counted():
    found = sources.documents()
    assert [row.document.key for row in found if row.total == 0] == []
    [deck] = [row for row in found if row.document.key == "package-2022"]
    assert (deck.counts["Box"], deck.counts["Contact"]) == (76, 80)


def test_the_size_of_the_catalog_is_what_is_there():
    counts = choices.counts()
    assert (counts.maps, counts.boxes, counts.contacts, counts.programs) == (8, 76, 80, Program.objects.count())


def test_a_mistyped_key_finds_programs_that_look_like_it():
    assert "coi-next" in [program.key for program in choices.similar("coi-nex")]
    assert choices.similar("zzzzzzzz") == []
