from pathlib import Path

import msgspec
import pytest

from tsunagu.search.thesaurus import NEAR, SAME, Thesaurus

DATA = Path(__file__).resolve().parents[2] / "data" / "search" / "thesaurus.toml"


def _variants(thesaurus: Thesaurus, query: str) -> dict[str, dict[str, float]]:
    return {
        concept.surface: {"".join(term): weight for term, weight in concept.variants.items()}
        for concept in thesaurus.concepts(query)
    }


def test_without_a_thesaurus_a_word_stands_for_itself():
    assert _variants(Thesaurus(), "無人バス") == {"無人": {"無人": 1.0}, "バス": {"バス": 1.0}}


def test_a_group_works_both_ways_and_the_typed_word_weighs_most():
    thesaurus = Thesaurus(groups=[["ごみ", "廃棄物"]])
    assert _variants(thesaurus, "ごみ")["ごみ"] == {"ごみ": 1.0, "廃棄物": SAME}
    assert _variants(thesaurus, "廃棄物")["廃棄物"] == {"廃棄物": 1.0, "ごみ": SAME}


def test_a_link_works_one_way_and_weighs_less_than_a_group():
    thesaurus = Thesaurus(links=[(["畑"], ["農業"])])
    assert _variants(thesaurus, "畑") == {"畑": {"畑": 1.0, "農業": NEAR}}
    assert _variants(thesaurus, "農業") == {"農業": {"農業": 1.0}}
    assert NEAR < SAME < 1


def test_a_link_also_starts_from_the_other_words_of_its_group():
    thesaurus = Thesaurus(groups=[["畑", "田んぼ"]], links=[(["畑"], ["農業"])])
    assert _variants(thesaurus, "田んぼ")["田んぼ"]["農業"] == NEAR


def test_a_link_does_not_go_on_from_where_it_leads():
    thesaurus = Thesaurus(groups=[["農業", "営農"]], links=[(["畑"], ["農業"])])
    assert set(_variants(thesaurus, "畑")["畑"]) == {"畑", "農業"}


def test_links_do_not_chain():
    thesaurus = Thesaurus(links=[(["畑"], ["農業"]), (["農業"], ["食料"])])
    assert set(_variants(thesaurus, "畑")["畑"]) == {"畑", "農業"}


def test_a_group_beats_a_link_between_the_same_words():
    thesaurus = Thesaurus(groups=[["畑", "農業"]], links=[(["畑"], ["農業"])])
    assert _variants(thesaurus, "畑")["畑"]["農業"] == SAME


def test_a_term_of_several_words_is_a_concept_beside_its_words():
    thesaurus = Thesaurus(groups=[["ゼロカーボン", "脱炭素"], ["カーボンニュートラル", "気候"]])
    found = _variants(thesaurus, "カーボンニュートラルの町")
    assert list(found) == ["カーボン", "ニュートラル", "町", "カーボンニュートラル"]
    assert found["カーボンニュートラル"]["気候"] == SAME


def test_words_that_stand_apart_are_no_run():
    thesaurus = Thesaurus(groups=[["カーボンニュートラル", "気候"]])
    assert "カーボンニュートラル" not in _variants(thesaurus, "カーボンの値段とニュートラル")


def test_a_small_word_between_does_not_break_a_run():
    thesaurus = Thesaurus(groups=[["設備の共用", "共用設備"]])
    assert "設備共用" in _variants(thesaurus, "設備を共用")


def test_a_spelling_of_a_term_is_that_term():
    thesaurus = Thesaurus(groups=[["サーバー", "計算機"]])
    assert _variants(thesaurus, "ｻｰﾊﾞ")["サーバ"]["計算機"] == SAME


def test_a_concept_covers_its_parts_and_not_itself():
    thesaurus = Thesaurus(groups=[["カーボンニュートラル", "気候"]])
    carbon, neutral, both = thesaurus.concepts("カーボンニュートラル")
    assert (both.covers(carbon), both.covers(neutral), carbon.covers(both), both.covers(both)) == (
        True,
        True,
        False,
        False,
    )


def test_english_leads_to_japanese_and_not_back():
    thesaurus = Thesaurus(groups=[["ドローン", "無人機", "unmanned aircraft"]])
    assert _variants(thesaurus, "an unmanned aircraft")["unmanned aircraft"].keys() >= {"ドローン", "無人機"}
    assert set(_variants(thesaurus, "ドローン")["ドローン"]) == {"ドローン", "無人機"}


def test_empty_terms_lead_nowhere():
    thesaurus = Thesaurus(groups=[["", "支援"], ["畑", ""]])
    assert _variants(thesaurus, "畑") == {"畑": {"畑": 1.0}}


def test_a_missing_file_is_a_thesaurus_without_words(tmp_path):
    assert _variants(Thesaurus.read(tmp_path / "none.toml"), "畑") == {"畑": {"畑": 1.0}}


def test_a_file_is_read(tmp_path):
    path = tmp_path / "thesaurus.toml"
    path.write_text('[[group]]\nterms = ["畑", "農地"]\n[[link]]\nfrom = ["畑"]\nto = ["農業"]\n')
    assert _variants(Thesaurus.read(path), "畑")["畑"] == {"畑": 1.0, "農地": SAME, "農業": NEAR}


@pytest.mark.parametrize(
    "text", ['[[group]]\nwords = ["a"]', '[[link]]\nfrom = ["a"]', "[[group]", '[[groups]]\nterms = ["a"]']
)
def test_a_mistake_in_the_file_is_an_error(tmp_path, text):
    path = tmp_path / "thesaurus.toml"
    path.write_text(text)
    with pytest.raises(msgspec.MsgspecError):
        Thesaurus.read(path)


def test_a_term_of_the_real_thesaurus_stands_in_one_group_only():
    groups = [group["terms"] for group in msgspec.toml.decode(DATA.read_bytes())["group"]]
    terms = [term for group in groups for term in group]
    assert len(terms) > 1000
    assert sorted({term for term in terms if terms.count(term) > 1}) == []
    assert [group for group in groups if len(group) < 2] == []
