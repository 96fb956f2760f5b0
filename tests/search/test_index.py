import pytest

from tsunagu.search.documents import Document, Hit, Match, fingerprint
from tsunagu.search.enums import Fit
from tsunagu.search.index import Index
from tsunagu.search.thesaurus import Thesaurus

WEIGHTS = {"title": 3.0, "text": 1.0}


def _document(key: str, title: str, *text: str) -> Document:
    return Document(key, "program", {"title": [title], "text": list(text)})


LIBRARY = [
    _document("bus", "無人バスの実証", "過疎地の移動を支える自動運転"),
    _document("farm", "スマート農業の推進", "畑仕事をロボットで楽にする。バスの話はこの一言だけ"),
    _document("carbon", "地域脱炭素移行の交付金", "自治体が再生可能エネルギーを導入"),
    _document("hub", "COI-NEXT 共創の場", "大学と企業の拠点。A-STEPとは別"),
    _document("tree", "森林の整備", "林業と木材"),
]


def _index(folder, documents=LIBRARY, weights=WEIGHTS, **thesaurus) -> Index:
    Index.build(folder, documents, weights)
    return Index(folder, weights, Thesaurus(**thesaurus))


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Index:
    return _index(tmp_path_factory.mktemp("index") / "library")


def _hits(index: Index, text: str, *, limit: int = 10, **options) -> list[Hit]:
    return index.search(text, limit=limit, **options).hits


def _keys(index: Index, text: str, **options) -> list[str]:
    return [hit.key for hit in _hits(index, text, **options)]


def test_a_document_is_found_by_its_words_and_says_which(library):
    [hit] = _hits(library, "森林")
    assert (hit.key, hit.kind, hit.matched) == ("tree", "program", [Match("森林")])
    assert hit.score > 0


def test_a_heavier_field_comes_first(library):
    assert _keys(library, "バス") == ["bus", "farm"]


def test_the_weights_decide_and_not_the_order_of_the_documents(tmp_path):
    weights = {"title": 0.1, "text": 5.0}
    assert _keys(_index(tmp_path / "index", weights=weights), "バス") == ["farm", "bus"]


def test_more_of_the_words_is_better(library):
    assert _keys(library, "無人バスを畑で")[0] == "bus"
    assert _keys(library, "バスとロボットの畑仕事")[0] == "farm"


@pytest.mark.parametrize("query", ["COI-NEXT", "ｃｏｉ－ｎｅｘｔ", "coi-next"])
def test_a_name_in_latin_letters_is_found_in_any_width_and_case(library, query):
    assert _keys(library, query)[0] == "hub"


def test_a_name_in_latin_letters_is_one_word(library):
    [hit] = _hits(library, "A-STEP")
    assert (hit.key, hit.matched) == ("hub", [Match("A-STEP")])


@pytest.mark.parametrize("text", ["", "   ", "のをに", "どうすればいいですか", "。、！", "2022", "🚌"])
def test_a_text_without_content_words_finds_nothing(library, text):
    assert _hits(library, text) == []


def test_words_that_stand_nowhere_find_nothing(library):
    assert _hits(library, "宇宙エレベーター") == []


def test_the_sentence_that_holds_most_of_a_want_is_shown(library):
    assert _hits(library, "畑仕事のロボット")[0].sentence == "畑仕事をロボットで楽にする。"


def test_a_document_that_holds_all_words_fits_well_and_one_that_holds_some_in_part(library):
    fits = {hit.key: hit.fit for hit in _hits(library, "無人バス")}
    assert fits == {"bus": Fit.GOOD, "farm": Fit.PARTIAL}


def test_what_fits_well_is_counted_on_every_page(library):
    pages = [library.search("無人バス", limit=1, offset=offset) for offset in (0, 1)]
    assert [(page.good, page.total, page.fit) for page in pages] == [(1, 2, Fit.GOOD)] * 2


def test_a_want_of_foreign_words_fits_nothing(library):
    found = library.search("お菓子の家に住む魔女のほうきを森林で借りたい", limit=10)
    assert (found.fit, [hit.fit for hit in found.hits]) == (Fit.NONE, [Fit.PARTIAL])


def test_no_more_hits_than_asked_for(library):
    assert [len(_hits(library, "バス 森林 大学 自治体", limit=limit)) for limit in (10, 2, 1, 0)] == [5, 2, 1, 0]


def test_a_page_of_hits_goes_on_where_the_page_before_ended_and_says_how_many_there_are(library):
    query = "バス 森林 大学 自治体"
    everything = _keys(library, query)
    pages = [library.search(query, limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [[hit.key for hit in page.hits] for page in pages] == [everything[:2], everything[2:4], everything[4:], []]
    assert {page.total for page in pages} == {5}


def test_only_the_named_keys_are_found_with_the_same_scores(library):
    both = {hit.key: hit.score for hit in _hits(library, "バス")}
    assert {hit.key: hit.score for hit in _hits(library, "バス", keys=["farm", "tree"])} == {"farm": both["farm"]}


def test_among_no_keys_nothing_is_found(library):
    assert _hits(library, "バス", keys=[]) == []


def test_a_word_of_the_same_group_finds_and_says_so(tmp_path):
    index = _index(tmp_path / "index", groups=[["樹", "森林"]])
    [hit] = _hits(index, "樹")
    assert (hit.key, hit.matched) == ("tree", [Match("樹", "森林")])
    assert str(hit.matched[0]) == "樹（関連語：森林）"


def test_the_typed_word_weighs_more_than_another_word_of_its_group(tmp_path):
    documents = [_document("other", "廃棄物の話"), _document("typed", "ごみの話"), *LIBRARY]
    assert _keys(_index(tmp_path / "index", documents, groups=[["ごみ", "廃棄物"]]), "ごみ") == ["typed", "other"]


def test_a_group_weighs_more_than_a_link(tmp_path):
    documents = [_document("link", "農業の話"), _document("group", "農地の話"), _document("tree", "森林の話")]
    index = _index(tmp_path / "index", documents, groups=[["畑", "農地"]], links=[(["畑"], ["農業"])])
    assert _keys(index, "畑") == ["group", "link"]


def test_a_whole_and_its_parts_count_once(tmp_path):
    """A document with 交付金 is not twice as good for a query of 交付金 (which also holds 交付) as one with another
    word of the same rarity.
    """
    documents = [_document("grant", "交付金"), _document("wood", "木材"), *LIBRARY[:2], LIBRARY[4]]
    documents = [d for d in documents if d.key != "tree"]
    index = _index(tmp_path / "index", documents)
    scores = {hit.key: hit.score for hit in _hits(index, "交付金 木材")}
    assert scores["grant"] < scores["wood"] * 1.4


def test_a_part_finds_the_whole_but_less_than_the_whole_itself(tmp_path):
    documents = [_document("part", "交付の話"), _document("whole", "交付金の話"), _document("tree", "森林の話")]
    assert _keys(_index(tmp_path / "index", documents), "交付金") == ["whole", "part"]


def test_a_compound_typed_with_the_particle_is_found(library):
    assert _keys(library, "地域の脱炭素")[0] == "carbon"
    assert _keys(library, "脱炭素地域")[0] == "carbon"


@pytest.mark.parametrize(
    "query",
    [
        '"無人バス"',
        "無人バス AND",
        "OR OR",
        "バス^5",
        "title:バス",
        "(バス",
        "バス)",
        "バス*",
        "~バス",
        "-バス",
        "+バス",
        "\\バス",
        "/バス/",
        "\u30d0\u30b9\x00",
        "[バス TO 森林]",
        "バス🚌森林",
        "<script>バス</script>",
        "'; DROP TABLE catalog_program; -- バス",
        "\u30d0\u200b\u30b9 \u30d0\u30b9",
        "ＢＵＳ バス",
        "\ud7ff\ue000\u30d0\u30b9",
    ],
)
def test_signs_of_query_languages_are_just_signs(library, query):
    found = _keys(library, query)
    assert set(found) <= {document.key for document in LIBRARY}
    assert "bus" in found or "バス" not in query


def test_ten_thousand_characters_are_answered(library):
    assert _keys(library, ("無人バスを走らせたい。" * 1000)[:10_000])[0] == "bus"


@pytest.mark.long
def test_a_thousand_different_words_are_answered(library):
    assert "bus" in _keys(library, "バス" + "、".join(f"語{chr(0x4E00 + number)}" for number in range(1000)))


def test_a_fingerprint_changes_with_the_contents_and_only_with_them():
    again = [Document(d.key, d.kind, dict(d.fields)) for d in LIBRARY]
    assert fingerprint(again) == fingerprint(LIBRARY)
    assert fingerprint([]) != fingerprint(LIBRARY)
    assert fingerprint(LIBRARY[:-1]) != fingerprint(LIBRARY)
    assert fingerprint(
        [_document("bus", "無人バスの実証。", "過疎地の移動を支える自動運転"), *LIBRARY[1:]]
    ) != fingerprint(LIBRARY)


def test_building_where_an_index_stands_leaves_it_alone(tmp_path):
    folder = tmp_path / "index"
    Index.build(folder, LIBRARY, WEIGHTS)
    before = sorted((file.name, file.stat().st_mtime_ns) for file in folder.iterdir())
    Index.build(folder, LIBRARY, WEIGHTS)
    assert sorted((file.name, file.stat().st_mtime_ns) for file in folder.iterdir()) == before
    assert [file.name for file in tmp_path.iterdir()] == ["index"]


def test_an_empty_index_finds_nothing(tmp_path):
    assert _hits(_index(tmp_path / "index", []), "バス") == []
